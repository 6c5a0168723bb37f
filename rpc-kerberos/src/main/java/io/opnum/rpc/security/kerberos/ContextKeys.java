package io.opnum.rpc.security.kerberos;

/**
 * What an exchange established.
 *
 * @param key the key that protects messages, which is the context's from then on
 * @param ofAcceptor whether it is the acceptor's sub-key
 * @param initiatorSequence the number of the client's first message
 * @param acceptorSequence the number of the server's first message
 */
record ContextKeys(KerberosKey key, boolean ofAcceptor, long initiatorSequence, long acceptorSequence) {
}
