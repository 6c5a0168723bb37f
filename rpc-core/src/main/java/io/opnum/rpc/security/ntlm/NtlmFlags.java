package io.opnum.rpc.security.ntlm;

import io.opnum.rpc.security.AuthenticationLevel;

/**
 * The flags that NTLM negotiates (MS-NLMP 2.2.2.5).
 */
final class NtlmFlags {

	static final int UNICODE = 0x1;

	static final int REQUEST_TARGET = 0x4;

	static final int SIGN = 0x10;

	static final int SEAL = 0x20;

	static final int NTLM = 0x200;

	static final int ANONYMOUS = 0x800;

	static final int ALWAYS_SIGN = 0x8000;

	static final int TARGET_TYPE_DOMAIN = 0x10000;

	static final int TARGET_TYPE_SERVER = 0x20000;

	static final int EXTENDED_SESSION_SECURITY = 0x80000;

	static final int TARGET_INFO = 0x800000;

	static final int VERSION = 0x2000000;

	static final int KEY_128 = 0x20000000;

	static final int KEY_EXCHANGE = 0x40000000;

	/** What no exchange goes on without. */
	private static final int ALWAYS = UNICODE | NTLM | EXTENDED_SESSION_SECURITY;

	/** What a server grants a client that asks for it. */
	static final int GRANTED = ALWAYS | REQUEST_TARGET | SIGN | SEAL | ALWAYS_SIGN | VERSION | KEY_128 | KEY_EXCHANGE;

	private NtlmFlags() {
	}

	/**
	 * Return what a client asks for. At {@link AuthenticationLevel#CONNECT} neither
	 * signing nor sealing: Samba can't answer calls then.
	 */
	static int wanted(AuthenticationLevel level) {
		return required(level) | REQUEST_TARGET | ALWAYS_SIGN | VERSION | KEY_128 | KEY_EXCHANGE;
	}

	/** Return what the peer has to agree to. */
	static int required(AuthenticationLevel level) {
		int flags = ALWAYS;
		if (level.isSigned()) {
			flags |= SIGN | KEY_128 | KEY_EXCHANGE;
		}
		if (level.isSealed()) {
			flags |= SEAL;
		}
		return flags;
	}

	/**
	 * Return what an anonymous client need not agree to: Samba's leaves extended session
	 * security out, which makes a difference to signatures alone.
	 */
	static int unusedByAnonymous(AuthenticationLevel level) {
		return level.isSigned() ? 0 : EXTENDED_SESSION_SECURITY;
	}

	static boolean isSet(int flags, int flag) {
		return (flags & flag) == flag;
	}

}
