package io.opnum.rpc.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.RpcServerLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits connections as long as there are not too many, of all peers and of one address.
 * <p>
 * Thread-safe. The log has one line when a limit is reached, not one for each connection
 * that is turned away, and the next one when it is reached again after there was ample
 * room: a peer who keeps to the limit does not fill the log.
 */
final class ConnectionAdmission {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionAdmission.class);

	/** There is ample room when half the connections of a limit are gone. */
	private static final int AMPLE_ROOM = 2;

	private final int maxConnections;

	private final int maxConnectionsPerAddress;

	private final AtomicInteger connections = new AtomicInteger();

	private final Map<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

	/** The limits that the log has a line about: addresses, and this for all peers. */
	private final Set<Object> reported = ConcurrentHashMap.newKeySet();

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
			turnAway(peer, this,
					"the server has %d connections, as many as it may have".formatted(this.maxConnections));
			return false;
		}
		InetAddress address = address(peer);
		if (address != null && this.perAddress.merge(address, 1, Integer::sum) > this.maxConnectionsPerAddress) {
			left(peer);
			turnAway(peer, address,
					"its address has %d connections, as many as one may have".formatted(this.maxConnectionsPerAddress));
			return false;
		}
		return true;
	}

	/** A connection that was admitted has ended. */
	void left(SocketAddress peer) {
		InetAddress address = address(peer);
		if (address != null) {
			Integer left = this.perAddress.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
			forget(address, (left != null) ? left : 0, this.maxConnectionsPerAddress);
		}
		forget(this, this.connections.decrementAndGet(), this.maxConnections);
	}

	private void forget(Object limited, int connections, int limit) {
		if (connections <= limit / AMPLE_ROOM) {
			this.reported.remove(limited);
		}
	}

	private void turnAway(SocketAddress peer, Object limited, String why) {
		if (this.reported.add(limited)) {
			logger.warn("{} and others are turned away: {}", peer, why);
		}
		else {
			logger.debug("{} is turned away: {}", peer, why);
		}
	}

	private static @Nullable InetAddress address(SocketAddress peer) {
		return (peer instanceof InetSocketAddress inet) ? inet.getAddress() : null;
	}

	int connections() {
		return this.connections.get();
	}

}
