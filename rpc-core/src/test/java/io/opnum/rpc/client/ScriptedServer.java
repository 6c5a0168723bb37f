package io.opnum.rpc.client;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Response;

/**
 * A server that does what its script says, PDU by PDU, over real sockets: each connection
 * runs the script of its number, the last script serves all further ones.
 */
final class ScriptedServer implements AutoCloseable {

	private final ServerSocket socket;

	private final Script[] scripts;

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private ScriptedServer(int port, Script... scripts) throws IOException {
		this.socket = new ServerSocket();
		this.socket.setReuseAddress(true);
		this.socket.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		this.scripts = scripts;
		run(this::accept, "scripted-server");
	}

	static ScriptedServer start(Script... scripts) throws IOException {
		return new ScriptedServer(0, scripts);
	}

	static ScriptedServer startAt(int port, Script... scripts) throws IOException {
		return new ScriptedServer(port, scripts);
	}

	/** A port of the loopback interface that nobody listens on. */
	static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	static Endpoint endpointOf(int port) {
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.1", Integer.toString(port));
	}

	int port() {
		return this.socket.getLocalPort();
	}

	Endpoint endpoint() {
		return endpointOf(port());
	}

	BindingHandle handle() {
		return BindingHandle.of(endpoint().toStringBinding());
	}

	/** How many connections were accepted. */
	int connections() {
		return this.accepted.get();
	}

	private void accept() {
		try {
			while (true) {
				Socket accepted = this.socket.accept();
				accepted.setTcpNoDelay(true);
				int number = this.accepted.getAndIncrement();
				Peer peer = new Peer(accepted, number);
				this.peers.add(peer);
				Script script = this.scripts[Math.min(number, this.scripts.length - 1)];
				run(() -> perform(script, peer), "scripted-server-" + number);
			}
		}
		catch (IOException ex) {
			// closed
		}
	}

	private void perform(Script script, Peer peer) {
		try (peer) {
			script.run(peer);
		}
		catch (EOFException | SocketException ex) {
			// the client went away: what a script waits for then is its test's affair
		}
		catch (Throwable ex) {
			this.failures.add(ex);
		}
	}

