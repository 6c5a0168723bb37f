package io.opnum.rpc.security;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The NT hash of a password: MD4 of its UTF-16LE octets (MS-NLMP 3.3.1). It is as secret
 * as the password. Thread-safe; immutable but for {@link #destroy()}.
 *
 * @since 0.1.0
 */
public final class NtHash {

	/** The octets of a hash. */
	public static final int LENGTH = 16;

	private final byte[] octets;

	private NtHash(byte[] octets) {
		this.octets = octets;
	}

	/**
	 * Return the hash of a password.
	 * @param password the password; not changed
	 * @return the hash
	 */
	public static NtHash of(char[] password) {
		ByteBuffer encoded = StandardCharsets.UTF_16LE.encode(CharBuffer.wrap(password));
		try {
			return new NtHash(Md4.digest(encoded.array(), encoded.limit()));
		}
		finally {
			Arrays.fill(encoded.array(), (byte) 0);
		}
	}

	/**
	 * Return a hash that is known.
	 * @param octets its 16 octets; copied
	 * @return the hash
	 * @throws IllegalArgumentException if there are more or fewer
	 */
	public static NtHash of(byte[] octets) {
		if (octets.length != LENGTH) {
			throw new IllegalArgumentException("An NT hash has %d octets, not %d".formatted(LENGTH, octets.length));
		}
		return new NtHash(octets.clone());
	}

	/**
	 * Return a hash that is written in hexadecimal digits, as {@code smbpasswd} files and
	 * {@code pdbedit} have it.
	 * @param digits its 32 digits
	 * @return the hash
	 * @throws IllegalArgumentException if these are no 32 hexadecimal digits; the message
	 * does not repeat them
	 */
	public static NtHash parse(CharSequence digits) {
		byte[] octets = new byte[LENGTH];
		if (digits.length() != 2 * LENGTH) {
			throw new IllegalArgumentException(
					"An NT hash has %d hexadecimal digits, not %d".formatted(2 * LENGTH, digits.length()));
		}
		for (int i = 0; i < LENGTH; i++) {
			if (!HexFormat.isHexDigit(digits.charAt(2 * i)) || !HexFormat.isHexDigit(digits.charAt(2 * i + 1))) {
				throw new IllegalArgumentException(
						"An NT hash has %d hexadecimal digits and nothing else".formatted(2 * LENGTH));
			}
			octets[i] = (byte) HexFormat.fromHexDigits(digits, 2 * i, 2 * i + 2);
		}
		return new NtHash(octets);
	}

	/**
	 * Return the octets.
	 * @return a copy, for the caller to overwrite
	 */
	public byte[] octets() {
		return this.octets.clone();
	}

	/**
	 * Overwrite the hash with zeros.
	 */
	public void destroy() {
		Arrays.fill(this.octets, (byte) 0);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof NtHash that && MessageDigest.isEqual(this.octets, that.octets);
	}

	@Override
	public int hashCode() {
		// Not of the octets: a hash code may be told
		return LENGTH;
	}

	@Override
	public String toString() {
		return "NtHash";
	}

}
