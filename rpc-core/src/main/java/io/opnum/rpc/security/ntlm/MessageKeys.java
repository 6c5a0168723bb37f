package io.opnum.rpc.security.ntlm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of one direction (MS-NLMP 3.4.5.2, 3.4.5.3).
 *
 * @param sign the key of signatures
 * @param seal the key of the key stream
 */
@SuppressWarnings("ArrayRecordComponent")
record MessageKeys(byte[] sign, byte[] seal) {

	private static final int WEAK_KEY_LENGTH = 5;

	private static final MessageKeys CONSTANTS_OF_CLIENT = constants("client-to-server");

	private static final MessageKeys CONSTANTS_OF_SERVER = constants("server-to-client");

	private static MessageKeys constants(String direction) {
		return new MessageKeys(constant(direction + " signing"), constant(direction + " sealing"));
	}

	private static byte[] constant(String use) {
		return ("session key to %s key magic constant\0".formatted(use)).getBytes(StandardCharsets.US_ASCII);
	}

	/**
	 * Derive the keys of a direction.
	 * @param sessionKey the exported session key
	 * @param flags what was agreed on
	 * @param fromClient whether of the client's messages
	 */
	static MessageKeys derive(byte[] sessionKey, int flags, boolean fromClient) {
		MessageKeys constants = fromClient ? CONSTANTS_OF_CLIENT : CONSTANTS_OF_SERVER;
		byte[] sealing = NtlmFlags.isSet(flags, NtlmFlags.KEY_128) ? sessionKey.clone()
				: Arrays.copyOf(sessionKey, WEAK_KEY_LENGTH);
		MessageKeys keys = new MessageKeys(Primitives.md5(sessionKey, constants.sign),
				Primitives.md5(sealing, constants.seal));
		Arrays.fill(sealing, (byte) 0);
		return keys;
	}

	void destroy() {
		Arrays.fill(this.sign, (byte) 0);
		Arrays.fill(this.seal, (byte) 0);
	}

}
