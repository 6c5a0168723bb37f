package io.opnum.rpc.transport.smb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;

import javax.net.SocketFactory;

import org.jspecify.annotations.Nullable;

/**
 * Makes the sockets of SMB connections: connected within a time, without delays, and
 * closed by the operating system when the server's host is gone.
 */
final class SmbSockets extends SocketFactory {

	private final int timeoutMillis;

	/**
	 * Create a factory.
	 * @param timeout how long connecting may take
	 */
	SmbSockets(Duration timeout) {
		this.timeoutMillis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, timeout.toMillis()));
	}

	@Override
	public Socket createSocket(String host, int port) throws IOException {
		return connect(new InetSocketAddress(host, port), null);
	}

	@Override
	public Socket createSocket(InetAddress host, int port) throws IOException {
		return connect(new InetSocketAddress(host, port), null);
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
		return connect(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
	}

	@Override
	public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
		return connect(new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
	}

	private Socket connect(SocketAddress address, @Nullable SocketAddress local) throws IOException {
		Socket socket = new Socket();
		try {
			socket.setTcpNoDelay(true);
			socket.setKeepAlive(true);
			socket.bind(local);
			socket.connect(address, this.timeoutMillis);
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			socket.close();
			throw ex;
		}
	}

}
