package io.opnum.rpc.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * MD4 (RFC 1320), which neither Java nor the libraries this one needs otherwise have. It
 * is broken as a digest; NT hashes are made with it. Stateless and thread-safe.
 */
final class Md4 {

	private static final int BLOCK = 64;

	private static final int LENGTH_FIELD = 8;

	/** The rotations of each round, by step modulo four. */
	private static final int[][] ROTATIONS = { { 3, 7, 11, 19 }, { 3, 5, 9, 13 }, { 3, 9, 11, 15 } };

	/** Which word each step takes, by round. */
	private static final int[][] WORDS = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 },
			{ 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15 },
			{ 0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15 } };

	/** What each round adds: square roots of two and three. */
	private static final int[] ADDENDS = { 0, 0x5a827999, 0x6ed9eba1 };

	private Md4() {
	}

	/**
	 * Return the digest of a message.
	 * @param message the array the message is at the start of
	 * @param length its octets
	 * @return 16 octets
	 */
	static byte[] digest(byte[] message, int length) {
		byte[] padded = new byte[(length + LENGTH_FIELD + BLOCK) / BLOCK * BLOCK];
		System.arraycopy(message, 0, padded, 0, length);
		padded[length] = (byte) 0x80;
		ByteBuffer blocks = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
		blocks.putLong(padded.length - LENGTH_FIELD, 8L * length);
		int[] state = { 0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476 };
		for (int start = 0; start < padded.length; start += BLOCK) {
			add(blocks, start, state);
		}
		Arrays.fill(padded, (byte) 0);
		ByteBuffer digest = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
		for (int word : state) {
			digest.putInt(word);
		}
		return digest.array();
	}

	private static void add(ByteBuffer blocks, int start, int[] state) {
		int a = state[0];
		int b = state[1];
		int c = state[2];
		int d = state[3];
		for (int round = 0; round < 3; round++) {
			for (int step = 0; step < 16; step++) {
				int word = blocks.getInt(start + 4 * WORDS[round][step]);
				int sum = a + mix(round, b, c, d) + word + ADDENDS[round];
				a = d;
				d = c;
				c = b;
				b = Integer.rotateLeft(sum, ROTATIONS[round][step & 3]);
			}
		}
		state[0] += a;
		state[1] += b;
		state[2] += c;
		state[3] += d;
	}

	private static int mix(int round, int x, int y, int z) {
		return switch (round) {
			case 0 -> (x & y) | (~x & z);
			case 1 -> (x & y) | (x & z) | (y & z);
			default -> x ^ y ^ z;
		};
	}

}
