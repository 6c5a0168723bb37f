package io.opnum.rpc.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One side of a connection: notes what it is told, and on which threads.
 */
final class Peer implements TransportListener {

	private static final long PATIENCE_SECONDS = 20;

	final TransportConnection connection;

	final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

	final BlockingQueue<Boolean> writability = new LinkedBlockingQueue<>();

	final BlockingQueue<String> readBursts = new LinkedBlockingQueue<>();

	final CompletableFuture<@Nullable Throwable> closed = new CompletableFuture<>();

	final List<String> violations = new ArrayList<>();

	private final Thread thread = Thread.currentThread();

	private final Consumer<Received> onFrame;

	private boolean ended;

	Peer(TransportConnection connection, Consumer<Received> onFrame) {
		this.connection = connection;
		this.onFrame = onFrame;
		check("made");
	}

	/** Notes what comes, and releases it. */
	static Peer reading(TransportConnection connection) {
		return new Peer(connection, (received) -> received.frame().release());
	}

	/** Sends back what comes. */
	static Peer echoing(TransportConnection connection) {
		return new Peer(connection, (received) -> received.peer().connection.send(received.frame()));
	}

	@Override
	public void received(ByteBuf frame) {
		check("received");
		this.frames.add(ByteBufUtil.getBytes(frame));
		this.onFrame.accept(new Received(this, frame));
	}

	@Override
	public void readComplete() {
		check("readComplete");
		this.readBursts.add("");
	}

	@Override
	public void writabilityChanged(boolean writable) {
		check("writabilityChanged");
		this.writability.add(writable);
	}

	@Override
	public void closed(@Nullable Throwable cause) {
		check("closed");
		this.ended = true;
		this.closed.complete(cause);
	}

	private void check(String event) {
		if (Thread.currentThread() != this.thread || !this.connection.inEventLoop()) {
			this.violations.add(event + " on " + Thread.currentThread());
		}
		if (this.ended) {
			this.violations.add(event + " after closed");
		}
	}

	byte[] nextFrame() throws InterruptedException {
		byte[] frame = this.frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		assertThat(frame).as("a frame that comes in time").isNotNull();
		return frame;
	}

	boolean nextWritability() throws InterruptedException {
		Boolean writable = this.writability.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
		assertThat(writable).as("a change of writability that comes in time").isNotNull();
		return writable;
	}

	@Nullable Throwable awaitClosed() throws Exception {
		return this.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
	}

	record Received(Peer peer, ByteBuf frame) {

	}

}
