package io.opnum.rpc.binding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * UUIDs of version 5, made of a namespace and a name (RFC 9562, 5.5).
 */
final class NameBasedUuid {

	private NameBasedUuid() {
	}

	/**
	 * Make the UUID of a name.
	 * @param namespace the namespace
	 * @param name the name, taken as its UTF-8 octets
	 * @return the UUID
	 */
	static UUID of(UUID namespace, String name) {
		MessageDigest sha1 = sha1();
		sha1.update(ByteBuffer.allocate(16)
			.putLong(namespace.getMostSignificantBits())
			.putLong(namespace.getLeastSignificantBits())
			.flip());
		ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
		long high = (digest.getLong() & ~0xf000L) | 0x5000L;
		long low = (digest.getLong() & ~(0b11L << 62)) | (0b10L << 62);
		return new UUID(high, low);
	}

	private static MessageDigest sha1() {
		try {
			return MessageDigest.getInstance("SHA-1");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1, this one does not", ex);
		}
	}

}
