package io.opnum.rpc.sample.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * An outside program that runs while tests do: one of our scripts, which says that it is
 * ready, and ends with its standard input, so also when this virtual machine does.
 */
final class PeerProcess implements AutoCloseable {

	private final Process process;

	private final Path log;

	private PeerProcess(Process process, Path log) {
		this.process = process;
		this.log = log;
	}

	/**
	 * Start; returns once it is ready.
	 * @param command the script and its arguments
	 * @return the process
	 */
	static PeerProcess start(Command command) throws IOException {
		Files.createDirectories(Command.STATE);
		Path log = Command.STATE.resolve(Path.of(command.words().get(0)).getFileName() + ".log");
		Process process = new ProcessBuilder(command.words()).redirectError(log.toFile()).start();
		PeerProcess peer = new PeerProcess(process, log);
		BufferedReader output = process.inputReader();
		if (!"ready".equals(output.readLine())) {
			peer.close();
			throw new IllegalStateException("%s did not start: %s".formatted(command, peer.log()));
		}
		return peer;
	}

	/**
	 * Return what it logged.
	 * @return the text up to now
	 */
	String log() throws IOException {
		return Files.readString(this.log);
	}

	/**
	 * Return a command that runs in the network namespace of this process.
	 * @param command the command
	 * @return the command there
	 */
	Command within(Command command) throws IOException {
		if (networkNamespace("self").equals(networkNamespace(String.valueOf(this.process.pid())))) {
			return command;
		}
		return Command.of("nsenter", "--target", String.valueOf(this.process.pid()), "--net")
			.with(command.words().toArray(String[]::new));
	}

	private static Path networkNamespace(String process) throws IOException {
		return Files.readSymbolicLink(Path.of("/proc", process, "ns", "net"));
	}

	/**
	 * Kill it, as {@code kill -9} does.
	 */
	void kill() throws InterruptedException {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly().waitFor();
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			this.process.waitFor(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

}
