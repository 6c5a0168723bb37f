package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;

import org.apache.dubbo.config.ApplicationConfig;
import org.apache.dubbo.config.ProtocolConfig;
import org.apache.dubbo.config.ReferenceConfig;
import org.apache.dubbo.config.RegistryConfig;
import org.apache.dubbo.config.ServiceConfig;
import org.apache.dubbo.config.bootstrap.DubboBootstrap;

/**
 * Dubbo as it comes, over the protocol of its own name, without a registry.
 */
final class DubboStack {

	private DubboStack() {
	}

	private static DubboBootstrap bootstrap() {
		ApplicationConfig application = new ApplicationConfig("benchmark");
		application.setQosEnable(false);
		return DubboBootstrap.getInstance().application(application).registry(new RegistryConfig("N/A"));
	}

	static AutoCloseable server(int port) {
		ProtocolConfig protocol = new ProtocolConfig("dubbo", port);
		protocol.setHost("127.0.0.1");
		ServiceConfig<Desk> service = new ServiceConfig<>();
		service.setInterface(Desk.class);
		service.setRef(new LocalDesk());
		DubboBootstrap bootstrap = bootstrap().protocol(protocol).service(service).start();
		return bootstrap::stop;
	}

	static Stack.Client client(int port) {
		ReferenceConfig<Desk> reference = new ReferenceConfig<>();
		reference.setInterface(Desk.class);
		reference.setUrl("dubbo://127.0.0.1:%d".formatted(port));
		reference.setTimeout(60_000);
		DubboBootstrap bootstrap = bootstrap().reference(reference).start();
		Desk desk = reference.get();
		return new Stack.Client() {

			@Override
			public int addOne(int value) {
				return desk.addOne(value);
			}

			@Override
			public Order.Receipt place(Order order) {
				return desk.place(order);
			}

			@Override
			public byte[] echo(byte[] octets) {
				return desk.echo(octets);
			}

			@Override
			public CompletableFuture<Integer> addOneAsync(int value) {
				return desk.addOneAsync(value);
			}

			@Override
			public CompletableFuture<Order.Receipt> placeAsync(Order order) {
				return desk.placeAsync(order);
			}

			@Override
			public void close() {
				bootstrap.stop();
			}

		};
	}

	/**
	 * The interface.
	 */
	public interface Desk {

		int addOne(int value);

		Order.Receipt place(Order order);

		byte[] echo(byte[] octets);

		CompletableFuture<Integer> addOneAsync(int value);

		CompletableFuture<Order.Receipt> placeAsync(Order order);

	}

	private static final class LocalDesk implements Desk {

		@Override
		public int addOne(int value) {
			return value + 1;
		}

		@Override
		public Order.Receipt place(Order order) {
			return order.receipt();
		}

		@Override
		public byte[] echo(byte[] octets) {
			return octets;
		}

		@Override
		public CompletableFuture<Integer> addOneAsync(int value) {
			return CompletableFuture.completedFuture(value + 1);
		}

		@Override
		public CompletableFuture<Order.Receipt> placeAsync(Order order) {
			return CompletableFuture.completedFuture(order.receipt());
		}

	}

}
