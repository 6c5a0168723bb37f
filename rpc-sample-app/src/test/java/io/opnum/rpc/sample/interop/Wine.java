package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.opnum.rpc.idl.Idl;
import io.opnum.rpc.ndr.InterfaceStub;

import org.springframework.util.FileSystemUtils;

/**
 * Wine without a screen, and the Windows programs that are built for it from printed IDL.
 */
final class Wine implements AutoCloseable {

	private static final String SCRIPT = Command.PEERS.resolve("wine/build.sh").toString();

	private final Path directory;

	private Wine(Path directory) {
		this.directory = directory;
	}

	/**
	 * Make a directory for programs and for what Wine takes for a computer.
	 */
	static Wine create() throws IOException {
		return new Wine(Files.createTempDirectory("opnum-wine"));
	}

	/**
	 * Build a program.
	 * @param name the name of its source
	 * @param interfaces what it calls or serves
	 */
	void build(String name, Class<?>... interfaces) throws IOException {
		Path printed = Files.createDirectories(this.directory.resolve("printed"));
		List<String> files = new ArrayList<>();
		for (Class<?> type : interfaces) {
			Path file = printed.resolve(InterfaceStub.of(type).name() + ".idl");
			files.add(Files.writeString(file, Idl.of(type)).toString());
		}
		Command.of("bash", SCRIPT, name, this.directory.toString())
			.with(files.toArray(String[]::new))
			.run()
			.requireSuccess();
	}

	/**
	 * Return the command that runs a program.
	 * @param name its name
	 * @param arguments its arguments
	 */
	Command program(String name, Object... arguments) {
		return environment().with("wine", this.directory.resolve(name + ".exe").toString())
			.with(Stream.of(arguments).map(String::valueOf).toArray(String[]::new));
	}

	private Command environment() {
		return Command.of("env", "--unset=DISPLAY", "WINEPREFIX=" + this.directory.resolve("prefix"), "WINEDEBUG=-all",
				"WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=");
	}

	@Override
	public void close() throws IOException {
		environment().with("wineserver", "--kill").run();
		environment().with("wineserver", "--wait").run();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
