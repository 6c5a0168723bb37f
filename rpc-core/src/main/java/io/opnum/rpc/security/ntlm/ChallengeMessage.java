package io.opnum.rpc.security.ntlm;

/**
 * A server's message (MS-NLMP 2.2.1.2).
 *
 * @param flags what the server agrees to
 * @param targetName its domain, or its own name
 * @param serverChallenge 8 random octets
 * @param targetInfo what it tells of itself, and what time it is
 */
@SuppressWarnings("ArrayRecordComponent")
record ChallengeMessage(int flags, String targetName, byte[] serverChallenge, AvPairs targetInfo) {

	static final int CHALLENGE_LENGTH = 8;

	private static final int TYPE = 2;

	private static final int TARGET_NAME = 12;

	private static final int FLAGS = 20;

	private static final int CHALLENGE = 24;

	private static final int TARGET_INFO = 40;

	private static final int VERSION = 48;

	private static final int LENGTH = 56;

	static ChallengeMessage decode(byte[] token) {
		MessageReader in = new MessageReader(token, TYPE, "CHALLENGE_MESSAGE", VERSION);
		int flags = in.i32(FLAGS);
		if (!NtlmFlags.isSet(flags, NtlmFlags.UNICODE | NtlmFlags.TARGET_INFO)) {
			throw in.malformed("its flags are %08x, without UNICODE or TARGET_INFO".formatted(flags));
		}
		return new ChallengeMessage(flags, in.text(TARGET_NAME, "TargetName"), in.fixed(CHALLENGE, CHALLENGE_LENGTH),
				AvPairs.decode(in.octets(TARGET_INFO, "TargetInfo"), 0));
	}

	byte[] encode() {
		MessageWriter out = new MessageWriter(TYPE, LENGTH);
		out.i32(FLAGS, this.flags);
		out.text(TARGET_NAME, this.targetName);
		out.fixed(CHALLENGE, this.serverChallenge);
		out.octets(TARGET_INFO, this.targetInfo.encode());
		out.version(VERSION, this.flags);
		return out.toOctets();
	}

}
