package io.opnum.rpc.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FrameDecoder}.
 */
class FrameDecoderTests {

	private final List<ByteBuf> read = new ArrayList<>();

	private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

	private final CollectingSink sink = new CollectingSink();

	private final FrameDecoder decoder = new FrameDecoder(this.allocator, this.sink);

	@AfterEach
	void everythingIsReleased() {
		this.sink.frames.forEach(ByteBuf::release);
		this.decoder.close();
		assertThat(this.read).allSatisfy((buffer) -> assertThat(buffer.refCnt()).isZero());
		assertThat(this.allocator.metric().usedHeapMemory()).isZero();
	}

	@Test
	void bufferThatIsOneFrameIsHandedOnItself() {
		ByteBuf frame = read(Frames.frame(1, 40));
		assertThat(this.sink.frames).containsExactly(frame);
		assertThat(this.sink.frames.get(0)).isSameAs(frame);
	}

	@Test
	void reservedBitsOfTheDataRepresentationDoNotChangeTheByteOrder() {
		// Who decodes it refuses it; cut wrongly it would be waited for in vain
		ByteBuf frame = Frames.frame(1, 40).setByte(4, 0x31);
		read(frame);
		assertThat(this.sink.frames).containsExactly(frame);
	}

	@Test
	void framesOfOneBufferAreNotCopied() {
		ByteBuf first = Frames.frame(1, 16);
		ByteBuf second = Frames.frame(2, 5840);
		ByteBuf third = Frames.frame(3, 17);
		ByteBuf in = read(Unpooled.copiedBuffer(first, second, third));
		assertThat(this.sink.frames).containsExactly(first, second, third);
		assertThat(this.sink.frames.get(2)).isSameAs(in);
		assertThat(this.sink.frames.get(0).array()).isSameAs(in.array());
		assertThat(this.allocator.metric().usedHeapMemory()).isZero();
	}

	@Test
	void frameIsCutAtEverySplitPoint() {
		byte[] frame = ByteBufUtil.getBytes(Frames.frame(7, 50));
		for (int split = 1; split < frame.length; split++) {
			read(Unpooled.copiedBuffer(frame, 0, split));
			assertThat(this.sink.frames).isEmpty();
			read(Unpooled.copiedBuffer(frame, split, frame.length - split));
			assertThat(this.sink.takeBytes()).containsExactly(frame);
		}
	}

