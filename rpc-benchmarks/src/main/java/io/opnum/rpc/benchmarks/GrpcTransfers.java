package io.opnum.rpc.benchmarks;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.CallStreamObserver;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opnum.rpc.benchmarks.grpc.GrpcLength;
import io.opnum.rpc.benchmarks.grpc.GrpcTransfersGrpc;
import io.opnum.rpc.benchmarks.grpc.ProtobufOctets;

/**
 * Streams of grpc-java: a portion in each message, copied from arrays and into them, no
 * more sent than its flow control takes.
 */
final class GrpcTransfers {

	private GrpcTransfers() {
	}

	static AutoCloseable server(int port, boolean direct) throws Exception {
		NettyServerBuilder builder = NettyServerBuilder.forPort(port).addService(new Service());
		if (direct) {
			builder.directExecutor();
		}
		Server server = builder.build().start();
		return server::shutdownNow;
	}

	static TransferStack.Client client(int port, boolean direct) {
		NettyChannelBuilder builder = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext();
		if (direct) {
			builder.directExecutor();
		}
		ManagedChannel channel = builder.build();
		GrpcTransfersGrpc.GrpcTransfersStub stub = GrpcTransfersGrpc.newStub(channel);
		GrpcTransfersGrpc.GrpcTransfersBlockingStub blocking = GrpcTransfersGrpc.newBlockingStub(channel);
		return new TransferStack.Client() {

			@Override
			public long upload(long length) throws Exception {
				Upload upload = new Upload();
				stub.upload(upload);
				return upload.send(length);
			}

			@Override
			public long download(long length) {
				Taker taker = new Taker();
				Iterator<ProtobufOctets> portions = blocking.download(length(length));
				while (portions.hasNext()) {
					taker.take(portions.next());
				}
				return taker.count;
			}

			@Override
			public void close() {
				channel.shutdownNow();
			}

		};
	}

	private static GrpcLength length(long octets) {
		return GrpcLength.newBuilder().setOctets(octets).build();
	}

	private static ProtobufOctets portion(long left) {
		return ProtobufOctets.newBuilder()
			.setOctets(ByteString.copyFrom(Portions.octets(), 0, (int) Math.min(left, Portions.SIZE)))
			.build();
	}

	/**
	 * Takes portions into an array.
	 */
	private static final class Taker {

		private final byte[] portion = new byte[Portions.SIZE];

		private long count;

		void take(ProtobufOctets message) {
			message.getOctets().copyTo(this.portion, 0);
			this.count += message.getOctets().size();
		}

	}

	/**
	 * An upload by the thread of its caller.
	 */
	private static final class Upload implements ClientResponseObserver<ProtobufOctets, GrpcLength> {

		private final Semaphore ready = new Semaphore(0);

		private final CompletableFuture<Long> result = new CompletableFuture<>();

		private CallStreamObserver<ProtobufOctets> request;

		@Override
		public void beforeStart(ClientCallStreamObserver<ProtobufOctets> request) {
			this.request = request;
			request.setOnReadyHandler(this.ready::release);
		}

		long send(long length) throws Exception {
			for (long left = length; left > 0; left -= Portions.SIZE) {
				while (!this.request.isReady() && !this.result.isDone()) {
					this.ready.acquire();
				}
				this.request.onNext(portion(left));
			}
			this.request.onCompleted();
			return this.result.get();
		}

		@Override
		public void onNext(GrpcLength taken) {
			this.result.complete(taken.getOctets());
		}

		@Override
		public void onError(Throwable ex) {
			this.result.completeExceptionally(ex);
			this.ready.release();
		}

		@Override
		public void onCompleted() {
			// The length was there
		}

	}

	private static final class Service extends GrpcTransfersGrpc.GrpcTransfersImplBase {

		@Override
		public StreamObserver<ProtobufOctets> upload(StreamObserver<GrpcLength> response) {
			Taker taker = new Taker();
			return new StreamObserver<>() {

				@Override
				public void onNext(ProtobufOctets message) {
					taker.take(message);
				}

				@Override
				public void onError(Throwable ex) {
					// The client is gone
				}

				@Override
				public void onCompleted() {
					response.onNext(length(taker.count));
					response.onCompleted();
				}

			};
		}

		@Override
		public void download(GrpcLength request, StreamObserver<ProtobufOctets> response) {
			ServerCallStreamObserver<ProtobufOctets> observer = (ServerCallStreamObserver<ProtobufOctets>) response;
			long[] left = { request.getOctets() };
			observer.setOnReadyHandler(() -> {
				while (left[0] > 0 && observer.isReady()) {
					observer.onNext(portion(left[0]));
					left[0] -= Portions.SIZE;
					if (left[0] <= 0) {
						observer.onCompleted();
					}
				}
			});
		}

	}

}
