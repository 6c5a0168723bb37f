package io.opnum.rpc.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;

/**
 * Counts the buffers of a channel that the operating system took whole. One promise for
 * all of them, which is never done itself, so that none has to be made for each. Event
 * loop only.
 */
final class WriteCount extends DefaultChannelPromise {

	private long succeeded;

	WriteCount(Channel channel) {
		super(channel, channel.eventLoop());
	}

	/** How many buffers, in the order in which they were written. */
	long succeeded() {
		return this.succeeded;
	}

	@Override
	public boolean trySuccess() {
		this.succeeded++;
		return true;
	}

	@Override
	public boolean trySuccess(Void result) {
		return trySuccess();
	}

	@Override
	public ChannelPromise setSuccess() {
		trySuccess();
		return this;
	}

	@Override
	public ChannelPromise setSuccess(Void result) {
		return setSuccess();
	}

	/** As the void promise of the channel does. */
	@Override
	public boolean tryFailure(Throwable cause) {
		if (channel().isRegistered()) {
			channel().pipeline().fireExceptionCaught(cause);
		}
		return true;
	}

	@Override
	public ChannelPromise setFailure(Throwable cause) {
		tryFailure(cause);
		return this;
	}

}
