package io.opnum.rpc;

import java.util.Map;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationService;

/**
 * What a server counted ({@code rpc_mgmt_inq_stats}, C706 appendix Q), and what it holds
 * now.
 *
 * @param callsIn calls received
 * @param callsOut calls made; 0, a server makes none
 * @param packetsIn PDUs received
 * @param packetsOut PDUs sent
 * @param faults calls answered with a fault
 * @param connections connections open now
 * @param associations associations now
 * @param callsInFlight calls being run now
 * @param rejectedCalls calls refused because the server was too busy
 * @param expiredCalls calls that were not run because the time that their callers had
 * left was over
 * @param protocolErrors connections closed because the peer broke the protocol
 * @param contextHandles context handles open now
 * @param contextRundowns context handles that were run down: ended by no operation
 * @param bufferedOctets octets held in memory now, of requests that are incomplete, or
 * complete and not unmarshalled, and of answers that peers don't read
 * @param authentications how callers authenticated, for each service that the server has,
 * by the one that they asked for: SPNEGO, whatever it chose
 * @since 0.1.0
 */
public record RpcServerStatistics(long callsIn, long callsOut, long packetsIn, long packetsOut, long faults,
		int connections, int associations, int callsInFlight, long rejectedCalls, long expiredCalls,
		long protocolErrors, int contextHandles, long contextRundowns, long bufferedOctets,
		Map<AuthenticationService, Authentications> authentications) {

	/**
	 * How callers authenticated by one service. Who went away in the midst of it is in
	 * neither number.
	 *
	 * @param succeeded how many proved who they are
	 * @param failed how many were refused, by the reason; reasons without any are left
	 * out
	 */
	public record Authentications(long succeeded, Map<AuthenticationException.Reason, Long> failed) {

	}

}
