package io.opnum.rpc.security.kerberos;

import java.security.SecureRandom;
import java.time.Instant;

import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;

/**
 * What an exchange established.
 *
 * @param key the key that protects messages, which is the context's from then on
 * @param ofAcceptor whether it is the acceptor's sub-key
 * @param initiatorSequence the number of the client's first message
 * @param acceptorSequence the number of the server's first message
 */
record ContextKeys(KerberosKey key, boolean ofAcceptor, long initiatorSequence, long acceptorSequence) {

	/** First numbers of sequences stay far from where they would wrap. */
	private static final int MAX_FIRST_SEQUENCE = 1 << 30;

	private static final SecureRandom RANDOM = new SecureRandom();

	/**
	 * Make the context, of which each family of encryption types has its own.
	 * @param level the level
	 * @param peer who is at the other end
	 * @param expiresAt until when the ticket is valid
	 * @param initiator whether this is the client's side
	 */
	SecurityContext context(AuthenticationLevel level, PeerIdentity peer, Instant expiresAt, boolean initiator) {
		return (this.key.type() == EncryptionType.RC4) ? new Rc4SecurityContext(level, peer, expiresAt, initiator, this)
				: new KerberosSecurityContext(level, peer, expiresAt, initiator, this);
	}

	/** A number for a first message. */
	static long firstSequence() {
		return RANDOM.nextInt(MAX_FIRST_SEQUENCE);
	}
}
