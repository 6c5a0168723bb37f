package io.opnum.rpc.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Random;

/**
 * What is transferred: octets that an application has in arrays, and takes in arrays.
 */
final class Portions {

	/** As much as the application supplies or takes at once. */
	static final int SIZE = 64 * 1024;

	private static final byte[] OCTETS = new byte[SIZE];

	static {
		new Random(1).nextBytes(OCTETS);
	}

	private Portions() {
	}

	/** Return the portion to send next. */
	static byte[] octets() {
		return OCTETS;
	}

	static void transfer(InputStream source, OutputStream sink) throws IOException {
		byte[] portion = new byte[SIZE];
		int count;
		while ((count = source.read(portion)) >= 0) {
			sink.write(portion, 0, count);
		}
	}

	/**
	 * So many octets.
	 */
	static final class Supply extends InputStream {

		private long left;

		Supply(long length) {
			this.left = length;
		}

		@Override
		public int read() {
			byte[] octet = new byte[1];
			return (read(octet, 0, 1) < 0) ? -1 : octet[0] & 0xff;
		}

		@Override
		public int read(byte[] target, int from, int length) {
			if (this.left == 0) {
				return -1;
			}
			int count = (int) Math.min(Math.min(this.left, SIZE), length);
			System.arraycopy(OCTETS, 0, target, from, count);
			this.left -= count;
			return count;
		}

	}

	/**
	 * Counts octets.
	 */
	static final class Counter extends OutputStream {

		private long count;

		@Override
		public void write(int octet) {
			this.count++;
		}

		@Override
		public void write(byte[] source, int from, int length) {
			this.count += length;
		}

		long count() {
			return this.count;
		}

	}

}
