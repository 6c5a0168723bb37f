package io.opnum.rpc.sample.docs;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * The Java code of a document, compiled and ready to run.
 */
final class CompiledDocument implements AutoCloseable {

	private final Path directory;

	private final URLClassLoader classLoader;

	CompiledDocument(MarkdownDocument document, Path directory) throws IOException {
		this.directory = directory;
		URL classes = new SourceCompiler(directory).compile(document.blocks("java")).toUri().toURL();
		this.classLoader = new URLClassLoader(new URL[] { classes }, getClass().getClassLoader());
	}

	/**
	 * Run an application with a configuration from the document in place of all others.
	 * @param mainClass the name of its class
	 * @param configuration the content of its {@code application.yaml}
	 * @param arguments further arguments
	 * @return its context
	 */
	ConfigurableApplicationContext run(String mainClass, String configuration, String... arguments) throws Exception {
		Path file = Files.writeString(this.directory.resolve(mainClass + ".yaml"), configuration);
		List<String> all = new ArrayList<>(List.of("--spring.config.location=" + file.toUri(), "--server.port=0"));
		all.addAll(List.of(arguments));
		return withClassLoader(() -> new SpringApplicationBuilder(this.classLoader.loadClass(mainClass))
			.resourceLoader(new DefaultResourceLoader(this.classLoader))
			.run(all.toArray(String[]::new)));
	}

	/**
	 * Return a class of the document.
	 * @param name the name of the class
	 * @return the class
	 */
	Class<?> load(String name) throws ClassNotFoundException {
		return this.classLoader.loadClass(name);
	}

	/**
	 * Call a {@code main} method.
	 * @param mainClass the name of its class
	 */
	void main(String mainClass) throws Exception {
		withClassLoader(() -> this.classLoader.loadClass(mainClass)
			.getMethod("main", String[].class)
			.invoke(null, (Object) new String[0]));
	}

	private <T> T withClassLoader(Action<T> action) throws Exception {
		Thread thread = Thread.currentThread();
		ClassLoader previous = thread.getContextClassLoader();
		thread.setContextClassLoader(this.classLoader);
		try {
			return action.perform();
		}
		finally {
			thread.setContextClassLoader(previous);
		}
	}

	@Override
	public void close() throws IOException {
		this.classLoader.close();
	}

	private interface Action<T> {

		T perform() throws Exception;

	}

}
