package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Path;

import io.opnum.rpc.transport.smb.SmbCredentials;

/**
 * A Samba server: the endpoint mapper, rpcecho, samr, srvsvc, wkssvc, winreg … over
 * {@code ncacn_ip_tcp}, {@code ncacn_np} and {@code ncalrpc}, on a loopback address of
 * its own.
 */
final class SambaServer implements AutoCloseable {

	private final PeerProcess process;

	private final String address;

	private SambaServer(PeerProcess process, String address) {
		this.process = process;
		this.address = address;
	}

	/**
	 * Start a server.
	 * @param options further lines of the global section of its configuration
	 * @return the server
	 */
	static SambaServer start(String... options) throws IOException {
		long pid = ProcessHandle.current().pid();
		String address = "127.135.%d.%d".formatted((pid >> 7) & 0x7f, 1 + (pid & 0x7f));
		return new SambaServer(PeerProcess.start(Command
			.of(Command.PEERS.resolve("samba.sh").toString(), Command.STATE.resolve("samba").toString(), address)
			.with(options)), address);
	}

	/**
	 * Return the address that it listens on, its endpoint mapper on port 135.
	 * @return the address
	 */
	String address() {
		return this.address;
	}

	/**
	 * Return the credentials of a user.
	 * @return who may open its pipes
	 */
	static SmbCredentials user() {
		return SmbCredentials.of("daemon", "Peer.Passw0rd", "OPNUMPEER");
	}

	/**
	 * Return where its sockets of {@code ncalrpc} are.
	 * @return the directory
	 */
	Path localSockets() {
		return Command.STATE.resolve("samba/ncalrpc");
	}

	@Override
	public void close() throws IOException {
		this.process.close();
	}

}
