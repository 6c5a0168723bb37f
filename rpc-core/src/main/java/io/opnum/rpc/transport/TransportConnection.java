package io.opnum.rpc.transport;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.Executor;

import javax.net.ssl.SSLSession;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries PDUs. Each connection has one event loop thread that all
 * callbacks of its {@link TransportListener} run on; its methods may be called from any
 * thread and never block.
 *
 * @since 0.1.0
 */
public interface TransportConnection extends Executor {

	/**
	 * Send whole PDUs, one or several one behind the other. PDUs of one call to this
	 * method stay together; calls from one thread keep their order. Flushes are
	 * consolidated: what is sent from several threads, or during one read burst on the
	 * event loop, goes out together.
	 * <p>
	 * A sender should pause while the connection is not {@link #isWritable() writable}: a
	 * connection that more octets wait for than its transport allows, or whose peer does
	 * not read for long, is closed.
	 * @param pdus the octets; ownership passes to the connection, also when it is closed
	 */
	void send(ByteBuf pdus);

	/**
	 * Return by which number the buffer is known that was sent last: the later, the
	 * larger. Event loop only, for what the event loop sends.
	 * @return the number; 0 where the transport does not count
	 */
	default long sends() {
		return 0;
	}

	/**
	 * Return whether a buffer left this process to its last octet, as far as can be told:
	 * only if it certainly did not, the peer certainly did not get it. Event loop only,
	 * also when the connection has ended.
	 * @param send its number, see {@link #sends()}
	 * @return whether it may have left
	 */
	default boolean wasWritten(long send) {
		return true;
	}

	/**
	 * Send, after what this thread sent before, then close once the octets are out, or
	 * after a few seconds if the peer does not read. From now on nothing is sent or
	 * received any more.
	 * @param pdus the octets; ownership passes to the connection
	 */
	void sendAndClose(ByteBuf pdus);

	/** Close at once: what waits to be sent is dropped. */
	void close();

	/**
	 * Close at once, and have the peer's host know at once, too: where a transport can
	 * (TCP resets), the end does not wait behind octets that the peer does not read.
	 */
	default void abort() {
		close();
	}

	/**
	 * Return whether the octets waiting to be sent are below the high water mark.
	 * @return whether more should be sent
	 */
	boolean isWritable();

	/**
	 * Stop or go on reading from the peer. Called on the event loop, it holds at once:
	 * PDUs that were read but not delivered wait too.
	 * @param autoRead whether to read
	 */
	void setAutoRead(boolean autoRead);

	/**
	 * Return whether the beginning of a PDU was read whose rest is still missing. Event
	 * loop only.
	 * @return whether it was; always {@code false} where PDUs come whole
	 */
	default boolean isReceiving() {
		return false;
	}

	/**
	 * Return whether the current thread is the event loop of this connection.
	 * @return whether it is
	 */
	boolean inEventLoop();

	/** Run a task on the event loop: at once, if this is it. */
	@Override
	void execute(Runnable task);

	/**
	 * Run a task on the event loop later.
	 * @param task the task
	 * @param delay when
	 * @return cancels it
	 */
	Cancellable schedule(Runnable task, Duration delay);

	/**
	 * Return the allocator for what is sent.
	 * @return the allocator
	 */
	ByteBufAllocator allocator();

	/**
	 * Return the address of the peer.
	 * @return the address
	 */
	SocketAddress remoteAddress();

	/**
	 * Return the address of this host that the connection has: where we listen on all of
	 * them, the one that the peer reached.
	 * @return the address, or {@code null} where the transport doesn't know
	 */
	default @Nullable SocketAddress localAddress() {
		return null;
	}

	/**
	 * Return what was agreed with the peer by TLS, with its certificates.
	 * @return the session; {@code null} without TLS, and before its handshake has ended
	 */
	default @Nullable SSLSession tlsSession() {
		return null;
	}

	/**
	 * Return the endpoint of the server: ours where the peer connected to us, the peer's
	 * where we connected.
	 * @return the endpoint
	 */
	Endpoint endpoint();

	/**
	 * Something scheduled.
	 */
	interface Cancellable {

		/** Cancel, if it did not run yet. */
		void cancel();

	}

}
