package io.opnum.rpc.transport;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.DefaultByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;

/**
 * Counts the octets that the other side of a local channel has not read yet: Netty's
 * local channels themselves take any number. Past the high water mark the channel ceases
 * to be writable, as a socket's does whose peer does not read.
 */
final class InProcessFlow extends ChannelDuplexHandler implements Backlog {

	private static final int WRITABILITY_INDEX = 1;

	private final Channel channel;

	private final int lowWaterMark;

	private final int highWaterMark;

	private final AtomicLong unread = new AtomicLong();

	private volatile long readByPeer;

	private volatile boolean congested;

	private volatile boolean finishing;

	InProcessFlow(Channel channel, TransportOptions options) {
		this.channel = channel;
		this.lowWaterMark = options.writeBufferLowWaterMark();
		this.highWaterMark = options.writeBufferHighWaterMark();
	}

	@Override
	public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
		ByteBuf octets = (ByteBuf) message;
		long unread = this.unread.addAndGet(octets.readableBytes());
		if (unread > this.highWaterMark && !this.congested) {
			this.congested = true;
			setWritable(false);
			// The peer may have read on before it could see the congestion
			endCongestion();
		}
		context.write(new Parcel(octets, this), promise);
	}

	@Override
	public void channelRead(ChannelHandlerContext context, Object message) {
		Parcel parcel = (Parcel) message;
		ByteBuf octets = parcel.content();
		int length = octets.readableBytes();
		context.fireChannelRead(octets);
		parcel.sender.read(length);
	}

	/** The peer has read; called on its event loop. */
	private void read(int length) {
		this.readByPeer += length;
		long unread = this.unread.addAndGet(-length);
		if ((this.congested && unread <= this.lowWaterMark) || (this.finishing && unread == 0)) {
			try {
				this.channel.eventLoop().execute(this::caughtUp);
			}
			catch (RejectedExecutionException ex) {
				// This side is gone
			}
		}
	}

	private void caughtUp() {
		endCongestion();
		if (this.finishing && this.unread.get() == 0) {
			this.channel.close();
		}
	}

	private void endCongestion() {
		if (this.congested && this.unread.get() <= this.lowWaterMark) {
			this.congested = false;
			setWritable(true);
		}
	}

	private void setWritable(boolean writable) {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		if (buffer != null) {
			buffer.setUserDefinedWritability(WRITABILITY_INDEX, writable);
		}
	}

	@Override
	public void written() {
	}

	@Override
	public void flushed() {
	}

	@Override
	public long bytes() {
		return this.unread.get();
	}

	@Override
	public long progress() {
		return this.readByPeer;
	}

	@Override
	public void finish() {
		this.finishing = true;
		caughtUp();
	}

	/**
	 * Octets on their way, and who wants to know when they are read.
	 */
	private static final class Parcel extends DefaultByteBufHolder {

		private final InProcessFlow sender;

		Parcel(ByteBuf octets, InProcessFlow sender) {
			super(octets);
			this.sender = sender;
		}

		@Override
		public ByteBufHolder replace(ByteBuf content) {
			return new Parcel(content, this.sender);
		}

	}

}
