package io.opnum.rpc.security;

import java.time.Instant;

import io.netty.buffer.ByteBuf;

/**
 * An established security context, which protects the PDUs of calls (MS-RPCE 2.2.2.11,
 * 2.2.2.12 and 3.3.1.5.2.2).
 * <p>
 * What is protected is a whole request or response fragment with its verifier, at three
 * indexes of a buffer:
 *
 * <pre>
 * start                    stub                     trailer     trailer + 8
 * +------------------------+------------+-----------+-------------+------------+
 * | header, object UUID    | stub data  | padding   | sec_trailer | auth_value |
 * +------------------------+------------+-----------+-------------+------------+
 *                          |&lt;----- encrypted ------&gt;|
 * |&lt;------------ signed: all with header signing ----------------&gt;|
 * </pre>
 *
 * {@code frag_length}, {@code auth_length} and {@code sec_trailer} are written before,
 * since they are signed: {@link #tokenLength()} tells the length of the token. Stub data
 * is encrypted and decrypted where it is.
 * <p>
 * PDUs are protected in the order in which they are sent, and taken in the order in which
 * they arrived. The two directions are independent of each other, so that one thread may
 * protect while another unprotects; each by itself is externally synchronized. Nothing
 * here blocks.
 *
 * @since 0.1.0
 */
public interface SecurityContext {

	/** The octets of {@code sec_trailer}, behind which the token goes. */
	int TRAILER_LENGTH = 8;

	/**
	 * Return the service that protects: where SPNEGO chose one, that.
	 * @return the service
	 */
	AuthenticationService service();

	/**
	 * Return the level.
	 * @return the level that was asked for
	 */
	AuthenticationLevel level();

	/**
	 * Return who is at the other end.
	 * @return the caller at a server; at a client the server, as far as the service tells
	 */
	PeerIdentity peer();

	/**
	 * Return until when the context may be used.
	 * @return the instant, or {@link Instant#MAX}
	 */
	Instant expiresAt();

	/**
	 * Return the key that both sides have, for what is encrypted on top of RPC.
	 * @return a copy of the key
	 */
	byte[] sessionKey();

	/**
	 * Return the octets of the token of each PDU, whatever is in it.
	 * @return the octets; zero at {@link AuthenticationLevel#CONNECT}, where PDUs carry
	 * none
	 */
	int tokenLength();

	/**
	 * Sign a PDU, encrypt its stub data where the level wants it, and write the token. At
	 * {@link AuthenticationLevel#CONNECT} nothing happens.
	 * @param pdu the buffer, writable up to the end of the token
	 * @param start the index of the PDU
	 * @param stub the index of its stub data
	 * @param trailer the index of its {@code sec_trailer}
	 * @param headerSigning whether header signing was negotiated
	 * @throws IllegalStateException if the context was destroyed
	 */
	void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning);

	/**
	 * Decrypt the stub data of a PDU where the level wants it, and check its signature
	 * and its place in the sequence. At {@link AuthenticationLevel#CONNECT} nothing
	 * happens, for tokens mean nothing there.
	 * @param pdu the buffer
	 * @param start the index of the PDU
	 * @param stub the index of its stub data
	 * @param trailer the index of its {@code sec_trailer}
	 * @param tokenLength the octets of the token, any value of which the octets are there
	 * @param headerSigning whether header signing was negotiated
	 * @throws MessageRefusedException if it is not what the peer sent, or not its turn;
	 * the connection has to be closed
	 * @throws IllegalStateException if the context was destroyed
	 */
	void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning);

	/**
	 * Return whether messages that are no PDUs can be signed.
	 * @return whether {@link #mic} and {@link #verifyMic} may be called
	 */
	boolean providesMic();

	/**
	 * Sign a message that is no PDU; it takes a number of the sequence like one.
	 * @param message the message
	 * @return the token
	 * @throws IllegalStateException if the context signs nothing, or was destroyed
	 */
	byte[] mic(byte[] message);

	/**
	 * Check what {@link #mic} of the peer returned.
	 * @param message the message
	 * @param token the token, of any content
	 * @throws MessageRefusedException if the peer did not sign this message, or it is not
	 * its turn
	 * @throws IllegalStateException if the context signs nothing, or was destroyed
	 */
	void verifyMic(byte[] message, byte[] token);

	/**
	 * The negotiation of the service was signed in both directions, and PDUs come next:
	 * NTLM starts its key streams anew then, while the sequence goes on (MS-SPNG
	 * 3.3.5.1).
	 */
	default void negotiationSigned() {
	}

	/**
	 * Overwrite the keys. Nothing can be protected any more.
	 */
	void destroy();

}
