package io.opnum.rpc.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;

/**
 * The connections of a server, from their admission to their end. Thread-safe.
 */
final class ServerConnections {

	private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();

	private final ConnectionAdmission admission;

	private final ServerRuntime runtime;

	private final BooleanSupplier open;

	private final Monitor ends = new Monitor();

	/**
	 * Create a set without connections.
	 * @param runtime what they share
	 * @param open whether the server takes connections at the moment
	 */
	ServerConnections(ServerRuntime runtime, BooleanSupplier open) {
		this.runtime = runtime;
		this.admission = new ConnectionAdmission(runtime.limits());
		this.open = open;
	}

	/** Take a connection, if there is room for it. */
	TransportListener accept(TransportConnection transport, ListeningEndpoint endpoint) {
		if (!this.admission.admit(transport.remoteAddress())) {
			transport.close();
			return TurnedAway.INSTANCE;
		}
		ServerConnection connection = new ServerConnection(transport, endpoint, this.runtime, this::ended);
		this.connections.add(connection);
		if (!this.open.getAsBoolean()) {
			// Came while the server stopped, which may not have seen it
			connection.close();
		}
		return connection;
	}

	private void ended(ServerConnection connection) {
		this.admission.left(connection.remoteAddress());
		this.connections.remove(connection);
		this.ends.signal();
	}

	/** How many there are. */
	int size() {
		return this.admission.connections();
	}

	/** Whether this thread is the event loop of one of them. */
	boolean inEventLoop() {
		return this.connections.stream().anyMatch(ServerConnection::inEventLoop);
	}

	/** Ask all clients to go. */
	void shutdown() {
		this.connections.forEach(ServerConnection::shutdown);
	}

	/** Close all of them. */
	void close() {
		this.connections.forEach(ServerConnection::close);
	}

	/**
	 * Wait until none is left.
	 * @param timeout how long to wait at most
	 * @return whether none is left
	 * @throws InterruptedException if the thread was interrupted
	 */
	boolean awaitEnd(Duration timeout) throws InterruptedException {
		return this.ends.await(timeout, this.connections::isEmpty);
	}

}
