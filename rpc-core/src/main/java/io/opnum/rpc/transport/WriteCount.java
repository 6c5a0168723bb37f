package io.opnum.rpc.transport;

import java.util.Arrays;

import io.netty.channel.Channel;
import io.netty.channel.ChannelProgressivePromise;
import io.netty.channel.DefaultChannelProgressivePromise;

/**
 * Counts the octets of a channel that the operating system took. One promise for all
 * buffers, which is never done itself, so that none has to be made for each. Event loop
 * only.
 */
final class WriteCount extends DefaultChannelProgressivePromise {

	private static final int INITIAL_CAPACITY = 4;

	/** The lengths of the buffers that were not taken whole, in their order: a ring. */
	private int[] lengths = new int[INITIAL_CAPACITY];

	private int first;

	private int count;

	private long taken;

	/** The octets that were taken of the first buffer. */
	private long progress;

	WriteCount(Channel channel) {
		super(channel, channel.eventLoop());
	}

	/**
	 * A buffer is about to be written with this promise.
	 * @param length its octets
	 */
	void write(int length) {
		if (this.count == this.lengths.length) {
			int[] larger = Arrays.copyOfRange(this.lengths, this.first, this.first + 2 * this.count);
			System.arraycopy(this.lengths, 0, larger, this.count - this.first, this.first);
			this.lengths = larger;
			this.first = 0;
		}
		this.lengths[(this.first + this.count++) & (this.lengths.length - 1)] = length;
	}

	/** How many octets were taken, of all buffers. */
	long taken() {
		return this.taken + this.progress;
	}

	@Override
	public boolean tryProgress(long progress, long total) {
		this.progress = progress;
		return true;
	}

	@Override
	public ChannelProgressivePromise setProgress(long progress, long total) {
		tryProgress(progress, total);
		return this;
	}

	@Override
	public boolean trySuccess() {
		this.taken += this.lengths[this.first];
		this.first = (this.first + 1) & (this.lengths.length - 1);
		this.count--;
		this.progress = 0;
		return true;
	}

	@Override
	public boolean trySuccess(Void result) {
		return trySuccess();
	}

	@Override
	public ChannelProgressivePromise setSuccess() {
		trySuccess();
		return this;
	}

	@Override
	public ChannelProgressivePromise setSuccess(Void result) {
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
	public ChannelProgressivePromise setFailure(Throwable cause) {
		tryFailure(cause);
		return this;
	}

}
