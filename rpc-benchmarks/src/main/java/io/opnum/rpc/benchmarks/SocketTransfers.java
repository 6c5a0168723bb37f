package io.opnum.rpc.benchmarks;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Blocking sockets: a command of an octet and a length, then the octets; what came of an
 * upload is answered with its length.
 */
final class SocketTransfers {

	static final byte UPLOAD = 0;

	static final byte DOWNLOAD = 1;

	private SocketTransfers() {
	}

	static AutoCloseable server(int port) throws IOException {
		ServerSocket listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(() -> {
			try (Socket socket = listener.accept()) {
				serve(socket);
			}
			catch (EOFException ex) {
				// The client has finished
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return listener;
	}

	private static void serve(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		DataInputStream in = new DataInputStream(socket.getInputStream());
		DataOutputStream out = new DataOutputStream(socket.getOutputStream());
		while (true) {
			byte command = in.readByte();
			long length = in.readLong();
			if (command == UPLOAD) {
				out.writeLong(take(in, length));
			}
			else {
				give(out, length);
			}
		}
	}

	private static long take(InputStream in, long length) throws IOException {
		byte[] portion = new byte[Portions.SIZE];
		long taken = 0;
		while (taken < length) {
			int count = in.read(portion, 0, (int) Math.min(portion.length, length - taken));
			if (count < 0) {
				throw new EOFException();
			}
			taken += count;
		}
		return taken;
	}

	private static void give(OutputStream out, long length) throws IOException {
		Portions.transfer(new Portions.Supply(length), out);
	}

	static TransferStack.Client client(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.setTcpNoDelay(true);
		DataInputStream in = new DataInputStream(socket.getInputStream());
		DataOutputStream out = new DataOutputStream(socket.getOutputStream());
		return new TransferStack.Client() {

			@Override
			public long upload(long length) throws IOException {
				out.writeByte(UPLOAD);
				out.writeLong(length);
				give(out, length);
				return in.readLong();
			}

			@Override
			public long download(long length) throws IOException {
				out.writeByte(DOWNLOAD);
				out.writeLong(length);
				return take(in, length);
			}

			@Override
			public void close() throws IOException {
				socket.close();
			}

		};
	}

}
