package io.opnum.rpc.security.ntlm;

/**
 * A client's first message (MS-NLMP 2.2.1.1). The names in it are not read and not
 * written: they prove nothing.
 *
 * @param flags what the client asks for
 */
record NegotiateMessage(int flags) {

	private static final int TYPE = 1;

	private static final int FLAGS = 12;

	private static final int MIN_LENGTH = 16;

	private static final int DOMAIN = 16;

	private static final int WORKSTATION = 24;

	private static final int VERSION = 32;

	private static final int LENGTH = 40;

	static NegotiateMessage decode(byte[] token) {
		return new NegotiateMessage(new MessageReader(token, TYPE, "NEGOTIATE_MESSAGE", MIN_LENGTH).i32(FLAGS));
	}

	byte[] encode() {
		MessageWriter out = new MessageWriter(TYPE, LENGTH);
		out.i32(FLAGS, this.flags);
		out.text(DOMAIN, "");
		out.text(WORKSTATION, "");
		out.version(VERSION, this.flags);
		return out.toOctets();
	}

}
