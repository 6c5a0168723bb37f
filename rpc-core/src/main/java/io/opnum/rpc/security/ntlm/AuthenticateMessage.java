package io.opnum.rpc.security.ntlm;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A client's second message (MS-NLMP 2.2.1.3).
 *
 * @param flags what was agreed on
 * @param lmResponse the response of old, of which nothing depends here
 * @param ntResponse the response; empty if the client is nobody
 * @param domain the domain of the account
 * @param account the account
 * @param workstation the name of the client's host
 * @param encryptedSessionKey the key the client chose, encrypted; empty without key
 * exchange
 * @param mic the code over all three messages, or {@code null} where there is no room for
 * one
 */
@SuppressWarnings("ArrayRecordComponent")
record AuthenticateMessage(int flags, byte[] lmResponse, byte[] ntResponse, String domain, String account,
		String workstation, byte[] encryptedSessionKey, byte @Nullable [] mic) {

	static final int MIC_LENGTH = 16;

	private static final int TYPE = 3;

	private static final int LM_RESPONSE = 12;

	private static final int NT_RESPONSE = 20;

	private static final int DOMAIN = 28;

	private static final int ACCOUNT = 36;

	private static final int WORKSTATION = 44;

	private static final int SESSION_KEY = 52;

	private static final int FLAGS = 60;

	private static final int VERSION = 64;

	private static final int MIC = 72;

	static AuthenticateMessage decode(byte[] token) {
		MessageReader in = new MessageReader(token, TYPE, "AUTHENTICATE_MESSAGE", VERSION);
		byte[] lmResponse = in.octets(LM_RESPONSE, "LmChallengeResponse");
		byte[] ntResponse = in.octets(NT_RESPONSE, "NtChallengeResponse");
		String domain = in.text(DOMAIN, "DomainName");
		String account = in.text(ACCOUNT, "UserName");
		String workstation = in.text(WORKSTATION, "Workstation");
		byte[] sessionKey = in.octets(SESSION_KEY, "EncryptedRandomSessionKey");
		byte[] mic = in.hasFixed(MIC + MIC_LENGTH) ? in.fixed(MIC, MIC_LENGTH) : null;
		return new AuthenticateMessage(in.i32(FLAGS), lmResponse, ntResponse, domain, account, workstation, sessionKey,
				mic);
	}

	/**
	 * Encode this, with zeros in place of a MIC that is to be set.
	 */
	byte[] encode() {
		MessageWriter out = new MessageWriter(TYPE, (this.mic != null) ? MIC + MIC_LENGTH : MIC);
		out.octets(LM_RESPONSE, this.lmResponse);
		out.octets(NT_RESPONSE, this.ntResponse);
		out.text(DOMAIN, this.domain);
		out.text(ACCOUNT, this.account);
		out.text(WORKSTATION, this.workstation);
		out.octets(SESSION_KEY, this.encryptedSessionKey);
		out.i32(FLAGS, this.flags);
		out.version(VERSION, this.flags);
		if (this.mic != null) {
			out.fixed(MIC, this.mic);
		}
		return out.toOctets();
	}

	/** Put a MIC into an encoded message that has room for it. */
	static void setMic(byte[] message, byte[] mic) {
		System.arraycopy(mic, 0, message, MIC, MIC_LENGTH);
	}

	/** Return a copy of an encoded message that has room for a MIC, with zeros there. */
	static byte[] withoutMic(byte[] message) {
		byte[] copy = message.clone();
		Arrays.fill(copy, MIC, MIC + MIC_LENGTH, (byte) 0);
		return copy;
	}

	@Override
	public String toString() {
		return "AuthenticateMessage[flags=%08x, account=%s, domain=%s, workstation=%s]".formatted(this.flags,
				this.account, this.domain, this.workstation);
	}

}
