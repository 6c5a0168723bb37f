package io.opnum.rpc.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * The floor: length-prefixed frames with the same values in them, written by hand. A
 * frame is {@code length id operation values}, without any of the checks a protocol
 * needs.
 */
final class BareNetty {

	private static final byte ADD_ONE = 0;

	private static final byte PLACE = 1;

	private static final byte ECHO = 2;

	private BareNetty() {
	}

	static AutoCloseable server(int port, Io io, boolean hop) throws Exception {
		EventLoopGroup group = group(io);
		ExecutorService executor = hop ? Executors.newCachedThreadPool() : null;
		Class<? extends ServerChannel> type = io.isEpoll() ? EpollServerSocketChannel.class
				: NioServerSocketChannel.class;
		new ServerBootstrap().group(group)
			.channel(type)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childHandler(initializer(() -> new ServerHandler(executor)))
			.bind("127.0.0.1", port)
			.sync();
		return () -> {
			group.shutdownGracefully();
			if (executor != null) {
				executor.shutdownNow();
			}
		};
	}

	static Stack.Client client(int port, Io io) throws Exception {
		EventLoopGroup group = group(io);
		ClientHandler handler = new ClientHandler();
		Channel channel = new Bootstrap().group(group)
			.channel(io.isEpoll() ? EpollSocketChannel.class : NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.handler(initializer(() -> handler))
			.connect("127.0.0.1", port)
			.sync()
			.channel();
		return new NettyClient(group, channel, handler);
	}

	/** One event loop, of epoll where it is there. */
	static EventLoopGroup group() {
		return group(Io.EPOLL);
	}

	private static EventLoopGroup group(Io io) {
		IoHandlerFactory factory = io.isEpoll() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
		return new MultiThreadIoEventLoopGroup(1, factory);
	}

	private static ChannelInitializer<Channel> initializer(
			java.util.function.Supplier<ChannelInboundHandlerAdapter> handler) {
		return new ChannelInitializer<>() {

			@Override
			protected void initChannel(Channel channel) {
				channel.pipeline()
					.addLast(new FlushConsolidationHandler(256, true),
							new LengthFieldBasedFrameDecoder(1 << 24, 0, 4, 0, 4), handler.get());
			}

		};
	}

	private static void writeString(ByteBuf out, String value) {
		int start = out.writerIndex();
		out.writeInt(0);
		out.setInt(start, out.writeCharSequence(value, StandardCharsets.UTF_8));
	}

	private static String readString(ByteBuf in) {
		return in.readCharSequence(in.readInt(), StandardCharsets.UTF_8).toString();
	}

	/** As an array of the heap, as an operation has it. */
	private static byte[] readOctets(ByteBuf in) {
		byte[] octets = new byte[in.readableBytes()];
		in.readBytes(octets);
		return octets;
	}

	private static void writeOrder(ByteBuf out, Order order) {
		out.writeLong(order.id());
		writeString(out, order.customer());
		out.writeInt(order.lines().size());
		for (Order.Line line : order.lines()) {
			writeString(out, line.sku());
			out.writeInt(line.quantity());
			out.writeLong(line.priceCents());
		}
	}

	private static Order readOrder(ByteBuf in) {
		long id = in.readLong();
		String customer = readString(in);
		int count = in.readInt();
		List<Order.Line> lines = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			lines.add(new Order.Line(readString(in), in.readInt(), in.readLong()));
		}
		return new Order(id, customer, lines);
	}

	private static final class ServerHandler extends ChannelInboundHandlerAdapter {

		private final ExecutorService executor;

		ServerHandler(ExecutorService executor) {
			this.executor = executor;
		}

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (this.executor != null) {
				this.executor.execute(() -> answer(context, (ByteBuf) message));
			}
			else {
				answer(context, (ByteBuf) message);
			}
		}

		private void answer(ChannelHandlerContext context, ByteBuf in) {
			ByteBuf out = context.alloc().ioBuffer(64);
			out.writeInt(0);
			out.writeInt(in.readInt());
			byte operation = in.readByte();
			out.writeByte(operation);
			switch (operation) {
				case ADD_ONE -> out.writeInt(in.readInt() + 1);
				case PLACE -> {
					Order.Receipt receipt = readOrder(in).receipt();
					out.writeLong(receipt.orderId());
					out.writeInt(receipt.lineCount());
					out.writeLong(receipt.totalCents());
				}
				default -> out.writeBytes(readOctets(in));
			}
			in.release();
			out.setInt(0, out.readableBytes() - 4);
			context.writeAndFlush(out, context.voidPromise());
		}

	}

	private static final class ClientHandler extends ChannelInboundHandlerAdapter {

		private final ConcurrentHashMap<Integer, CompletableFuture<Object>> calls = new ConcurrentHashMap<>();

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			ByteBuf in = (ByteBuf) message;
			CompletableFuture<Object> call = this.calls.remove(in.readInt());
			Object result = switch (in.readByte()) {
				case ADD_ONE -> in.readInt();
				case PLACE -> new Order.Receipt(in.readLong(), in.readInt(), in.readLong());
				default -> readOctets(in);
			};
			in.release();
			call.complete(result);
		}

	}

	private static final class NettyClient implements Stack.Client {

		private final EventLoopGroup group;

		private final Channel channel;

		private final ClientHandler handler;

		private final AtomicInteger ids = new AtomicInteger();

		NettyClient(EventLoopGroup group, Channel channel, ClientHandler handler) {
			this.group = group;
			this.channel = channel;
			this.handler = handler;
		}

		@Override
		public int addOne(int value) throws Exception {
			return addOneAsync(value).get();
		}

		@Override
		public Order.Receipt place(Order order) throws Exception {
			return placeAsync(order).get();
		}

		@Override
		@SuppressWarnings("unchecked")
		public CompletableFuture<Integer> addOneAsync(int value) {
			CompletableFuture<Object> call = new CompletableFuture<>();
			ByteBuf out = begin(call, ADD_ONE);
			out.writeInt(value);
			send(out);
			return (CompletableFuture<Integer>) (CompletableFuture<?>) call;
		}

		@Override
		@SuppressWarnings("unchecked")
		public CompletableFuture<Order.Receipt> placeAsync(Order order) {
			CompletableFuture<Object> call = new CompletableFuture<>();
			ByteBuf out = begin(call, PLACE);
			writeOrder(out, order);
			send(out);
			return (CompletableFuture<Order.Receipt>) (CompletableFuture<?>) call;
		}

		@Override
		public byte[] echo(byte[] octets) throws Exception {
			CompletableFuture<Object> call = new CompletableFuture<>();
			ByteBuf out = begin(call, ECHO);
			out.writeBytes(octets);
			send(out);
			return (byte[]) call.get();
		}

		private ByteBuf begin(CompletableFuture<Object> call, byte operation) {
			int id = this.ids.incrementAndGet();
			this.handler.calls.put(id, call);
			ByteBuf out = this.channel.alloc().ioBuffer(512);
			out.writeInt(0);
			out.writeInt(id);
			out.writeByte(operation);
			return out;
		}

		private void send(ByteBuf out) {
			out.setInt(0, out.readableBytes() - 4);
			this.channel.writeAndFlush(out, this.channel.voidPromise());
		}

		@Override
		public void close() {
			this.group.shutdownGracefully();
		}

	}

	/**
	 * What the event loops wait with.
	 */
	enum Io {

		EPOLL, NIO;

		boolean isEpoll() {
			return this == EPOLL && Epoll.isAvailable();
		}

	}

}
