package io.opnum.rpc.security.ntlm;

import io.opnum.rpc.security.GoldenNtlmSessions.Session;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;

/**
 * The contexts of NTLM sessions that were captured, for the tests of what they are used
 * in.
 */
public final class GoldenNtlmContexts {

	private GoldenNtlmContexts() {
	}

	/**
	 * Return one side of a session, at the start of its sequence.
	 * @param session the session
	 * @param initiator whether it is the client's
	 * @return a new context
	 */
	public static SecurityContext of(Session session, boolean initiator) {
		int flags = Integer.decode("0x" + session.text("negotiate_flags").substring(2));
		return new NtlmSecurityContext(session.level(), PeerIdentity.ANONYMOUS, session.octets("exported_session_key"),
				flags, initiator);
	}

}
