package io.opnum.rpc.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A transfer is larger than the memory of the virtual machine it runs in, client and
 * server together.
 */
class PipeMemoryTests {

	private static final long LENGTH = 64L * 1024 * 1024;

	@Test
	void transferRunsInLessMemoryThanItsLength() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx24m", "-XX:MaxDirectMemorySize=16m", "-Dio.netty.maxDirectMemory=16777216", "-cp",
				System.getProperty("java.class.path"), PipeMemoryTests.class.getName(), Long.toString(LENGTH))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(output).endsWith("%d up, %d down%n".formatted(LENGTH, LENGTH));
	}

	/** Runs in the small virtual machine. */
	public static void main(String[] args) throws IOException {
		long length = Long.parseLong(args[0]);
		try (RpcServer server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build();
				RpcClient client = RpcClient.builder().build()) {
			server.register(Stream.class, new DefaultStream());
			server.start();
			Stream stream = client.proxy(Stream.class, BindingHandle.of(server.bindings().get(0)));
			long up = stream.up(new Zeros(length));
			long[] down = new long[1];
			stream.down(length, new OutputStream() {

				@Override
				public void write(int octet) {
					down[0]++;
				}

				@Override
				public void write(byte[] octets, int from, int count) {
					down[0] += count;
				}

			});
			System.out.printf("%d up, %d down%n", up, down[0]);
		}
	}

	@RpcInterface(uuid = "b0a2c1f6-8d57-4e0c-9a66-1f2a4f8d5e05", version = "1.0")
	interface Stream {

		long up(InputStream content) throws IOException;

		void down(long length, OutputStream content) throws IOException;

	}

	private static final class DefaultStream implements Stream {

		@Override
		public long up(InputStream content) throws IOException {
			return content.transferTo(OutputStream.nullOutputStream());
		}

		@Override
		public void down(long length, OutputStream content) throws IOException {
			new Zeros(length).transferTo(content);
		}

	}

	private static final class Zeros extends InputStream {

		private long left;

		Zeros(long length) {
			this.left = length;
		}

		@Override
		public int read() {
			return (this.left-- > 0) ? 0 : -1;
		}

		@Override
		public int read(byte[] target, int from, int length) {
			if (this.left == 0) {
				return -1;
			}
			int count = (int) Math.min(this.left, length);
			this.left -= count;
			return count;
		}

	}

}
