package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/**
 * The floor: the conversation of {@link SocketTransfers} on event loops, portions copied
 * from arrays and into them, no more written than the channel takes.
 */
final class NettyTransfers {

	/** Of a command: an octet and a length. */
	private static final int COMMAND = 1 + Long.BYTES;

	private NettyTransfers() {
	}

	static AutoCloseable server(int port) throws Exception {
		EventLoopGroup group = BareNetty.group();
		new ServerBootstrap().group(group)
			.channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					channel.pipeline().addLast(new Server());
				}

			})
			.bind("127.0.0.1", port)
			.sync();
		return group::shutdownGracefully;
	}

	static TransferStack.Client client(int port) throws Exception {
		EventLoopGroup group = BareNetty.group();
		Client handler = new Client();
		Channel channel = new Bootstrap().group(group)
			.channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(handler)
			.connect("127.0.0.1", port)
			.sync()
			.channel();
		return new TransferStack.Client() {

			@Override
			public long upload(long length) throws Exception {
				return handler.begin(channel, SocketTransfers.UPLOAD, length, Long.BYTES, length).get();
			}

			@Override
			public long download(long length) throws Exception {
				return handler.begin(channel, SocketTransfers.DOWNLOAD, length, length, 0).get();
			}

			@Override
			public void close() {
				group.shutdownGracefully();
			}

		};
	}

	/**
	 * Gives and takes portions.
	 */
	private abstract static class Handler extends ChannelInboundHandlerAdapter {

		private final byte[] portion = new byte[Portions.SIZE];

		private long toGive;

		private long toTake;

		void expect(long length) {
			this.toTake = length;
		}

		boolean expects() {
			return this.toTake > 0;
		}

		/** Take what is there of what is expected. */
		void take(ByteBuf in) {
			while (this.toTake > 0 && in.isReadable()) {
				int count = (int) Math.min(Math.min(in.readableBytes(), this.portion.length), this.toTake);
				in.readBytes(this.portion, 0, count);
				this.toTake -= count;
			}
		}

		void give(Channel channel, long length) {
			this.toGive = length;
			giveOn(channel);
		}

		private void giveOn(Channel channel) {
			while (this.toGive > 0 && channel.isWritable()) {
				int count = (int) Math.min(this.toGive, Portions.SIZE);
				channel.writeAndFlush(channel.alloc().ioBuffer(count).writeBytes(Portions.octets(), 0, count),
						channel.voidPromise());
				this.toGive -= count;
			}
		}

		@Override
		public void channelWritabilityChanged(ChannelHandlerContext context) {
			giveOn(context.channel());
		}

	}

	private static final class Server extends Handler {

		private final ByteBuf command = Unpooled.buffer(COMMAND, COMMAND);

		private long length;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf in = (ByteBuf) message;
			while (in.isReadable()) {
				if (!expects()) {
					in.readBytes(this.command, Math.min(in.readableBytes(), this.command.writableBytes()));
					begin(context);
				}
				else {
					take(in);
					if (!expects()) {
						context.writeAndFlush(context.alloc().ioBuffer(Long.BYTES).writeLong(this.length),
								context.voidPromise());
					}
				}
			}
			in.release();
		}

		private void begin(ChannelHandlerContext context) {
			if (this.command.isWritable()) {
				return;
			}
			byte command = this.command.readByte();
			this.length = this.command.readLong();
			this.command.clear();
			if (command == SocketTransfers.UPLOAD) {
				expect(this.length);
			}
			else {
				give(context.channel(), this.length);
			}
		}

	}

	private static final class Client extends Handler {

		private CompletableFuture<Long> call = new CompletableFuture<>();

		private long length;

		CompletableFuture<Long> begin(Channel channel, byte command, long length, long toTake, long toGive) {
			CompletableFuture<Long> call = new CompletableFuture<>();
			channel.eventLoop().execute(() -> {
				this.call = call;
				this.length = length;
				expect(toTake);
				channel.writeAndFlush(channel.alloc().ioBuffer(COMMAND).writeByte(command).writeLong(length),
						channel.voidPromise());
				give(channel, toGive);
			});
			return call;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf in = (ByteBuf) message;
			take(in);
			in.release();
			if (!expects()) {
				this.call.complete(this.length);
			}
		}

	}

}
