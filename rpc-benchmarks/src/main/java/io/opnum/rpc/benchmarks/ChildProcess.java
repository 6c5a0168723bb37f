package io.opnum.rpc.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * A JVM that answers each line with a line. {@code opnum.benchmark.jvm-options} are added
 * to its options, and prevail.
 */
final class ChildProcess implements AutoCloseable {

	private final Process process;

	private final BufferedReader in;

	private final PrintWriter out;

	/**
	 * Start a JVM and wait until it is ready.
	 * @param main what it runs
	 * @param arguments its arguments
	 * @throws IOException if it can't be started
	 */
	ChildProcess(Class<?> main, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + "/bin/java", "-Xms512m", "-Xmx512m", "-XX:+UseSerialGC"));
		String options = System.getProperty("opnum.benchmark.jvm-options", "");
		if (!options.isBlank()) {
			command.addAll(List.of(options.split(" ")));
		}
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.in = this.process.inputReader();
		this.out = new PrintWriter(this.process.outputWriter(), true);
		awaitReady(String.join(" ", arguments));
	}

	/** What the JVM itself prints, as its options may have it do, is passed on. */
	private void awaitReady(String what) throws IOException {
		for (String line = this.in.readLine(); !"ready".equals(line); line = this.in.readLine()) {
			if (line == null) {
				close();
				throw new IllegalStateException(what + " did not start");
			}
			System.err.println(line);
		}
	}

	/** Return a port for a server to come. */
	static String freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return Integer.toString(socket.getLocalPort());
		}
	}

	String ask(String line) throws IOException {
		this.out.println(line);
		String answer = this.in.readLine();
		if (answer == null || answer.startsWith("error")) {
			throw new IllegalStateException("'%s' failed: %s".formatted(line, answer));
		}
		return answer;
	}

	@Override
	public void close() {
		this.out.close();
		this.process.destroy();
	}

}
