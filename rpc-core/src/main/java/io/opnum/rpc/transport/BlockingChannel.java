package io.opnum.rpc.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel over a connection that blocks. It is connected from the beginning.
 * <p>
 * As long as it is to be read, one task waits in {@link BlockingConnection#read}; while
 * there is something to write, another one waits in {@link BlockingConnection#write} for
 * one PDU after the other. Event loop only, but for these.
 */
final class BlockingChannel extends AbstractChannel {

	private static final Logger logger = LoggerFactory.getLogger(BlockingChannel.class);

	private static final ChannelMetadata METADATA = new ChannelMetadata(false);

	/** No PDU is larger. */
	private static final int READ_LENGTH = 64 * 1024;

	private final BlockingConnection connection;

	private final Executor executor;

	private final ChannelConfig config = new DefaultChannelConfig(this);

	private volatile boolean open = true;

	private boolean reading;

	private boolean writing;

	/**
	 * Create a channel.
	 * @param connection what it is over
	 * @param executor runs what blocks
	 */
	BlockingChannel(BlockingConnection connection, Executor executor) {
		super(null);
		this.connection = connection;
		this.executor = executor;
	}

	@Override
	protected void doBeginRead() {
		if (!this.reading) {
			this.reading = true;
			this.executor.execute(this::awaitOctets);
		}
	}

	/** Blocks. */
	private void awaitOctets() {
		byte[] buffer = new byte[READ_LENGTH];
		try {
			int length = this.connection.read(buffer);
			onEventLoop(() -> received(buffer, length));
		}
		catch (IOException | RuntimeException ex) {
			onEventLoop(() -> failed(ex));
		}
	}

	private void received(byte[] buffer, int length) {
		this.reading = false;
		if (!this.open) {
			return;
		}
		if (length < 0) {
			close();
			return;
		}
		pipeline().fireChannelRead(alloc().buffer(length).writeBytes(buffer, 0, length));
		pipeline().fireChannelReadComplete();
	}

	@Override
	protected void doWrite(ChannelOutboundBuffer in) {
		ByteBuf octets = (ByteBuf) in.current();
		if (this.writing || octets == null) {
			return;
		}
		this.writing = true;
		int length = FrameDecoder.firstLength(octets);
		byte[] pdu = ByteBufUtil.getBytes(octets, octets.readerIndex(), length);
		this.executor.execute(() -> sendOff(pdu));
	}

	/** Blocks. */
	private void sendOff(byte[] pdu) {
		try {
			this.connection.write(pdu);
			onEventLoop(() -> written(pdu.length));
		}
		catch (IOException | RuntimeException ex) {
			onEventLoop(() -> failed(ex));
		}
	}

	private void written(int length) {
		this.writing = false;
		ChannelOutboundBuffer out = unsafe().outboundBuffer();
		if (out != null) {
			out.removeBytes(length);
			((BlockingUnsafe) unsafe()).goOn();
		}
	}

	private void failed(Exception ex) {
		if (this.open) {
			pipeline().fireExceptionCaught(ex);
			close();
		}
	}

	private void onEventLoop(Runnable task) {
		try {
			eventLoop().execute(task);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("{} ended with its transport", this, ex);
		}
	}

	@Override
	protected void doClose() {
		this.open = false;
		this.executor.execute(() -> {
			try {
				this.connection.close();
			}
			catch (IOException | RuntimeException ex) {
				logger.debug("{} did not close well", this, ex);
			}
		});
	}

	@Override
	protected void doDisconnect() {
		doClose();
	}

	@Override
	protected void doBind(SocketAddress localAddress) {
		throw new UnsupportedOperationException("A client's channel is not bound");
	}

	@Override
	protected AbstractUnsafe newUnsafe() {
		return new BlockingUnsafe();
	}

	@Override
	protected boolean isCompatible(EventLoop loop) {
		return true;
	}

	@Override
	protected @Nullable SocketAddress localAddress0() {
		return null;
	}

	@Override
	protected SocketAddress remoteAddress0() {
		return this.connection.remoteAddress();
	}

	@Override
	public ChannelConfig config() {
		return this.config;
	}

	@Override
	public boolean isOpen() {
		return this.open;
	}

	@Override
	public boolean isActive() {
		return this.open;
	}

	@Override
	public ChannelMetadata metadata() {
		return METADATA;
	}

	private final class BlockingUnsafe extends AbstractUnsafe {

		@Override
		public void connect(SocketAddress remoteAddress, SocketAddress localAddress, ChannelPromise promise) {
			promise.setFailure(new UnsupportedOperationException("The channel is connected"));
		}

		/** Write what else was flushed. */
		void goOn() {
			flush0();
		}

	}

}
