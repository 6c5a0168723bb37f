package io.opnum.rpc.security.ntlm;

import java.util.Arrays;
import java.util.Random;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;

/**
 * The key of a session, and how the client tells it to the server (MS-NLMP 3.1.5.1.2,
 * 3.2.5.1.2).
 *
 * @param exported the key
 * @param encrypted the key as the AUTHENTICATE_MESSAGE has it; empty without key
 * exchange, where it follows from the password
 */
@SuppressWarnings("ArrayRecordComponent")
record SessionKey(byte[] exported, byte[] encrypted) {

	/**
	 * Choose a key.
	 * @param baseKey the key that follows from the password
	 * @param flags what was agreed on
	 * @param random where it is from
	 */
	static SessionKey choose(byte[] baseKey, int flags, Random random) {
		if (!NtlmFlags.isSet(flags, NtlmFlags.KEY_EXCHANGE)) {
			return new SessionKey(baseKey, new byte[0]);
		}
		byte[] exported = new byte[Primitives.KEY_LENGTH];
		random.nextBytes(exported);
		return new SessionKey(exported, encrypt(baseKey, exported));
	}

	/**
	 * Take the key that a client chose.
	 * @param baseKey the key that follows from the password
	 * @param flags what was agreed on
	 * @param encrypted the key, encrypted
	 * @throws AuthenticationException if it is no key
	 */
	static SessionKey take(byte[] baseKey, int flags, byte[] encrypted) {
		if (!NtlmFlags.isSet(flags, NtlmFlags.KEY_EXCHANGE)) {
			return new SessionKey(baseKey, encrypted);
		}
		if (encrypted.length != Primitives.KEY_LENGTH) {
			throw new AuthenticationException(Reason.MALFORMED_TOKEN,
					"EncryptedRandomSessionKey has %d octets, expected %d (MS-NLMP 2.2.1.3)".formatted(encrypted.length,
							Primitives.KEY_LENGTH));
		}
		return new SessionKey(encrypt(baseKey, encrypted), encrypted);
	}

	/** Encrypt or decrypt a key; the one it is done with is overwritten. */
	private static byte[] encrypt(byte[] baseKey, byte[] key) {
		byte[] result = Primitives.rc4(baseKey, key);
		Arrays.fill(baseKey, (byte) 0);
		return result;
	}

	@Override
	public String toString() {
		return "SessionKey";
	}

}
