package io.opnum.rpc.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/**
 * What waits where TLS is spoken: records, which are not what the connection wrote.
 * Therefore they are counted on their way to the socket. Event loop only.
 */
final class TlsBacklog extends ChannelOutboundHandlerAdapter implements Backlog {

	private final ChannelBacklog records;

	/**
	 * Create a backlog; it goes into the pipeline between the socket and TLS.
	 * @param channel the channel
	 * @param tls speaks TLS. In the end it says so before the socket does
	 */
	TlsBacklog(DuplexChannel channel, SslHandler tls) {
		this.records = new ChannelBacklog(channel,
				() -> tls.closeOutbound().addListener((notified) -> channel.shutdownOutput()));
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		this.records.written();
		context.write(message, promise);
	}

	@Override
	public void flush(ChannelHandlerContext context) {
		context.flush();
		this.records.flushed();
	}

	@Override
	public void written() {
		// Records count
	}

	@Override
	public void flushed() {
		// Records count
	}

	@Override
	public long bytes() {
		return this.records.bytes();
	}

	@Override
	public long progress() {
		return this.records.progress();
	}

	@Override
	public void finish() {
		this.records.finish();
	}

}