	private void run(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	/** Stop accepting, so that connecting is refused. */
	void stopListening() throws IOException {
		this.socket.close();
	}

	@Override
	public void close() throws Exception {
		this.socket.close();
		this.peers.forEach(Peer::close);
		for (Thread thread : this.threads) {
			thread.join(5000);
		}
		if (!this.failures.isEmpty()) {
			throw new AssertionError("A script failed", this.failures.get(0));
		}
	}

	/**
	 * What happens on a connection; it is closed at the end.
	 */
	@FunctionalInterface
	interface Script {

		void run(Peer peer) throws Exception;

	}

	/**
	 * The client's end of a connection, seen from the server.
	 */
	static final class Peer implements AutoCloseable {

		private final Socket socket;

		private final DataInputStream in;

		private final int number;

		private boolean multiplexed = true;

		private int features = 2;

		private int groupId = 0x1234;

		private int maxFrag = 5840;

		private SyntaxId transferSyntax = SyntaxId.NDR;

		private DataRepresentation drep = DataRepresentation.LITTLE_ENDIAN;

		Peer(Socket socket, int number) throws IOException {
			this.socket = socket;
			this.in = new DataInputStream(socket.getInputStream());
			this.number = number;
		}

		int number() {
			return this.number;
		}

		Peer withoutMultiplexing() {
			this.multiplexed = false;
			return this;
		}

		Peer withFeatures(int features) {
			this.features = features;
			return this;
		}

		Peer withoutFeatures() {
			this.features = 0;
			return this;
		}

		Peer inGroup(int groupId) {
			this.groupId = groupId;
			return this;
		}

		Peer taking(int maxFrag) {
			this.maxFrag = maxFrag;
			return this;
		}

		Peer speaking(SyntaxId transferSyntax) {
			this.transferSyntax = transferSyntax;
			return this;
		}

		Peer bigEndian() {
			this.drep = DataRepresentation.BIG_ENDIAN;
			return this;
		}

		Pdu read() throws IOException {
			return PduCodec.decode(readFrame());
		}

		/** Read the octets of a PDU. */
		ByteBuf readFrame() throws IOException {
			byte[] header = new byte[PduCodec.COMMON_HEADER_LENGTH];
			this.in.readFully(header);
			int length = (header[8] & 0xff) | (header[9] & 0xff) << 8;
			byte[] frame = java.util.Arrays.copyOf(header, length);
			this.in.readFully(frame, header.length, length - header.length);
			return Unpooled.wrappedBuffer(frame);
		}

		<P extends Pdu> P expect(Class<P> type) throws IOException {
			Pdu pdu = read();
			if (!type.isInstance(pdu)) {
				throw new AssertionError("Expected a " + type.getSimpleName() + " but was " + pdu);
			}
			return type.cast(pdu);
		}

		/** Read the fragments of a request; the last of them, with the whole stub. */
		Request request() throws IOException {
			ByteBuf stub = Unpooled.buffer();
			Request fragment;
			do {
				fragment = expect(Request.class);
				stub.writeBytes(fragment.stub());
			}
			while (!PacketFlag.isSet(fragment.flags(), PacketFlag.LAST_FRAG));
			return new Request(fragment.flags(), fragment.drep(), fragment.callId(), stub.readableBytes(),
					fragment.contextId(), fragment.opnum(), fragment.objectUuid(), stub, null);
		}

		/** Take the bind, accept its interface. */
		Bind acceptBind() throws IOException {
			Bind bind = expect(Bind.class);
			send(ack(bind));
			return bind;
		}

		ContextResult features() {
			return (this.features != 0) ? new ContextResult(ContextResult.NEGOTIATE_ACK, this.features, SyntaxId.NIL)
					: ContextResult.rejected(ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED);
		}

		/** The answer to a bind that accepts its interface. */
		BindAck ack(Bind bind) {
			return ack(bind, ContextResult.accepted(this.transferSyntax));
		}

		/** The answer to a bind: the features, and one result for what is meant by it. */
		BindAck ack(Bind bind, ContextResult result) {
			return rawAck(bind, results(bind.contexts(), result));
		}

		/**
		 * An acceptance is of the element that offers its transfer syntax, a rejection of
		 * all.
		 */
		private ContextResult[] results(List<ContextElement> elements, ContextResult result) {
			return elements.stream().map((element) -> {
				if (BindTimeFeatures.of(element) != null) {
					return features();
				}
				return (!result.isAccepted() || element.transferSyntaxes().contains(result.transferSyntax())) ? result
						: ContextResult.rejected(ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED);
			}).toArray(ContextResult[]::new);
		}

		BindAck rawAck(Bind bind, ContextResult... results) {
			return new BindAck(PacketFlag.WHOLE | (this.multiplexed ? PacketFlag.CONC_MPX : 0), this.drep,
					bind.callId(), this.maxFrag, this.maxFrag, this.groupId, "", List.of(results), null);
		}

		AlterContext acceptAlter() throws IOException {
			AlterContext alter = expect(AlterContext.class);
			answer(alter, ContextResult.accepted(this.transferSyntax));
			return alter;
		}

		void answer(AlterContext alter, ContextResult result) throws IOException {
			rawAnswer(alter, results(alter.contexts(), result));
		}

		void rawAnswer(AlterContext alter, ContextResult... results) throws IOException {
			send(new AlterContextResponse(PacketFlag.WHOLE, this.drep, alter.callId(), this.maxFrag, this.maxFrag,
					this.groupId, "", List.of(results), null));
		}

		void respond(Request request, int result) throws IOException {
			send(response(request.callId(), PacketFlag.WHOLE, number(result)));
		}

		ByteBuf number(int value) {
			return this.drep.isLittleEndian() ? Unpooled.buffer().writeIntLE(value) : Unpooled.buffer().writeInt(value);
		}

		Response response(int callId, int flags, ByteBuf stub) {
			return new Response(flags, this.drep, callId, stub.readableBytes(), 0, 0, stub, null);
		}

		void fault(Request request, int status, int flags) throws IOException {
			send(new Fault(PacketFlag.WHOLE | flags, this.drep, request.callId(), 32, request.contextId(), 0, 0, status,
					Unpooled.EMPTY_BUFFER, null));
		}

		/** Answer each request of an addition until the client goes away. */
		void serve() throws IOException {
			while (true) {
				Pdu pdu = read();
				if (pdu instanceof Request request) {
					respond(request, request.stub().readIntLE() + 1);
				}
				else if (pdu instanceof AlterContext alter) {
					answer(alter, ContextResult.accepted(this.transferSyntax));
				}
			}
		}

		void send(Pdu pdu) throws IOException {
			ByteBuf out = Unpooled.buffer();
			PduCodec.encode(pdu, out);
			sendRaw(ByteBufUtil.getBytes(out));
		}

		void sendRaw(byte[] octets) throws IOException {
			this.socket.getOutputStream().write(octets);
			this.socket.getOutputStream().flush();
		}

		/** Wait until the client closes the connection. */
		void expectClose() throws IOException {
			int read;
			try {
				read = this.in.read();
			}
			catch (SocketException ex) {
				return;
			}
			if (read >= 0) {
				throw new AssertionError("Expected the client to close, but it sent more");
			}
		}

		/** End the connection with a TCP reset. */
		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		@Override
		public void close() {
			try {
				this.socket.close();
			}
			catch (IOException ex) {
				// gone already
			}
		}

	}

}
