package io.opnum.rpc.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.testing.HexDumps;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client over TCP that sends what it likes, right or wrong. What it waits for comes
 * within its patience or fails the test.
 */
final class SocketPeer implements AutoCloseable {

	private static final int PATIENCE_MILLIS = 20_000;

	private final Socket socket;

	private SocketPeer(Socket socket) {
		this.socket = socket;
	}

	static SocketPeer connect(RpcServer server) throws IOException {
		return connect(server, 0);
	}

	/** Connect with a small receive buffer, so that who does not read is soon noticed. */
	static SocketPeer connect(RpcServer server, int receiveBufferSize) throws IOException {
		StringBinding binding = server.bindings().get(0);
		Socket socket = new Socket();
		if (receiveBufferSize > 0) {
			socket.setReceiveBufferSize(receiveBufferSize);
		}
		socket.connect(new InetSocketAddress(binding.networkAddress(), Integer.parseInt(binding.endpoint())));
		socket.setSoTimeout(PATIENCE_MILLIS);
		socket.setTcpNoDelay(true);
		return new SocketPeer(socket);
	}

	SocketPeer bound(InterfaceId interfaceId) throws IOException {
		return bound(0, interfaceId);
	}

	SocketPeer bound(int flags, InterfaceId interfaceId) throws IOException {
		BindAck ack = (BindAck) send(RawPeer.bind(flags, 0, RawPeer.context(0, interfaceId))).receive();
		assertThat(ack.results().get(0).isAccepted()).isTrue();
		return this;
	}

	SocketPeer send(Pdu... pdus) throws IOException {
		ByteBuf octets = Unpooled.buffer();
		for (Pdu pdu : pdus) {
			PduCodec.encode(pdu, octets);
		}
		return send(ByteBufUtil.getBytes(octets));
	}

	SocketPeer sendHex(String hex) throws IOException {
		return send(ByteBufUtil.getBytes(HexDumps.parse(hex)));
	}

	SocketPeer send(byte[] octets) throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write(octets);
		out.flush();
		return this;
	}

	Pdu receive() throws IOException {
		InputStream in = this.socket.getInputStream();
		ByteBuf pdu = Unpooled.buffer();
		read(in, 16, pdu);
		read(in, pdu.getUnsignedShortLE(8) - 16, pdu);
		return PduCodec.decode(pdu);
	}

	private static void read(InputStream in, int length, ByteBuf pdu) throws IOException {
		byte[] octets = in.readNBytes(length);
		if (octets.length < length) {
			throw new EOFException("The server closed the connection");
		}
		pdu.writeBytes(octets);
	}

	<T extends Pdu> T receive(Class<T> type) throws IOException {
		return type.cast(receive());
	}

	/** Read until the server closes the connection. */
	SocketPeer expectEnd() {
		try {
			this.socket.getInputStream().readAllBytes();
		}
		catch (SocketTimeoutException ex) {
			throw new AssertionError("The server did not close the connection", ex);
		}
		catch (IOException ex) {
			// Reset: closed as well
		}
		return this;
	}

	int port() {
		return this.socket.getPort();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
