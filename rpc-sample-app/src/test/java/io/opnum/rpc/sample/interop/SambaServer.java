package io.opnum.rpc.sample.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A Samba server: the endpoint mapper, rpcecho, samr, srvsvc, wkssvc, winreg … over
 * {@code ncacn_ip_tcp} on a loopback address of its own. It ends when it is closed, and
 * also when this virtual machine does.
 */
final class SambaServer implements AutoCloseable {

	private final Process process;

	private final String address;

	private SambaServer(Process process, String address) {
		this.process = process;
		this.address = address;
	}

	static SambaServer start() throws IOException {
		Files.createDirectories(Command.STATE);
		long pid = ProcessHandle.current().pid();
		String address = "127.135.%d.%d".formatted((pid >> 7) & 0x7f, 1 + (pid & 0x7f));
		Path errors = Command.STATE.resolve("samba.err");
		Process process = new ProcessBuilder(Command.PEERS.resolve("samba.sh").toString(),
				Command.STATE.resolve("samba").toString(), address)
			.redirectError(errors.toFile())
			.start();
		BufferedReader output = process.inputReader();
		if (!"ready".equals(output.readLine())) {
			process.destroyForcibly();
			throw new IllegalStateException("Samba did not start: " + Files.readString(errors));
		}
		return new SambaServer(process, address);
	}

	/**
	 * Return the address that it listens on, its endpoint mapper on port 135.
	 * @return the address
	 */
	String address() {
		return this.address;
	}

	@Override
	public void close() throws IOException {
		this.process.getOutputStream().close();
		try {
			this.process.waitFor(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.destroyForcibly();
	}

}
