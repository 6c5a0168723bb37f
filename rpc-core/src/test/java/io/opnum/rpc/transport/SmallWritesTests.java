package io.opnum.rpc.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How small buffers are put together.
 */
class SmallWritesTests {

	private final List<ByteBuf> written = new ArrayList<>();

	private final SmallWrites writes = new SmallWrites(UnpooledByteBufAllocator.DEFAULT, this.written::add);

	@AfterEach
	void release() {
		this.written.forEach(ByteBuf::release);
	}

	private static ByteBuf octets(String text) {
		return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
	}

	private List<String> written() {
		return this.written.stream().map((buffer) -> buffer.toString(StandardCharsets.US_ASCII)).toList();
	}

	@Test
	void putsABurstIntoOneBuffer() {
		ByteBuf first = octets("one ");
		ByteBuf second = octets("two ");
		this.writes.add(first);
		this.writes.add(second);
		this.writes.add(octets("three"));
		assertThat(this.written).isEmpty();
		this.writes.write();
		assertThat(written()).containsExactly("one two three");
		assertThat(first.refCnt()).isZero();
		assertThat(second.refCnt()).isZero();
	}

	@Test
	void doesNotCopyWhatRemainsAlone() {
		ByteBuf alone = octets("alone");
		this.writes.add(alone);
		this.writes.write();
		this.writes.write();
		assertThat(this.written).containsExactly(alone);
	}

	@Test
	void keepsTheOrderAroundALargeOneWhichIsNotCopied() {
		ByteBuf large = Unpooled.buffer().writeZero(5000);
		this.writes.add(octets("a"));
		this.writes.add(octets("b"));
		this.writes.add(large);
		this.writes.add(octets("c"));
		this.writes.write();
		assertThat(this.written).hasSize(3);
		assertThat(this.written.get(0).toString(StandardCharsets.US_ASCII)).isEqualTo("ab");
		assertThat(this.written.get(1)).isSameAs(large);
		assertThat(this.written.get(2).toString(StandardCharsets.US_ASCII)).isEqualTo("c");
	}

	@Test
	void beginsAnotherBufferWhereOneIsFull() {
		StringBuilder expected = new StringBuilder();
		for (int i = 0; i < 100; i++) {
			String text = "%03d".formatted(i).repeat(300);
			expected.append(text);
			this.writes.add(octets(text));
		}
		this.writes.write();
		assertThat(this.written).hasSizeGreaterThan(2);
		assertThat(String.join("", written())).isEqualTo(expected.toString());
	}

	@Test
	void goesOnWhereTheWriterAddsMore() {
		List<ByteBuf> taken = new ArrayList<>();
		SmallWrites[] reentrant = new SmallWrites[1];
		reentrant[0] = new SmallWrites(UnpooledByteBufAllocator.DEFAULT, (buffer) -> {
			taken.add(buffer);
			if (taken.size() == 1) {
				reentrant[0].add(octets("later"));
			}
		});
		reentrant[0].add(octets("now"));
		reentrant[0].write();
		reentrant[0].write();
		assertThat(taken.stream().map(ByteBufUtil::hexDump)).containsExactly("6e6f77", "6c61746572");
		taken.forEach(ByteBuf::release);
	}

	@Test
	void releasesWhatIsNotWritten() {
		ByteBuf first = octets("one");
		this.writes.add(first);
		this.writes.release();
		assertThat(first.refCnt()).isZero();
		this.writes.add(octets("two"));
		this.writes.add(octets("three"));
		this.writes.release();
		this.writes.write();
		assertThat(this.written).isEmpty();
	}

}
