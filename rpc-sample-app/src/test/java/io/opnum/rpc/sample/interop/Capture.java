package io.opnum.rpc.sample.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Captures packets on the loopback interface with {@code tshark}. Marks, which are
 * datagrams that it captures too, tell when it has begun and when it has seen everything.
 */
final class Capture implements AutoCloseable {

	private static final String BEGIN = HexFormat.of().formatHex("begin".getBytes());

	private static final String END = HexFormat.of().formatHex("end".getBytes());

	private final BlockingQueue<String> marks = new LinkedBlockingQueue<>();

	private final DatagramSocket socket;

	private final Process process;

	private Capture(DatagramSocket socket, Process process) {
		this.socket = socket;
		this.process = process;
		Thread reader = new Thread(this::readMarks, "tshark-output");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Start to capture; returns once it has begun.
	 * @param file where to write packets
	 * @param filter which packets
	 * @return the capture
	 */
	static Capture start(Path file, String filter) throws IOException, InterruptedException {
		DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		Process process = new ProcessBuilder("tshark", "-i", "lo", "-f",
				"%s or udp port %d".formatted(filter, socket.getLocalPort()), "-w", file.toString(), "-P", "-l", "-T",
				"fields", "-e", "udp.payload")
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		Capture capture = new Capture(socket, process);
		capture.mark(BEGIN);
		return capture;
	}

	/**
	 * Return once everything up to now has been captured.
	 */
	void finish() throws IOException, InterruptedException {
		mark(END);
		this.process.destroy();
		this.process.waitFor(20, TimeUnit.SECONDS);
	}

	private void mark(String mark) throws IOException, InterruptedException {
		byte[] payload = HexFormat.of().parseHex(mark);
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
		while (System.nanoTime() < deadline && this.process.isAlive()) {
			this.socket.send(new DatagramPacket(payload, payload.length, this.socket.getLocalSocketAddress()));
			for (String seen = ""; seen != null; seen = this.marks.poll(200, TimeUnit.MILLISECONDS)) {
				if (seen.equals(mark)) {
					return;
				}
			}
		}
		throw new IllegalStateException("tshark captures nothing");
	}

	private void readMarks() {
		try (BufferedReader output = this.process.inputReader()) {
			output.lines().filter((line) -> !line.isBlank()).map(String::strip).forEach(this.marks::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// The process has ended
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
		this.socket.close();
	}

}
