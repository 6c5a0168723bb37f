package io.opnum.rpc;

import java.time.Duration;

/**
 * What a server holds its peers to. Immutable; start from {@link #DEFAULT} and change
 * what shall differ.
 *
 * @param maxFrag the largest fragment taken and sent, in octets, 1432 to 65535; 5840 as
 * Windows and Samba have on TCP. On named pipes it is never more than 4280
 * @param maxCallSize the most stub data of one request, in octets; past it the request is
 * refused and the connection closed
 * @param maxResponseSize the most stub data of one response, in octets; past it the call
 * is answered with {@code nca_s_out_args_too_big}
 * @param maxConnections the most connections open at once; further ones are closed at
 * once
 * @param maxConnectionsPerAddress the most connections of one peer address
 * @param maxContexts the most presentation contexts of a connection
 * @param maxSecurityContexts the most security contexts of a connection, that is how
 * often its client may authenticate itself on it. Clients of Windows never do so more
 * than 2000 times
 * @param maxCallsPerConnection the most calls in flight on one connection; past it the
 * connection is not read until some have ended
 * @param maxContextHandles the most context handles open at once
 * @param maxContextHandlesPerAssociation the most context handles of one association,
 * that is of one client; a call that would open another is answered with
 * {@code RPC_S_OUT_OF_RESOURCES}
 * @param bindTimeout how long a connection may take until its bind, and each
 * authentication until it is complete
 * @param fragmentTimeout how long a call, or a PDU, may stay incomplete
 * @param idleTimeout how long a connection may be silent with no call in flight; zero:
 * for ever
 * @param writeTimeout how long a peer may not read while octets wait for it, on the
 * transports that the server makes; one that it was given has its own
 * @param keepAlive after how long without traffic the network is asked whether a peer's
 * host is still there; where it is not, the connection ends after the same time again, on
 * epoll not before the {@code writeTimeout} is over, too. Zero: never. On the transports
 * that the server makes
 * @param maxPipeSize the most octets of one request with pipes, all its pipes together;
 * past it the connection is closed. Zero: any number. Little of it is held in memory
 * @param maxBufferedSize the most octets that the server holds in memory for all its
 * peers together: one half for requests that are incomplete or have pipes, past which one
 * more is answered with {@code nca_s_fault_remote_no_memory}; the other half for requests
 * that are complete and not unmarshalled and answers that peers don't read, past which
 * connections with calls are not read. Zero: half of the memory of the virtual machine
 * @since 0.1.0
 */
