package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Forwards TCP connections to a server, until they are cut.
 */
final class Forwarder implements AutoCloseable {

	private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

	private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/**
	 * Start to forward.
	 * @param host the server
	 * @param port its port
	 */
	Forwarder(String host, int port) throws IOException {
		this.threads.execute(() -> accept(host, port));
	}

	/**
	 * Return where it listens on the loopback interface.
	 * @return the port
	 */
	int port() {
		return this.listening.getLocalPort();
	}

	private void accept(String host, int port) {
		try {
			while (true) {
				Socket client = this.listening.accept();
				Socket server = new Socket(host, port);
				this.sockets.add(client);
				this.sockets.add(server);
				this.threads.execute(() -> copy(client, server));
				this.threads.execute(() -> copy(server, client));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private static void copy(Socket from, Socket to) {
		try {
			from.getInputStream().transferTo(to.getOutputStream());
			to.shutdownOutput();
		}
		catch (IOException ex) {
			// Cut
		}
	}

	/** End the connections that there are. */
	void cut() throws IOException {
		Socket socket;
		while ((socket = this.sockets.poll()) != null) {
			socket.close();
		}
	}

	@Override
	public void close() throws IOException {
		this.listening.close();
		cut();
		this.threads.shutdownNow();
	}

}
