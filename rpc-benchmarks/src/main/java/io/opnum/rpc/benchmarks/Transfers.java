package io.opnum.rpc.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

import io.opnum.rpc.RpcInterface;

/**
 * The interface whose pipes are measured.
 */
@RpcInterface(uuid = "0e0f8bd0-3c5b-4cc5-9d1b-7d2a54a3b1c7", version = "1.0")
public interface Transfers {

	/**
	 * Take octets.
	 * @param content the octets
	 * @return how many came
	 * @throws IOException if they don't come
	 */
	long upload(InputStream content) throws IOException;

	/**
	 * Give octets.
	 * @param length how many
	 * @param content takes them
	 * @throws IOException if it takes them no more
	 */
	void download(long length, OutputStream content) throws IOException;

	/**
	 * The implementation.
	 */
	class Endless implements Transfers {

		@Override
		public long upload(InputStream content) throws IOException {
			Portions.Counter counter = new Portions.Counter();
			Portions.transfer(content, counter);
			return counter.count();
		}

		@Override
		public void download(long length, OutputStream content) throws IOException {
			Portions.transfer(new Portions.Supply(length), content);
		}

	}

}
