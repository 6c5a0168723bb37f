package io.opnum.rpc.transport;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;

/**
 * What waits in the outbound buffer of a socket, since the operating system does not take
 * it. Event loop only.
 */
final class ChannelBacklog implements Backlog {

	private final DuplexChannel channel;

	private long written;

	private long flushed;

	ChannelBacklog(DuplexChannel channel) {
		this.channel = channel;
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

	/**
	 * Tell the peer that nothing follows, and wait for it to close: a socket that is
	 * closed with octets in it unread is reset, which may take from the peer what was
	 * sent last.
	 */
	@Override
	public void finish() {
		this.channel.shutdownOutput();
	}

}
