package io.opnum.rpc;

import java.time.Duration;

/**
 * What a server holds its peers to. Immutable; start from {@link #DEFAULT}.
 *
 * @param maxFrag the largest fragment taken and sent, in octets; 5840 as Windows and
 * Samba have on TCP
 * @param maxCallSize the most stub data of one request, in octets
 * @param maxConnections the most connections open at once; further ones are closed at
 * once
 * @param maxConnectionsPerAddress the most connections of one peer address
 * @param maxContexts the most presentation contexts of a connection
 * @param maxCallsPerConnection the most calls in flight on one connection; past it the
 * connection is not read until one ends
 * @param bindTimeout how long a connection may take until its bind
 * @param fragmentTimeout how long a call, or a PDU, may stay incomplete
 * @param idleTimeout how long a connection may be silent with no call in flight; zero:
 * for ever
 * @param writeTimeout how long a peer may not read while octets wait for it
 * @since 0.1.0
 */
public record RpcServerLimits(int maxFrag, int maxCallSize, int maxConnections, int maxConnectionsPerAddress,
		int maxContexts, int maxCallsPerConnection, Duration bindTimeout, Duration fragmentTimeout,
		Duration idleTimeout, Duration writeTimeout) {

	/** The defaults. */
	public static final RpcServerLimits DEFAULT = new RpcServerLimits(5840, 4 * 1024 * 1024, 10_000, 5_000, 256, 128,
			Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ZERO, Duration.ofSeconds(30));

}
