package io.opnum.rpc.benchmarks;

import java.rmi.Remote;
import java.rmi.RemoteException;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.UnicastRemoteObject;
import java.util.concurrent.CompletableFuture;

/**
 * Remote method invocation as the JDK has it. It has no asynchronous calls.
 */
final class RmiStack {

	private static final String NAME = "desk";

	private RmiStack() {
	}

	static AutoCloseable server(int port) throws Exception {
		System.setProperty("java.rmi.server.hostname", "127.0.0.1");
		Registry registry = LocateRegistry.createRegistry(port);
		Remote desk = new RemoteDesk();
		registry.bind(NAME, UnicastRemoteObject.exportObject(desk, 0));
		return () -> UnicastRemoteObject.unexportObject(desk, true);
	}

	static Stack.Client client(int port) throws Exception {
		Desk desk = (Desk) LocateRegistry.getRegistry("127.0.0.1", port).lookup(NAME);
		return new Stack.Client() {

			@Override
			public int addOne(int value) throws RemoteException {
				return desk.addOne(value);
			}

			@Override
			public Order.Receipt place(Order order) throws RemoteException {
				return desk.place(order);
			}

			@Override
			public byte[] echo(byte[] octets) throws RemoteException {
				return desk.echo(octets);
			}

			@Override
			public CompletableFuture<Integer> addOneAsync(int value) {
				throw new UnsupportedOperationException();
			}

			@Override
			public CompletableFuture<Order.Receipt> placeAsync(Order order) {
				throw new UnsupportedOperationException();
			}

			@Override
			public void close() {
				// Its connections end with the JVM
			}

		};
	}

	/**
	 * The interface.
	 */
	interface Desk extends Remote {

		int addOne(int value) throws RemoteException;

		Order.Receipt place(Order order) throws RemoteException;

		byte[] echo(byte[] octets) throws RemoteException;

	}

	private static final class RemoteDesk implements Desk {

		private final OrderDesk desk = new OrderDesk.Desk();

		@Override
		public int addOne(int value) {
			return this.desk.addOne(value);
		}

		@Override
		public Order.Receipt place(Order order) {
			return this.desk.place(order);
		}

		@Override
		public byte[] echo(byte[] octets) {
			return this.desk.echo(octets);
		}

	}

}
