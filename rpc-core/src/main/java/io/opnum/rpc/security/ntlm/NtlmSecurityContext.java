package io.opnum.rpc.security.ntlm;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AbstractSecurityContext;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;

/**
 * Signs and seals with the keys of an NTLM session (MS-NLMP 3.4). With extended session
 * security signatures cover whole PDUs, whether header signing was negotiated or not:
 * that is what Windows and Samba do.
 */
final class NtlmSecurityContext extends AbstractSecurityContext {

	private final byte[] sessionKey;

	private final boolean signs;

	private final MessageStream outgoing;

	private final MessageStream incoming;

	/**
	 * Create a context.
	 * @param level the level
	 * @param peer who is at the other end
	 * @param sessionKey the exported session key, which is the context's from now on
	 * @param flags what was agreed on
	 * @param initiator whether this is the client's side
	 */
	NtlmSecurityContext(AuthenticationLevel level, PeerIdentity peer, byte[] sessionKey, int flags, boolean initiator) {
		super(AuthenticationService.NTLM, level, peer, Instant.MAX);
		this.sessionKey = sessionKey;
		this.signs = NtlmFlags.isSet(flags, NtlmFlags.SIGN);
		boolean keyExchange = NtlmFlags.isSet(flags, NtlmFlags.KEY_EXCHANGE);
		this.outgoing = new MessageStream(MessageKeys.derive(sessionKey, flags, initiator), keyExchange);
		this.incoming = new MessageStream(MessageKeys.derive(sessionKey, flags, !initiator), keyExchange);
	}

	@Override
	public byte[] sessionKey() {
		checkUsable();
		return this.sessionKey.clone();
	}

	@Override
	public int tokenLength() {
		return level().isSigned() ? MessageStream.TOKEN_LENGTH : 0;
	}

	@Override
	public void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
		checkUsable();
		if (!level().isSigned()) {
			return;
		}
		int end = trailer + TRAILER_LENGTH;
		this.outgoing.digest(pdu, start, end - start);
		if (level().isSealed()) {
			this.outgoing.crypt(pdu, stub, trailer - stub);
		}
		pdu.setBytes(end, this.outgoing.token());
	}

	@Override
	public void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning) {
		checkUsable();
		if (!level().isSigned()) {
			return;
		}
		int end = trailer + TRAILER_LENGTH;
		accept(tokenLength == MessageStream.TOKEN_LENGTH);
		byte[] token = new byte[tokenLength];
		pdu.getBytes(end, token);
		if (level().isSealed()) {
			this.incoming.crypt(pdu, stub, trailer - stub);
		}
		this.incoming.digest(pdu, start, end - start);
		accept(MessageDigest.isEqual(this.incoming.token(), token));
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
		accept(token.length == MessageStream.TOKEN_LENGTH);
		this.incoming.digest(Unpooled.wrappedBuffer(message), 0, message.length);
		accept(MessageDigest.isEqual(this.incoming.token(), token));
	}

	@Override
	public void negotiationSigned() {
		this.outgoing.restart();
		this.incoming.restart();
	}

	private void checkSigns() {
		checkUsable();
		if (!this.signs) {
			throw new IllegalStateException("Signing was not negotiated");
		}
	}

	@Override
	protected void overwriteKeys() {
		Arrays.fill(this.sessionKey, (byte) 0);
		this.outgoing.destroy();
		this.incoming.destroy();
	}

}
