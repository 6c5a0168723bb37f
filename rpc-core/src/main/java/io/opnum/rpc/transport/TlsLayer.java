package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.opnum.rpc.binding.Endpoint;

/**
 * Puts TLS into the pipelines of channels. What is expensive of a handshake, and checks
 * of certificates that block, run on threads of its own: as many as processors, so that
 * those who do nothing but begin handshakes stop neither the event loops nor the calls;
 * past a number that waits for these threads handshakes fail at once. Thread-safe.
 */
final class TlsLayer implements AutoCloseable {

	/** The host of an endpoint without a network address. */
	static final String THIS_HOST = "localhost";

	private static final int MAX_WAITING = 1024;

	private static final long IDLE_SECONDS = 30;

	private final ThreadPoolExecutor tasks;

	private final Duration closeTimeout;

	/**
	 * Create a layer; its threads begin as they are needed.
	 * @param options how the transport works
	 */
	TlsLayer(TransportOptions options) {
		int threads = Runtime.getRuntime().availableProcessors();
		this.tasks = new ThreadPoolExecutor(threads, threads, IDLE_SECONDS, TimeUnit.SECONDS,
				new ArrayBlockingQueue<>(MAX_WAITING), new DefaultThreadFactory(options.threadName() + "-tls", true));
		this.tasks.allowCoreThreadTimeOut(true);
		this.closeTimeout = options.linger();
	}

	/**
	 * Have a channel that connects speak TLS.
	 * @param channel the channel, whose pipeline is empty
	 * @param security how
	 * @param endpoint the server
	 * @param timeout how long connecting may take
	 * @param refused told where the handshake fails
	 * @return the layer of this channel
	 */
	Secured client(Channel channel, TransportSecurity security, Endpoint endpoint, Duration timeout,
			Consumer<Throwable> refused) {
		String host = endpoint.networkAddress().isEmpty() ? THIS_HOST : endpoint.networkAddress();
		SslHandler handler = security.context()
			.newHandler(channel.alloc(), host, Integer.parseInt(endpoint.endpoint()), this.tasks);
		security.configure(handler.engine());
		Duration limit = security.handshakeTimeout();
		return add(channel, handler, (timeout.compareTo(limit) < 0) ? timeout : limit,
				new TlsState(handler.engine(), new TlsFailures(endpoint, true), refused));
	}

	/**
	 * Have a channel that was accepted speak TLS.
	 * @param channel the channel, whose pipeline is empty
	 * @param security how
	 * @param endpoint where it was accepted
	 * @return the layer of this channel
	 */
	Secured server(Channel channel, TransportSecurity security, Endpoint endpoint) {
		SslHandler handler = security.context().newHandler(channel.alloc(), this.tasks);
		return add(channel, handler, security.handshakeTimeout(),
				new TlsState(handler.engine(), new TlsFailures(endpoint, false), null));
	}

	private Secured add(Channel channel, SslHandler handler, Duration timeout, TlsState state) {
		handler.setHandshakeTimeout(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
		handler.setCloseNotifyFlushTimeout(this.closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
		TlsBacklog backlog = new TlsBacklog((DuplexChannel) channel, handler);
		channel.pipeline().addLast(backlog, handler, state);
		return new Secured(backlog, state);
	}

	@Override
	public void close() {
		this.tasks.shutdown();
	}

	/**
	 * What a connection needs of its TLS.
	 *
	 * @param backlog what waits for the peer
	 * @param state what was agreed
	 */
	record Secured(Backlog backlog, TlsState state) {

	}

}
