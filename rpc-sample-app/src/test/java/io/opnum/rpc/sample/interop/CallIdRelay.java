package io.opnum.rpc.sample.interop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A relay in front of Wine's server, which answers each call as if it were number 1: what
 * goes back has the number of the PDU that went there last. There is one call at a time
 * on a connection.
 */
final class CallIdRelay implements AutoCloseable {

	private static final int HEADER = 16;

	private static final int CALL_ID = 12;

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final int serverPort;

	CallIdRelay(int serverPort) throws IOException {
		this.serverPort = serverPort;
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private void accept() throws IOException {
		while (!this.listener.isClosed()) {
			Socket client = this.listener.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort);
			this.sockets.add(client);
			this.sockets.add(server);
			byte[] callId = new byte[4];
			start(() -> relay(client, server, (pdu) -> System.arraycopy(pdu, CALL_ID, callId, 0, callId.length)));
			start(() -> relay(server, client, (pdu) -> System.arraycopy(callId, 0, pdu, CALL_ID, callId.length)));
		}
	}

	private static void relay(Socket from, Socket to, PduVisitor visitor) throws IOException {
		try (from; to) {
			DataInputStream input = new DataInputStream(from.getInputStream());
			OutputStream output = to.getOutputStream();
			while (true) {
				byte[] header = input.readNBytes(HEADER);
				if (header.length < HEADER) {
					throw new EOFException();
				}
				visitor.visit(header);
				int length = (header[8] & 0xff) | (header[9] & 0xff) << 8;
				byte[] pdu = new byte[length];
				System.arraycopy(header, 0, pdu, 0, HEADER);
				input.readFully(pdu, HEADER, length - HEADER);
				output.write(pdu);
			}
		}
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// Either side has gone
			}
		}, "call-id-relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private interface Task {

		void run() throws IOException;

	}

	private interface PduVisitor {

		void visit(byte[] header);

	}

}
