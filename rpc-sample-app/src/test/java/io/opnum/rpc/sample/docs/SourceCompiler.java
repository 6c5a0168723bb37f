package io.opnum.rpc.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compiles sources from documents as the reader's build would, with the class path of
 * this module.
 */
final class SourceCompiler {

	private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

	private static final Pattern TYPE = Pattern
		.compile("^(?:public |final |sealed )*(?:class|interface|record|enum|@interface) (\\w+)", Pattern.MULTILINE);

	private final Path sources;

	private final Path classes;

	SourceCompiler(Path directory) {
		this.sources = directory.resolve("sources");
		this.classes = directory.resolve("classes");
	}

	/**
	 * Compile whole source files.
	 * @param texts the content of the files
	 * @return where the classes are
	 */
	Path compile(List<String> texts) throws IOException {
		List<Path> files = new ArrayList<>();
		for (String text : texts) {
			files.add(write(text));
		}
		Files.createDirectories(this.classes);
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
		try (StandardJavaFileManager fileManager = compiler.getStandardFileManager(null, Locale.ROOT, null)) {
			boolean compiled = compiler
				.getTask(null, fileManager, diagnostics,
						List.of("-d", this.classes.toString(), "-classpath", System.getProperty("java.class.path"),
								"--release", "17", "-parameters", "-proc:none", "-Xlint:all,-options"),
						null, fileManager.getJavaFileObjectsFromPaths(files))
				.call();
			List<String> problems = diagnostics.getDiagnostics()
				.stream()
				.filter((diagnostic) -> diagnostic.getSource() != null)
				.map((Diagnostic<?> diagnostic) -> diagnostic.toString())
				.toList();
			assertThat(problems).as("errors and warnings").isEmpty();
			assertThat(compiled).isTrue();
		}
		return this.classes;
	}

	private Path write(String text) throws IOException {
		Path directory = this.sources.resolve(first(PACKAGE, text).replace('.', '/'));
		Files.createDirectories(directory);
		return Files.writeString(directory.resolve(first(TYPE, text) + ".java"), text);
	}

	private static String first(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		assertThat(matcher.find()).as("%s in a source of its own", pattern).isTrue();
		return matcher.group(1);
	}

}
