package io.opnum.rpc.security.kerberos;

import java.security.SecureRandom;

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

	/** A number for a first message. */
	static long firstSequence() {
		return RANDOM.nextInt(MAX_FIRST_SEQUENCE);
	}
}
