package io.opnum.rpc.security.spnego;

import java.io.ByteArrayOutputStream;

/**
 * Writes elements of ASN.1 in DER (X.690), from the inside to the outside. Stateless and
 * thread-safe.
 */
final class DerWriter {

	/** What is left out. */
	static final byte[] NOTHING = {};

	private DerWriter() {
	}

	/**
	 * Return an element.
	 * @param tag its tag
	 * @param parts what its content is put together of, empty where something is left out
	 * @return the octets
	 */
	static byte[] element(int tag, byte[]... parts) {
		int length = 0;
		for (byte[] part : parts) {
			length += part.length;
		}
		ByteArrayOutputStream out = new ByteArrayOutputStream(length + 4);
		out.write(tag);
		if (length > 0xff) {
			out.write(0x82);
			out.write(length >>> 8);
		}
		else if (length >= 0x80) {
			out.write(0x81);
		}
		out.write(length);
		for (byte[] part : parts) {
			out.writeBytes(part);
		}
		return out.toByteArray();
	}

}
