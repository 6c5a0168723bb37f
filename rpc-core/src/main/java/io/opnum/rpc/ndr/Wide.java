package io.opnum.rpc.ndr;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Short strings: four UTF-16 code units at once in a {@code long}, the first the lowest.
 */
final class Wide {

	/** How many units a short string has at most, with its NUL. */
	static final int SHORT = 1024;

	/** What is not zero where a unit has more than 8 bits. */
	static final long HIGH_OCTETS = 0xff00_ff00_ff00_ff00L;

	/** The last of the units, if it is U+0001. */
	static final long FOURTH = 0x0001_0000_0000_0000L;

	private static final long ONES = 0x0001_0001_0001_0001L;

	private static final long SIGNS = 0x8000_8000_8000_8000L;

	private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

	private static final ThreadLocal<byte[]> OCTETS = ThreadLocal.withInitial(() -> new byte[SHORT]);

	private Wide() {
	}

	/**
	 * Room for the octets of a short string, until the thread asks for it again.
	 */
	static byte[] octets() {
		return OCTETS.get();
	}

	/**
	 * Three units of a string, the fourth is 0.
	 */
	static long get(String text, int index) {
		return text.charAt(index) | (long) text.charAt(index + 1) << 16 | (long) text.charAt(index + 2) << 32;
	}

	/**
	 * What is not zero where a unit is NUL.
	 */
	static long nuls(long units) {
		return (units - ONES) & ~units & SIGNS;
	}

	/**
	 * Put the lower octets of the units, which have no more, into an array.
	 */
	static void putLow(byte[] octets, int index, long units) {
		long pairs = (units | units >>> 8) & 0x0000_ffff_0000_ffffL;
		INTS.set(octets, index, (int) (pairs | pairs >>> 16));
	}

}
