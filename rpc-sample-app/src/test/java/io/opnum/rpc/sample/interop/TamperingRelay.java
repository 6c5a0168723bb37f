package io.opnum.rpc.sample.interop;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A relay between clients and a server, which does something to two protected requests or
 * responses of its first connection that follow each other, and sees what the server
 * answers there.
 */
final class TamperingRelay implements AutoCloseable {

	/** In place of a PDU: the connection has ended. */
	static final byte[] END = {};

	private static final int HEADER = 16;

	private static final int REQUEST = 0;

	private static final int RESPONSE = 2;

	private final ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

	private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();

	private final InetSocketAddress server;

	private final int type;

	private final int skipped;

	private final Function<List<byte[]>, List<byte[]>> tampering;

	private TamperingRelay(InetSocketAddress server, int type, int skipped,
			Function<List<byte[]>, List<byte[]>> tampering) throws IOException {
		this.server = server;
		this.type = type;
		this.skipped = skipped;
		this.tampering = tampering;
		start(this::accept);
	}

	/**
	 * Start to relay, and do something to the second and third request.
	 * @param server where the server listens
	 * @param tampering is given two requests that follow each other and returns what to
	 * send in their place
	 * @return the relay
	 */
	static TamperingRelay ofRequests(InetSocketAddress server, Function<List<byte[]>, List<byte[]>> tampering)
			throws IOException {
		return new TamperingRelay(server, REQUEST, 1, tampering);
	}

	/**
	 * Start to relay, and do something to two fragments of responses.
	 * @param server where the server listens
	 * @param skipped how many fragments to let pass before
	 * @param tampering is given two fragments that follow each other and returns what to
	 * send in their place
	 * @return the relay
	 */
	static TamperingRelay ofResponses(InetSocketAddress server, int skipped,
			Function<List<byte[]>, List<byte[]>> tampering) throws IOException {
		return new TamperingRelay(server, RESPONSE, skipped, tampering);
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
		for (boolean first = true;; first = false) {
			Socket client = this.listener.accept();
			Socket server = new Socket(this.server.getAddress(), this.server.getPort());
			boolean tamper = first;
			start(() -> {
				try (client; server) {
					relay(client, server, tamper && this.type == REQUEST, (pdu) -> {
					});
				}
			});
			start(() -> {
				try (client; server) {
					relay(server, client, tamper && this.type == RESPONSE, tamper ? this.answers::add : (pdu) -> {
					});
				}
				finally {
					if (tamper) {
						this.answers.add(END);
					}
				}
			});
		}
	}

	private void relay(Socket from, Socket to, boolean tamper, Consumer<byte[]> observer) throws IOException {
		DataInputStream input = new DataInputStream(from.getInputStream());
		OutputStream output = to.getOutputStream();
		List<byte[]> tamperWith = new ArrayList<>();
		int seen = 0;
		while (true) {
			byte[] pdu = read(input);
			observer.accept(pdu);
			boolean isProtected = pdu[2] == this.type && pdu[10] != 0;
			if (!tamper || !isProtected || seen++ < this.skipped || tamperWith.size() == 2) {
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
