package io.opnum.rpc.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;

/**
 * What waits in the outbound buffer of a channel, since the operating system, or what
 * else is below it, does not take it. Event loop only.
 */
final class ChannelBacklog implements Backlog {

	private final Channel channel;

	private final Runnable finish;

	private long written;

	private long flushed;

	/**
	 * Create a backlog.
	 * @param channel the channel
	 * @param finish what lets the peer read to the end, and has the channel closed then
	 */
	ChannelBacklog(Channel channel, Runnable finish) {
		this.channel = channel;
		this.finish = finish;
	}

	/**
	 * Create the backlog of a socket. In the end it tells the peer that nothing follows,
	 * and waits for it to close: a socket that is closed with octets in it unread is
	 * reset, which may take from the peer what was sent last.
	 * @param channel the channel
	 * @return the backlog
	 */
	static ChannelBacklog of(DuplexChannel channel) {
		return new ChannelBacklog(channel, channel::shutdownOutput);
	}

	@Override
	public void written() {
		this.written++;
	}

	@Override
	public void flushed() {
		this.flushed = this.written;
	}

	@Override
	public long bytes() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		return (buffer != null) ? buffer.totalPendingWriteBytes() : 0;
	}

	@Override
	public long progress() {
		ChannelOutboundBuffer buffer = this.channel.unsafe().outboundBuffer();
		if (buffer == null) {
			return 0;
		}
		// The buffers that are gone, and the octets of the first that are
		return ((this.flushed - buffer.size()) << Integer.SIZE) + buffer.currentProgress();
	}

	@Override
	public void finish() {
		this.finish.run();
	}

}
