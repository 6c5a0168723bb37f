package io.opnum.rpc.security.kerberos;

/**
 * Checks an encoding before it is decoded: every length has its octets, and nothing is
 * nested deeper than messages of Kerberos are.
 */
final class Nesting {

	private static final int MAX_DEPTH = 16;

	private static final int CONSTRUCTED = 0x20;

	private static final int MANY_OCTETS_TAG = 0x1f;

	private static final int LONG_LENGTH = 0x80;

	private Nesting() {
	}

	/**
	 * Check an encoding.
	 * @throws IllegalArgumentException if it is not what it has to be
	 */
	static void check(byte[] octets, int maxLength) {
		if (octets.length > maxLength) {
			throw new IllegalArgumentException("%d octets, which are too many".formatted(octets.length));
		}
		check(octets, 0, octets.length, 0);
	}

	private static void check(byte[] octets, int start, int end, int depth) {
		if (depth > MAX_DEPTH) {
			throw new IllegalArgumentException("Nested too deeply");
		}
		int at = start;
		while (at < end) {
			if (end - at < 2) {
				throw new IllegalArgumentException("Cut off at " + at);
			}
			int tag = octets[at++];
			int length = octets[at++] & 0xff;
			if ((tag & MANY_OCTETS_TAG) == MANY_OCTETS_TAG) {
				throw new IllegalArgumentException("A tag that Kerberos has not, at " + at);
			}
			if (length >= LONG_LENGTH) {
				int count = length - LONG_LENGTH;
				// Longer than three octets would be more than there can be
				if (count == 0 || count > 3 || count > end - at) {
					throw new IllegalArgumentException("A length of %d octets at %d".formatted(count, at));
				}
				length = 0;
				for (int i = 0; i < count; i++) {
					length = length << 8 | octets[at++] & 0xff;
				}
			}
			if (length > end - at) {
				throw new IllegalArgumentException(
						"A length of %d at %d, where %d are left".formatted(length, at, end - at));
			}
			if ((tag & CONSTRUCTED) != 0) {
				check(octets, at, at + length, depth + 1);
			}
			at += length;
		}
	}

}
