package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opnum.rpc.benchmarks.grpc.GrpcLine;
import io.opnum.rpc.benchmarks.grpc.GrpcOrder;
import io.opnum.rpc.benchmarks.grpc.GrpcOrderDeskGrpc;
import io.opnum.rpc.benchmarks.grpc.GrpcReceipt;
import io.opnum.rpc.benchmarks.grpc.Number;
import io.opnum.rpc.benchmarks.grpc.ProtobufOctets;

/**
 * The grpc-java library over its Netty transport with the same Java records at both ends.
 *
 * @param direct whether with {@code directExecutor()} on both sides
 * @param tls whether over TLS 1.3
 */
record GrpcStack(boolean direct, boolean tls) {

	private static final int MAX_MESSAGE = 16 << 20;

	AutoCloseable server(int port) throws Exception {
		NettyServerBuilder builder = NettyServerBuilder.forPort(port).addService(new Desk());
		builder.maxInboundMessageSize(MAX_MESSAGE);
		if (this.tls) {
			builder.sslContext(GrpcTls.server());
		}
		if (this.direct) {
			builder.directExecutor();
		}
		Server server = builder.build().start();
		return server::shutdownNow;
	}

	Stack.Client client(int port) throws Exception {
		NettyChannelBuilder builder = NettyChannelBuilder.forAddress("127.0.0.1", port)
			.maxInboundMessageSize(MAX_MESSAGE);
		if (this.tls) {
			builder.sslContext(GrpcTls.client());
		}
		else {
			builder.usePlaintext();
		}
		if (this.direct) {
			builder.directExecutor();
		}
		ManagedChannel channel = builder.build();
		GrpcOrderDeskGrpc.GrpcOrderDeskBlockingStub blocking = GrpcOrderDeskGrpc.newBlockingStub(channel);
		GrpcOrderDeskGrpc.GrpcOrderDeskFutureStub future = GrpcOrderDeskGrpc.newFutureStub(channel);
		return new Stack.Client() {

			@Override
			public int addOne(int value) {
				return blocking.addOne(number(value)).getValue();
			}

			@Override
			public Order.Receipt place(Order order) {
				return receipt(blocking.place(order(order)));
			}

			@Override
			public byte[] echo(byte[] octets) {
				return blocking.echo(octets(octets)).getOctets().toByteArray();
			}

			@Override
			public CompletableFuture<Integer> addOneAsync(int value) {
				return adapt(future.addOne(number(value)), Number::getValue);
			}

			@Override
			public CompletableFuture<Order.Receipt> placeAsync(Order order) {
				return adapt(future.place(order(order)), GrpcStack::receipt);
			}

			@Override
			public void close() {
				channel.shutdownNow();
			}

		};
	}

	private static <F, T> CompletableFuture<T> adapt(ListenableFuture<F> from, Function<F, T> mapper) {
		CompletableFuture<T> to = new CompletableFuture<>();
		Futures.addCallback(from, new FutureCallback<F>() {

			@Override
			public void onSuccess(F result) {
				to.complete(mapper.apply(result));
			}

			@Override
			public void onFailure(Throwable ex) {
				to.completeExceptionally(ex);
			}

		}, MoreExecutors.directExecutor());
		return to;
	}

	private static ProtobufOctets octets(byte[] octets) {
		return ProtobufOctets.newBuilder().setOctets(ByteString.copyFrom(octets)).build();
	}

	private static Number number(int value) {
		return Number.newBuilder().setValue(value).build();
	}

	static GrpcOrder order(Order order) {
		GrpcOrder.Builder builder = GrpcOrder.newBuilder().setId(order.id()).setCustomer(order.customer());
		for (Order.Line line : order.lines()) {
			builder.addLines(GrpcLine.newBuilder()
				.setSku(line.sku())
				.setQuantity(line.quantity())
				.setPriceCents(line.priceCents()));
		}
		return builder.build();
	}

	static Order order(GrpcOrder order) {
		return new Order(order.getId(), order.getCustomer(),
				order.getLinesList()
					.stream()
					.map((line) -> new Order.Line(line.getSku(), line.getQuantity(), line.getPriceCents()))
					.toList());
	}

	private static Order.Receipt receipt(GrpcReceipt receipt) {
		return new Order.Receipt(receipt.getOrderId(), receipt.getLineCount(), receipt.getTotalCents());
	}

	private static final class Desk extends GrpcOrderDeskGrpc.GrpcOrderDeskImplBase {

		@Override
		public void addOne(Number request, StreamObserver<Number> observer) {
			observer.onNext(number(request.getValue() + 1));
			observer.onCompleted();
		}

		@Override
		public void place(GrpcOrder request, StreamObserver<GrpcReceipt> observer) {
			Order.Receipt receipt = order(request).receipt();
			observer.onNext(GrpcReceipt.newBuilder()
				.setOrderId(receipt.orderId())
				.setLineCount(receipt.lineCount())
				.setTotalCents(receipt.totalCents())
				.build());
			observer.onCompleted();
		}

		@Override
		public void echo(ProtobufOctets request, StreamObserver<ProtobufOctets> observer) {
			observer.onNext(octets(request.getOctets().toByteArray()));
			observer.onCompleted();
		}

	}

}
