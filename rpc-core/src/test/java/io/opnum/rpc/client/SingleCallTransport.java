package io.opnum.rpc.client;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.transport.Transport;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;

/**
 * A transport that takes the offer to multiplex out of every bind, so that a server
 * serves one call at a time on each connection.
 */
final class SingleCallTransport implements Transport {

	private static final int FLAGS = 3;

	private final Transport transport;

	SingleCallTransport(Transport transport) {
		this.transport = transport;
	}

	@Override
	public ProtocolSequence protocolSequence() {
		return this.transport.protocolSequence();
	}

	@Override
	public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			Function<TransportConnection, TransportListener> listener) {
		return this.transport.connect(endpoint, timeout, (connection) -> listener.apply(new Connection(connection)))
			.thenApply(Connection::new);
	}

	@Override
	public CompletionStage<TransportServer> listen(Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		return this.transport.listen(endpoint, listener);
	}

	@Override
	public void close() {
		this.transport.close();
	}

	private record Connection(TransportConnection connection) implements TransportConnection {

		@Override
		public void send(ByteBuf pdus) {
			int flags = pdus.getByte(pdus.readerIndex() + FLAGS);
			pdus.setByte(pdus.readerIndex() + FLAGS, flags & ~PacketFlag.CONC_MPX);
			this.connection.send(pdus);
		}

		@Override
		public void sendAndClose(ByteBuf pdus) {
			this.connection.sendAndClose(pdus);
		}

		@Override
		public void close() {
			this.connection.close();
		}

		@Override
		public boolean isWritable() {
			return this.connection.isWritable();
		}

		@Override
		public void setAutoRead(boolean autoRead) {
			this.connection.setAutoRead(autoRead);
		}

		@Override
		public boolean inEventLoop() {
			return this.connection.inEventLoop();
		}

		@Override
		public void execute(Runnable task) {
			this.connection.execute(task);
		}

		@Override
		public Cancellable schedule(Runnable task, Duration delay) {
			return this.connection.schedule(task, delay);
		}

		@Override
		public ByteBufAllocator allocator() {
			return this.connection.allocator();
		}

		@Override
		public SocketAddress remoteAddress() {
			return this.connection.remoteAddress();
		}

		@Override
		public Endpoint endpoint() {
			return this.connection.endpoint();
		}

	}

}
