package io.opnum.rpc.security.ntlm;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;

/**
 * Signs and seals with the keys of an NTLM session (MS-NLMP 3.4). With extended session
 * security signatures cover whole PDUs, whether header signing was negotiated or not:
 * that is what Windows and Samba do.
 */
final class NtlmSecurityContext implements SecurityContext {

	private final AuthenticationLevel level;

	private final PeerIdentity peer;

	private final byte[] sessionKey;

	private final boolean signs;

	private final MessageStream outgoing;

	private final MessageStream incoming;

	/** A message was refused: the stream is out of step, or somebody is in between. */
	private boolean refused;

	private volatile boolean destroyed;

	/**
	 * Create a context.
	 * @param level the level
	 * @param peer who is at the other end
	 * @param sessionKey the exported session key, which is the context's from now on
	 * @param flags what was agreed on
	 * @param initiator whether this is the client's side
	 */
	NtlmSecurityContext(AuthenticationLevel level, PeerIdentity peer, byte[] sessionKey, int flags, boolean initiator) {
		this.level = level;
		this.peer = peer;
		this.sessionKey = sessionKey;
		this.signs = NtlmFlags.isSet(flags, NtlmFlags.SIGN);
		boolean keyExchange = NtlmFlags.isSet(flags, NtlmFlags.KEY_EXCHANGE);
		this.outgoing = new MessageStream(MessageKeys.derive(sessionKey, flags, initiator), keyExchange);
		this.incoming = new MessageStream(MessageKeys.derive(sessionKey, flags, !initiator), keyExchange);
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.NTLM;
	}

	@Override
	public AuthenticationLevel level() {
		return this.level;
	}

	@Override
	public PeerIdentity peer() {
		return this.peer;
	}

	@Override
	public Instant expiresAt() {
		return Instant.MAX;
	}

	@Override
	public byte[] sessionKey() {
		checkUsable();
		return this.sessionKey.clone();
	}

	@Override
	public int tokenLength() {
		return this.level.isSigned() ? MessageStream.TOKEN_LENGTH : 0;
	}

	@Override
	public void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		checkUsable();
		if (!this.level.isSigned()) {
			return;
		}
		int end = trailer + TRAILER_LENGTH;
		this.outgoing.digest(pdu, start, end - start);
		if (this.level.isSealed()) {
			this.outgoing.crypt(pdu, stub, trailer - stub);
		}
		pdu.setBytes(end, this.outgoing.token());
	}

	@Override
	public void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning) {
		checkUsable();
		if (!this.level.isSigned()) {
			return;
		}
		int end = trailer + TRAILER_LENGTH;
		byte[] token = new byte[checkLength(tokenLength)];
		pdu.getBytes(end, token);
		if (this.level.isSealed()) {
			this.incoming.crypt(pdu, stub, trailer - stub);
		}
		this.incoming.digest(pdu, start, end - start);
		verify(token);
	}

	@Override
	public boolean providesMic() {
		return this.signs;
	}

	@Override
	public byte[] mic(byte[] message) {
		checkSigns();
		this.outgoing.digest(Unpooled.wrappedBuffer(message), 0, message.length);
		return this.outgoing.token().clone();
	}

	@Override
	public void verifyMic(byte[] message, byte[] token) {
		checkSigns();
		checkLength(token.length);
		this.incoming.digest(Unpooled.wrappedBuffer(message), 0, message.length);
		verify(token);
	}

	@Override
	public void negotiationSigned() {
		this.outgoing.restart();
		this.incoming.restart();
	}

	/**
	 * The token of a message that is not as long, or comes after a refused one, is wrong.
	 */
	private int checkLength(int tokenLength) {
		if (this.refused || tokenLength != MessageStream.TOKEN_LENGTH) {
			throw refuse();
		}
		return tokenLength;
	}

	private void verify(byte[] token) {
		if (!MessageDigest.isEqual(this.incoming.token(), token)) {
			throw refuse();
		}
	}

	private MessageRefusedException refuse() {
		this.refused = true;
		return new MessageRefusedException("The signature of NTLM does not fit the message: it was altered, or is not "
				+ "the next one of its sender");
	}

	private void checkSigns() {
		checkUsable();
		if (!this.signs) {
			throw new IllegalStateException("Signing was not negotiated");
		}
	}

	private void checkUsable() {
		if (this.destroyed) {
			throw new IllegalStateException("The security context was destroyed");
		}
	}

	@Override
	public void destroy() {
		this.destroyed = true;
		Arrays.fill(this.sessionKey, (byte) 0);
		this.outgoing.destroy();
		this.incoming.destroy();
	}

	@Override
	public String toString() {
		return "NtlmSecurityContext[level=%s, peer=%s]".formatted(this.level, this.peer);
	}

}
