package io.opnum.rpc.sample.interop;

import java.io.IOException;

/**
 * A network of two hosts: this one, and another that is a network namespace. The cable
 * between them can be cut: what is sent then is lost, and nobody says so.
 */
final class Network implements AutoCloseable {

	private final PeerProcess process;

	private final String hostAddress;

	private final String peerAddress;

	private Network(PeerProcess process, String hostAddress, String peerAddress) {
		this.process = process;
		this.hostAddress = hostAddress;
		this.peerAddress = peerAddress;
	}

	/**
	 * Make a network.
	 * @return the network
	 */
	static Network create() throws IOException {
		long pid = ProcessHandle.current().pid();
		// Of the range for tests of networks (RFC 2544)
		String prefix = "198.18.%d.".formatted(pid & 0xff);
		int last = (int) (pid >> 8 & 0x3f) * 4;
		String hostAddress = prefix + (last + 1);
		String peerAddress = prefix + (last + 2);
		return new Network(PeerProcess
			.start(Command.of(Command.PEERS.resolve("network.sh").toString(), "opnum" + pid, hostAddress, peerAddress)),
				hostAddress, peerAddress);
	}

	/** The address of this host. */
	String hostAddress() {
		return this.hostAddress;
	}

	/** The address of the other host. */
	String peerAddress() {
		return this.peerAddress;
	}

	/**
	 * Start a program of these tests on the other host.
	 * @param type its main class
	 * @param arguments its arguments
	 * @return the program, which is ready
	 */
	PeerProcess start(Class<?> type, String... arguments) throws IOException {
		return PeerProcess.start(this.process.within(
				Command
					.of(System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"),
							type.getName())
					.with(arguments)));
	}

	/** From now on nothing arrives, in either direction. */
	void cut() throws IOException {
		setCable("down");
	}

	/** From now on everything arrives again. */
	void mend() throws IOException {
		setCable("up");
	}

	private void setCable(String state) throws IOException {
		this.process.within(Command.of("ip", "link", "set", "cable", state)).run().requireSuccess();
	}

	@Override
	public void close() throws IOException {
		this.process.close();
	}

}
