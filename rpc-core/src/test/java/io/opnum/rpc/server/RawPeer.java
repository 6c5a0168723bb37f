package io.opnum.rpc.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.testing.HexDumps;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that sends what it likes, right or wrong, to a server on a
 * {@link ManualTransport}: both the peer and its end of the connection.
 */
final class RawPeer implements TransportConnection {

	static final DataRepresentation LE = DataRepresentation.LITTLE_ENDIAN;

	private final ManualTransport transport;

	private final Endpoint endpoint;

	private final SocketAddress address;

	private final Deque<byte[]> answers = new ConcurrentLinkedDeque<>();

	/** What the transport keeps back while the server does not read. */
	private final Deque<ByteBuf> unread = new ArrayDeque<>();

	/** All that was ever handed to the server, to see that it was released. */
	private final List<ByteBuf> delivered = new ArrayList<>();

	private @Nullable TransportListener listener;

	private boolean autoRead = true;

	private boolean writable = true;

	private volatile boolean closed;

	private boolean resuming;

	private boolean refusingToSend;

	private boolean receiving;

	RawPeer(ManualTransport transport, Endpoint endpoint, String address) {
		this.transport = transport;
		this.endpoint = endpoint;
		try {
			this.address = new InetSocketAddress(InetAddress.getByName(address), 50_000);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	void setListener(TransportListener listener) {
		this.listener = listener;
		if (this.closed) {
			listener.closed(null);
		}
	}

	// What the peer does

	RawPeer send(Pdu... pdus) {
		ByteBuf[] frames = new ByteBuf[pdus.length];
		for (int i = 0; i < pdus.length; i++) {
			frames[i] = Unpooled.buffer();
			PduCodec.encode(pdus[i], frames[i]);
		}
		return deliver(frames);
	}

	RawPeer sendHex(String... pdus) {
		ByteBuf[] frames = new ByteBuf[pdus.length];
		for (int i = 0; i < pdus.length; i++) {
			frames[i] = Unpooled.copiedBuffer(HexDumps.parse(pdus[i]));
		}
		return deliver(frames);
	}

	/** Send octets that are no whole PDU. */
	RawPeer sendPartial() {
		this.transport.onEventLoop(() -> {
			this.receiving = true;
			if (!this.closed) {
				listener().readComplete();
			}
		});
		return this;
	}

	/** Send PDUs in one burst. */
	RawPeer deliver(ByteBuf... frames) {
		this.transport.onEventLoop(() -> {
			for (ByteBuf frame : frames) {
				this.delivered.add(frame);
				this.unread.add(frame);
			}
			read();
		});
		return this;
	}

	private void read() {
		if (this.resuming) {
			return;
		}
		this.resuming = true;
		boolean read = false;
		while (this.autoRead && !this.closed && !this.unread.isEmpty()) {
			this.receiving = false;
			listener().received(this.unread.remove());
			read = true;
		}
		if (read && !this.closed) {
			listener().readComplete();
		}
		this.resuming = false;
	}

	/** Stop or go on to take what the server sends. */
	RawPeer setWritable(boolean writable) {
		this.writable = writable;
		this.transport.onEventLoop(() -> {
			if (!this.closed) {
				listener().writabilityChanged(writable);
			}
		});
		return this;
	}

	/** Break the connection. */
	RawPeer disconnect() {
		close();
		return this;
	}

	// What the peer sees

	Pdu next() {
		ByteBuf answer = nextOctets();
		return PduCodec.decode(answer);
	}

	ByteBuf nextOctets() {
		assertThat(this.answers).as("an answer was expected").isNotEmpty();
		return Unpooled.wrappedBuffer(this.answers.remove());
	}

	<T extends Pdu> T next(Class<T> type) {
		Pdu pdu = next();
		assertThat(pdu).isInstanceOf(type);
		return type.cast(pdu);
	}

	int answers() {
		return this.answers.size();
	}

	RawPeer expectSilence() {
		assertThat(this.answers.stream().map((octets) -> PduCodec.decode(Unpooled.wrappedBuffer(octets)))).isEmpty();
		assertThat(this.closed).as("closed").isFalse();
		return this;
	}

	RawPeer expectClosed() {
		assertThat(this.answers.stream().map((octets) -> PduCodec.decode(Unpooled.wrappedBuffer(octets)))).isEmpty();
		assertThat(this.closed).as("closed").isTrue();
		assertAllReleased();
		return this;
	}

	/** All buffers that the server was given are released. */
	RawPeer assertAllReleased() {
		assertThat(this.delivered).allSatisfy((frame) -> assertThat(frame.refCnt()).isZero());
		return this;
	}

	RawPeer expectBindNak(int reason) {
		assertThat(next(BindNak.class).reason()).isEqualTo(reason);
		return expectClosed();
	}

	Fault expectFault(RpcStatus status, boolean didNotExecute) {
		Fault fault = next(Fault.class);
		assertThat(RpcStatus.of(fault.status())).isEqualTo(status);
		assertThat(fault.flags()).as("flags")
			.isEqualTo(PacketFlag.WHOLE | (didNotExecute ? PacketFlag.DID_NOT_EXECUTE : 0));
		return fault;
	}

	Response expectResponse(int callId) {
		Response response = next(Response.class);
		assertThat(response.callId()).isEqualTo(callId);
		return response;
	}

	boolean isReading() {
		return this.autoRead;
	}

	boolean isClosed() {
		return this.closed;
	}

	int unread() {
		return this.unread.size();
	}

	// What it can say

	static Bind bind(int flags, int assocGroupId, ContextElement... contexts) {
		return new Bind(PacketFlag.WHOLE | flags, LE, 1, 5840, 5840, assocGroupId, List.of(contexts), null);
	}

	static AlterContext alter(ContextElement... contexts) {
		return new AlterContext(PacketFlag.WHOLE, LE, 2, 5840, 5840, 0, List.of(contexts), null);
	}

	static ContextElement context(int id, InterfaceId interfaceId) {
		return new ContextElement(id, SyntaxId.of(interfaceId), List.of(SyntaxId.NDR));
	}

	static Request request(int callId, int contextId, int opnum, String stub) {
		return request(PacketFlag.WHOLE, callId, contextId, opnum, stub);
	}

	static Request request(int flags, int callId, int contextId, int opnum, String stub) {
		ByteBuf octets = HexDumps.parse(stub);
		return new Request(flags, LE, callId, octets.readableBytes(), contextId, opnum, null, octets, null);
	}

	static Request request(UUID object, int callId, int contextId, int opnum, String stub) {
		ByteBuf octets = HexDumps.parse(stub);
		return new Request(PacketFlag.WHOLE | PacketFlag.OBJECT_UUID, LE, callId, octets.readableBytes(), contextId,
				opnum, object, octets, null);
	}

	static CoCancel cancel(int callId) {
		return new CoCancel(PacketFlag.WHOLE, LE, callId, null);
	}

	static Orphaned orphaned(int callId) {
		return new Orphaned(PacketFlag.WHOLE, LE, callId, null);
	}

	/** Bind context 0 to an interface. */
	RawPeer bound(InterfaceId interfaceId) {
		return bound(0, interfaceId);
	}

	/** Bind context 0 to an interface, with flags. */
	RawPeer bound(int flags, InterfaceId interfaceId) {
		BindAck ack = send(bind(flags, 0, context(0, interfaceId))).next(BindAck.class);
		assertThat(ack.results().get(0).isAccepted()).isTrue();
		return this;
	}

	// What the server does

	private TransportListener listener() {
		assert this.listener != null;
		return this.listener;
	}

	/** Have the transport fail to send. */
	RawPeer refusingToSend() {
		this.refusingToSend = true;
		return this;
	}

	@Override
	public void send(ByteBuf pdus) {
		if (this.refusingToSend) {
			pdus.release();
			throw new IllegalStateException("nothing is sent");
		}
		this.transport.onEventLoop(() -> {
			if (!this.closed) {
				take(pdus);
			}
			pdus.release();
		});
	}

	private void take(ByteBuf pdus) {
		while (pdus.isReadable()) {
			byte[] pdu = new byte[pdus.getUnsignedShortLE(pdus.readerIndex() + 8)];
			pdus.readBytes(pdu);
			this.answers.add(pdu);
		}
	}

	@Override
	public void sendAndClose(ByteBuf pdus) {
		send(pdus);
		close();
	}

	@Override
	public void close() {
		this.transport.onEventLoop(() -> {
			if (!this.closed) {
				this.closed = true;
				this.unread.forEach(ByteBuf::release);
				this.unread.clear();
				if (this.listener != null) {
					this.listener.closed(null);
				}
			}
		});
	}

	@Override
	public boolean isWritable() {
		return this.writable;
	}

	@Override
	public void setAutoRead(boolean autoRead) {
		this.autoRead = autoRead;
		if (autoRead) {
			this.transport.onEventLoop(this::read);
		}
	}

	@Override
	public boolean isReceiving() {
		return this.receiving;
	}

	@Override
	public boolean inEventLoop() {
		return this.transport.eventLoop.isHeldByCurrentThread();
	}

	@Override
	public void execute(Runnable task) {
		this.transport.onEventLoop(task);
	}

	@Override
	public Cancellable schedule(Runnable task, Duration delay) {
		ManualTransport.Timer timer = this.transport.schedule(task, delay);
		return () -> this.transport.cancel(timer);
	}

	@Override
	public ByteBufAllocator allocator() {
		return ByteBufAllocator.DEFAULT;
	}

	@Override
	public SocketAddress remoteAddress() {
		return this.address;
	}

	@Override
	public Endpoint endpoint() {
		return this.endpoint;
	}

}
