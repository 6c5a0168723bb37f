package io.opnum.rpc.sample.interop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A relay between a client and a server, which does something to the second and third of
 * the protected requests of a connection, and sees what the server answers.
 */
final class TamperingRelay implements AutoCloseable {

	/** In place of a PDU: the connection has ended. */
	static final byte[] END = {};

	private static final int HEADER = 16;

	private static final int PROTECTED_REQUEST_TO_TAMPER_WITH = 1;

	private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

	private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();

	private final int serverPort;

	private final Function<List<byte[]>, List<byte[]>> tampering;

	/**
	 * Start to relay.
	 * @param serverPort where the server listens
	 * @param tampering is given two requests that follow each other and returns what to
	 * send in their place
	 */
	TamperingRelay(int serverPort, Function<List<byte[]>, List<byte[]>> tampering) throws IOException {
		this.serverPort = serverPort;
		this.tampering = tampering;
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return the next PDU of the server.
	 * @return the PDU, or {@link #END}
	 */
	byte[] nextAnswer() throws InterruptedException {
		byte[] answer = this.answers.poll(30, TimeUnit.SECONDS);
		if (answer == null) {
			throw new IllegalStateException("The server neither answers nor ends the connection");
		}
		return answer;
	}

	private void accept() throws IOException {
		Socket client = this.listener.accept();
		Socket server = new Socket(InetAddress.getLoopbackAddress(), this.serverPort);
		start(() -> requests(client, server));
		start(() -> responses(server, client));
	}

	private void requests(Socket client, Socket server) throws IOException {
		DataInputStream input = new DataInputStream(client.getInputStream());
		OutputStream output = server.getOutputStream();
		List<byte[]> tamperWith = new ArrayList<>();
		int seen = 0;
		while (true) {
			byte[] pdu = read(input);
			boolean isProtectedRequest = pdu[2] == 0 && pdu[10] != 0;
			if (!isProtectedRequest || seen++ < PROTECTED_REQUEST_TO_TAMPER_WITH || tamperWith.size() == 2) {
				output.write(pdu);
				continue;
			}
			tamperWith.add(pdu);
			if (tamperWith.size() == 2) {
				for (byte[] instead : this.tampering.apply(tamperWith)) {
					output.write(instead);
				}
			}
		}
	}

	private void responses(Socket server, Socket client) throws IOException {
		try (client; server) {
			DataInputStream input = new DataInputStream(server.getInputStream());
			while (true) {
				byte[] pdu = read(input);
				this.answers.add(pdu);
				client.getOutputStream().write(pdu);
			}
		}
		finally {
			this.answers.add(END);
		}
	}

	private static byte[] read(DataInputStream input) throws IOException {
		byte[] header = input.readNBytes(HEADER);
		if (header.length < HEADER) {
			throw new EOFException();
		}
		byte[] pdu = new byte[(header[8] & 0xff) | (header[9] & 0xff) << 8];
		System.arraycopy(header, 0, pdu, 0, HEADER);
		input.readFully(pdu, HEADER, pdu.length - HEADER);
		return pdu;
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// Either side has gone
			}
		}, "tampering-relay");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	private interface Task {

		void run() throws IOException;

	}

}
