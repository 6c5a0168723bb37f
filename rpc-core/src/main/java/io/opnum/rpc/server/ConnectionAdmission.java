package io.opnum.rpc.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.RpcServerLimits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits connections as long as there are not too many, of all peers and of one address.
 * <p>
 * Thread-safe. The log has one line when a limit is reached, not one for each connection
 * that is turned away, and the next one when it is reached again.
 */
final class ConnectionAdmission {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionAdmission.class);

	private final int maxConnections;

	private final int maxConnectionsPerAddress;

	private final AtomicInteger connections = new AtomicInteger();

	private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

	private final AtomicBoolean turningAway = new AtomicBoolean();

	ConnectionAdmission(RpcServerLimits limits) {
		this.maxConnections = limits.maxConnections();
		this.maxConnectionsPerAddress = limits.maxConnectionsPerAddress();
	}

	/**
	 * Admit a connection.
	 * @param peer the address of its peer
	 * @return whether it is admitted; then {@link #left} is due
	 */
	boolean admit(SocketAddress peer) {
		if (this.connections.incrementAndGet() > this.maxConnections) {
			this.connections.decrementAndGet();
			turnAway(peer, "the server has %d connections, as many as it may have".formatted(this.maxConnections));
			return false;
		}
		if (peer instanceof InetSocketAddress inet && inet.getAddress() != null
				&& this.perAddress.merge(inet.getAddress(), 1, Integer::sum) > this.maxConnectionsPerAddress) {
			left(peer);
			turnAway(peer,
					"its address has %d connections, as many as one may have".formatted(this.maxConnectionsPerAddress));
			return false;
		}
		return true;
	}

	/** A connection that was admitted has ended. */
	void left(SocketAddress peer) {
		if (peer instanceof InetSocketAddress inet && inet.getAddress() != null) {
			this.perAddress.computeIfPresent(inet.getAddress(), (address, count) -> (count > 1) ? count - 1 : null);
		}
		this.connections.decrementAndGet();
		this.turningAway.set(false);
	}

	private void turnAway(SocketAddress peer, String why) {
		if (this.turningAway.compareAndSet(false, true)) {
			logger.warn("{} and others are turned away: {}", peer, why);
		}
		else {
			logger.debug("{} is turned away: {}", peer, why);
		}
	}

	int connections() {
		return this.connections.get();
	}

}
