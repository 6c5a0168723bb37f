package io.opnum.rpc.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is known of the octets that the operating system took.
 */
class WriteCountTests {

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final WriteCount count = new WriteCount(this.channel);

	@Test
	void countsABufferAsFarAsItWasTaken() {
		this.count.write(100);
		this.count.write(50);
		assertThat(this.count.taken()).isZero();
		this.count.tryProgress(40, 100);
		assertThat(this.count.taken()).isEqualTo(40);
		this.count.tryProgress(100, 100);
		this.count.trySuccess();
		assertThat(this.count.taken()).isEqualTo(100);
		this.count.trySuccess();
		assertThat(this.count.taken()).isEqualTo(150);
	}

	@Test
	void remembersAsManyBuffersAsWait() {
		long expected = 0;
		for (int i = 1; i <= 200; i++) {
			this.count.write(i);
			if (i % 3 == 0) {
				this.count.trySuccess();
			}
		}
		for (int i = 1; i <= 66; i++) {
			expected += i;
		}
		assertThat(this.count.taken()).isEqualTo(expected);
		for (int i = 67; i <= 200; i++) {
			this.count.trySuccess();
			expected += i;
			assertThat(this.count.taken()).isEqualTo(expected);
		}
	}

	@Test
	void isToldByAChannel() {
		this.count.write(3);
		this.channel.write(Unpooled.wrappedBuffer(new byte[3]), this.count);
		assertThat(this.count.taken()).isZero();
		this.channel.flush();
		assertThat(this.count.taken()).isEqualTo(3);
		assertThat(this.channel.releaseOutbound()).isTrue();
		this.channel.finishAndReleaseAll();
	}

}