	@Test
	void framesAreCutFromSingleOctets() {
		List<byte[]> frames = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			frames.add(ByteBufUtil.getBytes((i % 2 == 0) ? Frames.frame(i, 16 + i) : Frames.bigEndianFrame(i, 16 + i)));
		}
		for (byte[] frame : frames) {
			for (byte octet : frame) {
				read(Unpooled.copiedBuffer(new byte[] { octet }));
			}
		}
		assertThat(this.sink.takeBytes()).containsExactlyElementsOf(frames);
	}

	@Test
	void framesAreCutHoweverTheyAreSplit() {
		Random random = new Random(5840);
		for (int round = 0; round < 500; round++) {
			ByteBuf all = Unpooled.buffer();
			List<byte[]> frames = new ArrayList<>();
			for (int i = random.nextInt(10); i >= 0; i--) {
				int length = 16 + ((random.nextInt(4) == 0) ? random.nextInt(65520) : random.nextInt(100));
				byte[] frame = ByteBufUtil
					.getBytes(random.nextBoolean() ? Frames.frame(i, length) : Frames.bigEndianFrame(i, length));
				frames.add(frame);
				all.writeBytes(frame);
			}
			while (all.isReadable()) {
				int piece = Math.min(all.readableBytes(), 1 + random.nextInt(random.nextBoolean() ? 20 : 70_000));
				read(all.readBytes(piece));
			}
			assertThat(this.sink.takeBytes()).containsExactlyElementsOf(frames);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 15 })
	void frameShorterThanItsHeaderIsRefused(int length) {
		assertThatExceptionOfType(RpcProtocolException.class)
			.isThrownBy(() -> read(Unpooled.copiedBuffer(Frames.frame(1, 16), Frames.header(2, length, 40))))
			.withMessageContaining("frag_length " + length + " at offset 8")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.PROTOCOL_ERROR));
		assertThat(this.sink.takeBytes()).hasSize(1);
	}

	@Test
	void frameShorterThanItsHeaderIsRefusedWhenItComesInPieces() {
		byte[] header = ByteBufUtil.getBytes(Frames.header(1, 15, 16));
		read(Unpooled.copiedBuffer(header, 0, 9));
		assertThatExceptionOfType(RpcProtocolException.class)
			.isThrownBy(() -> read(Unpooled.copiedBuffer(header, 9, 7)));
		assertThat(this.sink.frames).isEmpty();
	}

	@Test
	void claimCostsNoMemory() {
		read(Frames.header(1, 65535, 20));
		assertThat(this.sink.frames).isEmpty();
		assertThat(this.allocator.metric().usedHeapMemory()).isLessThan(8 * 1024);
	}

	@Test
	void headerAloneIsAFrame() {
		read(Frames.frame(1, 16));
		assertThat(this.sink.takeBytes()).hasSize(1);
	}

	@Test
	void whatComesWhileTheSinkIsNotReadyIsKeptInOrder() {
		this.sink.readyFor = 1;
		read(Unpooled.copiedBuffer(Frames.frame(1, 20), Frames.frame(2, 20), Frames.frame(3, 20)));
		read(Frames.frame(4, 20));
		assertThat(this.sink.numbers()).containsExactly(1);
		assertThat(this.decoder.hasUnread()).isTrue();
		this.sink.readyFor = 1;
		this.decoder.deliver();
		assertThat(this.sink.numbers()).containsExactly(1, 2);
		this.sink.readyFor = Integer.MAX_VALUE;
		this.decoder.deliver();
		assertThat(this.sink.numbers()).containsExactly(1, 2, 3, 4);
		assertThat(this.decoder.hasUnread()).isFalse();
	}

	@Test
	void sinkMayReadOnWithinItself() {
		this.sink.onFrame = () -> {
			if (this.sink.frames.size() == 1) {
				read(Frames.frame(3, 20));
			}
		};
		read(Unpooled.copiedBuffer(Frames.frame(1, 20), Frames.frame(2, 20)));
		assertThat(this.sink.numbers()).containsExactly(1, 2, 3);
	}

	@Test
	void nothingIsHandedOnAfterClose() {
		this.sink.onFrame = this.decoder::close;
		read(Unpooled.copiedBuffer(Frames.frame(1, 20), Frames.frame(2, 20)));
		read(Frames.frame(3, 20));
		assertThat(this.sink.numbers()).containsExactly(1);
	}

	@Test
	void closeReleasesThePartsOfAFrame() {
		read(Frames.header(1, 100, 30));
		this.decoder.close();
		assertThat(this.allocator.metric().usedHeapMemory()).isZero();
	}

	@Test
	void sinkThatFailsCostsNoBuffer() {
		this.sink.onFrame = () -> {
			throw new IllegalStateException();
		};
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> read(Unpooled.copiedBuffer(Frames.frame(1, 20), Frames.frame(2, 20))));
	}

	@Test
	void garbageIsRefusedOrCut() {
		Random random = new Random(1);
		for (int round = 0; round < 2000; round++) {
			CollectingSink garbage = new CollectingSink();
			FrameDecoder fuzzed = new FrameDecoder(this.allocator, garbage);
			byte[] octets = new byte[random.nextInt(300)];
			random.nextBytes(octets);
			try {
				for (int offset = 0; offset < octets.length;) {
					int piece = Math.min(octets.length - offset, 1 + random.nextInt(100));
					ByteBuf in = Unpooled.copiedBuffer(octets, offset, piece);
					this.read.add(in);
					fuzzed.read(in);
					offset += piece;
				}
			}
			catch (RpcProtocolException ex) {
				assertThat(ex).hasMessageContaining("frag_length");
			}
			fuzzed.close();
			garbage.frames.forEach(ByteBuf::release);
		}
	}

	private ByteBuf read(ByteBuf in) {
		this.read.add(in);
		this.decoder.read(in);
		return in;
	}

	private static final class CollectingSink implements FrameDecoder.Sink {

		final List<ByteBuf> frames = new ArrayList<>();

		int readyFor = Integer.MAX_VALUE;

		Runnable onFrame = () -> {
		};

		@Override
		public boolean isReady() {
			return this.readyFor > 0;
		}

		@Override
		public void received(ByteBuf frame) {
			this.readyFor--;
			this.frames.add(frame);
			this.onFrame.run();
		}

		List<Integer> numbers() {
			return this.frames.stream().map(Frames::number).toList();
		}

		List<byte[]> takeBytes() {
			List<byte[]> taken = this.frames.stream().map(ByteBufUtil::getBytes).toList();
			this.frames.forEach(ByteBuf::release);
			this.frames.clear();
			return taken;
		}

	}

}
