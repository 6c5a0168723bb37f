package io.opnum.rpc.transport;

import java.io.IOException;
import java.util.function.Consumer;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Watches over the TLS of a connection: it goes between TLS and the connection, and tells
 * that in its own words what befalls TLS. A connection of a client begins when the
 * handshake has ended, one of a server before, so that it counts from the start.
 * <p>
 * Event loop only, but for {@link #session()}.
 */
final class TlsState extends ChannelDuplexHandler {

	private final SSLEngine engine;

	private final TlsFailures failures;

	private final @Nullable Consumer<Throwable> refused;

	private volatile @Nullable SSLSession session;

	private boolean ended;

	/**
	 * Create it.
	 * @param engine speaks TLS
	 * @param failures tells what failures mean
	 * @param refused told, at a client, of a handshake that failed; {@code null} at a
	 * server, whose connection is told
	 */
	TlsState(SSLEngine engine, TlsFailures failures, @Nullable Consumer<Throwable> refused) {
		this.engine = engine;
		this.failures = failures;
		this.refused = refused;
	}

	/** What was agreed; {@code null} before. Any thread. */
	@Nullable SSLSession session() {
		return this.session;
	}

	@Override
	public void channelActive(ChannelHandlerContext context) {
		if (this.refused == null) {
			context.fireChannelActive();
		}
	}

	@Override
	public void userEventTriggered(ChannelHandlerContext context, Object event) {
		if (event instanceof SslHandshakeCompletionEvent handshake) {
			if (handshake.isSuccess()) {
				agreed(context);
			}
			else {
				fail(context, handshake.cause());
			}
		}
		else if (event instanceof SslCloseCompletionEvent close) {
			if (close.isSuccess()) {
				// The peer has said all, as if the socket had ended
				context.close();
			}
			else if (this.session != null) {
				fail(context, new IOException(
						"The connection ended without a close_notify of TLS: the peer died, or somebody cut it off"));
			}
		}
	}

	private void agreed(ChannelHandlerContext context) {
		this.session = this.engine.getSession();
		if (this.refused != null) {
			context.fireChannelActive();
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		if (isRenegotiating()) {
			ReferenceCountUtil.release(message);
			refuseToRenegotiate(context);
		}
		else {
			context.fireChannelRead(message);
		}
	}

	@Override
	public void channelReadComplete(ChannelHandlerContext context) {
		if (isRenegotiating()) {
			refuseToRenegotiate(context);
		}
		else {
			context.fireChannelReadComplete();
		}
	}

	private void refuseToRenegotiate(ChannelHandlerContext context) {
		fail(context, new RpcCommunicationException("The peer began to renegotiate TLS, which is not allowed",
				RpcStatus.COMM_FAILURE, false, null));
		context.close();
	}

	/** What TLS 1.3 says after its handshake is none. */
	private boolean isRenegotiating() {
		SSLSession session = this.session;
		return session != null && session.getProtocol().equals("TLSv1.2") && this.engine.getHandshakeSession() != null;
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
		Throwable root = (cause instanceof DecoderException && cause.getCause() != null) ? cause.getCause() : cause;
		if (root instanceof SSLException || (root instanceof IOException && this.session == null)) {
			fail(context, root);
		}
		else {
			context.fireExceptionCaught(root);
		}
	}

	/** Tell of the first failure; what follows from it is of no interest. */
	private void fail(ChannelHandlerContext context, Throwable cause) {
		if (this.ended) {
			return;
		}
		this.ended = true;
		Throwable failure = (cause instanceof RpcCommunicationException) ? cause : this.failures.of(cause);
		if (this.refused != null && this.session == null) {
			this.refused.accept(failure);
		}
		else {
			context.fireExceptionCaught(failure);
		}
	}

	@Override
	public void close(ChannelHandlerContext context, ChannelPromise promise) {
		this.ended = true;
		context.close(promise);
	}

}