public record RpcServerLimits(int maxFrag, int maxCallSize, int maxResponseSize, int maxConnections,
		int maxConnectionsPerAddress, int maxContexts, int maxSecurityContexts, int maxCallsPerConnection,
		int maxContextHandles, int maxContextHandlesPerAssociation, Duration bindTimeout, Duration fragmentTimeout,
		Duration idleTimeout, Duration writeTimeout, Duration keepAlive, long maxPipeSize, long maxBufferedSize) {

	/** The defaults. */
	public static final RpcServerLimits DEFAULT = new RpcServerLimits(5840, 4 * 1024 * 1024, 64 * 1024 * 1024, 10_000,
			5_000, 256, 256, 128, 1_000_000, 10_000, Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ZERO,
			Duration.ofSeconds(30), Duration.ofSeconds(60), 16L * 1024 * 1024 * 1024, 0);

	public RpcServerLimits {
		check(maxFrag >= 1432 && maxFrag <= 65535, "maxFrag", maxFrag, "within 1432 and 65535");
		checkPositive("maxCallSize", maxCallSize);
		checkPositive("maxResponseSize", maxResponseSize);
		checkPositive("maxConnections", maxConnections);
		checkPositive("maxConnectionsPerAddress", maxConnectionsPerAddress);
		checkPositive("maxContexts", maxContexts);
		checkPositive("maxSecurityContexts", maxSecurityContexts);
		checkPositive("maxCallsPerConnection", maxCallsPerConnection);
		checkPositive("maxContextHandles", maxContextHandles);
		checkPositive("maxContextHandlesPerAssociation", maxContextHandlesPerAssociation);
		checkPositive("bindTimeout", bindTimeout);
		checkPositive("fragmentTimeout", fragmentTimeout);
		check(!idleTimeout.isNegative(), "idleTimeout", idleTimeout, "zero or positive");
		checkPositive("writeTimeout", writeTimeout);
		check(!keepAlive.isNegative(), "keepAlive", keepAlive, "zero or positive");
		check(maxPipeSize >= 0, "maxPipeSize", maxPipeSize, "zero or positive");
		check(maxBufferedSize >= 0, "maxBufferedSize", maxBufferedSize, "zero or positive");
	}

	/**
	 * With another {@link #maxFrag()}.
	 * @param maxFrag the largest fragment, in octets
	 * @return a copy
	 */
	public RpcServerLimits withMaxFrag(int maxFrag) {
		return new RpcServerLimits(maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxCallSize()}.
	 * @param maxCallSize the most stub data of one request, in octets
	 * @return a copy
	 */
	public RpcServerLimits withMaxCallSize(int maxCallSize) {
		return new RpcServerLimits(this.maxFrag, maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxResponseSize()}.
	 * @param maxResponseSize the most stub data of one response, in octets
	 * @return a copy
	 */
	public RpcServerLimits withMaxResponseSize(int maxResponseSize) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxConnections()}.
	 * @param maxConnections the most connections open at once
	 * @return a copy
	 */
	public RpcServerLimits withMaxConnections(int maxConnections) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxConnectionsPerAddress()}.
	 * @param maxConnectionsPerAddress the most connections of one peer address
	 * @return a copy
	 */
	public RpcServerLimits withMaxConnectionsPerAddress(int maxConnectionsPerAddress) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxContexts()}.
	 * @param maxContexts the most presentation contexts of a connection
	 * @return a copy
	 */
	public RpcServerLimits withMaxContexts(int maxContexts) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxSecurityContexts()}.
	 * @param maxSecurityContexts the most security contexts of a connection
	 * @return a copy
	 */
	public RpcServerLimits withMaxSecurityContexts(int maxSecurityContexts) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxCallsPerConnection()}.
	 * @param maxCallsPerConnection the most calls in flight on one connection
	 * @return a copy
	 */
	public RpcServerLimits withMaxCallsPerConnection(int maxCallsPerConnection) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #bindTimeout()}.
	 * @param bindTimeout how long a connection may take until its bind
	 * @return a copy
	 */
	public RpcServerLimits withBindTimeout(Duration bindTimeout) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #fragmentTimeout()}.
	 * @param fragmentTimeout how long a call, or a PDU, may stay incomplete
	 * @return a copy
	 */
	public RpcServerLimits withFragmentTimeout(Duration fragmentTimeout) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #idleTimeout()}.
	 * @param idleTimeout how long a connection may be silent; zero: for ever
	 * @return a copy
	 */
	public RpcServerLimits withIdleTimeout(Duration idleTimeout) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #writeTimeout()}.
	 * @param writeTimeout how long a peer may not read
	 * @return a copy
	 */
	public RpcServerLimits withWriteTimeout(Duration writeTimeout) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxContextHandles()}.
	 * @param maxContextHandles the most context handles open at once
	 * @return a copy
	 */
	public RpcServerLimits withMaxContextHandles(int maxContextHandles) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxContextHandlesPerAssociation()}.
	 * @param maxContextHandlesPerAssociation the most context handles of one association
	 * @return a copy
	 */
	public RpcServerLimits withMaxContextHandlesPerAssociation(int maxContextHandlesPerAssociation) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #keepAlive()}.
	 * @param keepAlive after how long without traffic to ask; zero: never
	 * @return a copy
	 */
	public RpcServerLimits withKeepAlive(Duration keepAlive) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, keepAlive, this.maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxPipeSize()}.
	 * @param maxPipeSize the most octets of one request with pipes; zero: any number
	 * @return a copy
	 */
	public RpcServerLimits withMaxPipeSize(long maxPipeSize) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, maxPipeSize, this.maxBufferedSize);
	}

	/**
	 * With another {@link #maxBufferedSize()}.
	 * @param maxBufferedSize the most octets to hold for all peers together; zero: half
	 * of the memory
	 * @return a copy
	 */
	public RpcServerLimits withMaxBufferedSize(long maxBufferedSize) {
		return new RpcServerLimits(this.maxFrag, this.maxCallSize, this.maxResponseSize, this.maxConnections,
				this.maxConnectionsPerAddress, this.maxContexts, this.maxSecurityContexts, this.maxCallsPerConnection,
				this.maxContextHandles, this.maxContextHandlesPerAssociation, this.bindTimeout, this.fragmentTimeout,
				this.idleTimeout, this.writeTimeout, this.keepAlive, this.maxPipeSize, maxBufferedSize);
	}

	private static void checkPositive(String name, int value) {
		check(value > 0, name, value, "positive");
	}

	private static void checkPositive(String name, Duration value) {
		check(!value.isNegative() && !value.isZero(), name, value, "positive");
	}

	private static void check(boolean valid, String name, Object value, String expected) {
		if (!valid) {
			throw new IllegalArgumentException("%s must be %s, not %s".formatted(name, expected, value));
		}
	}

}
