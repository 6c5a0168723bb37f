package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An outside program and its arguments.
 *
 * @param words the program and its arguments
 */
record Command(List<String> words) {

	/** Scripts of this module. */
	static final Path PEERS = Path.of("src/test/peers");

	/** State of outside programs. */
	static final Path STATE = Path.of("target/peers");

	/** The Python that the distribution's packages belong to. */
	static final String PYTHON = Files.isExecutable(Path.of("/usr/bin/python3")) ? "/usr/bin/python3" : "python3";

	/** A program that has gone wrong may print for ever. */
	private static final int MAX_OUTPUT = 4 * 1024 * 1024;

	private static final Duration TIMEOUT = Duration.ofSeconds(120);

	static Command of(String... words) {
		return new Command(List.of(words));
	}

	static Command python(String script, Object... arguments) {
		return of(PYTHON, PEERS.resolve(script).toString())
			.with(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
	}

	Command with(String... furtherWords) {
		List<String> all = new ArrayList<>(this.words);
		all.addAll(List.of(furtherWords));
		return new Command(all);
	}

	/**
	 * Run to the end, or for two minutes.
	 * @return what came out
	 */
	Result run() {
		try {
			Files.createDirectories(STATE);
			Path output = Files.createTempFile(STATE, "output", ".txt");
			try {
				return run(output);
			}
			finally {
				Files.delete(output);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Result run(Path output) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(this.words)
			.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
				return new Result(this, -1, "(still running after %s)%n%s".formatted(TIMEOUT, read(output)));
			}
			return new Result(this, process.exitValue(), read(output));
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	private static String read(Path output) throws IOException {
		try (InputStream input = Files.newInputStream(output)) {
			return new String(input.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
		}
	}

	@Override
	public String toString() {
		return String.join(" ", this.words);
	}

	/**
	 * What came of a command.
	 *
	 * @param command the command
	 * @param exitCode its exit code, -1 where it had to be ended
	 * @param output what it printed, errors included
	 */
	record Result(Command command, int exitCode, String output) {

		boolean succeeded() {
			return this.exitCode == 0;
		}

		Result requireSuccess() {
			assertThat(this.exitCode).as("exit code of %s, which printed:%n%s", this.command, this.output).isZero();
			return this;
		}

	}

}
