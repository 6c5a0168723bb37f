package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.fail;

/**
 * Tests for {@link Reassembler}.
 */
class ReassemblerTests {

	@Test
	void onlyFragmentIsNotCopied() {
		ByteBuf frame = stub("0102030405");
		Reassembler reassembler = new Reassembler(100);
		assertThat(reassembler.add(frame.slice(1, 3))).isTrue();
		assertThatOctets(frame).hasRefCnt(2);
		ByteBuf joined = reassembler.join();
		frame.setByte(2, 0x7a);
		assertThatOctets(joined).isHex("027a04");
		frame.release();
		assertThatOctets(joined).hasRefCnt(1);
		joined.release();
		assertThatOctets(frame).hasRefCnt(0);
	}

	@Test
	void severalFragmentsAreCopiedAndTheirFramesLetGo() {
		ByteBuf one = stub("010203");
		ByteBuf two = stub("0405");
		ByteBuf three = stub("06");
		Reassembler reassembler = new Reassembler(100);
		assertThat(reassembler.add(one)).isTrue();
		assertThat(reassembler.add(two)).isTrue();
		assertThat(reassembler.add(three)).isTrue();
		assertThat(reassembler.length()).isEqualTo(6);
		assertThatOctets(one).hasRefCnt(1).isHex("010203");
		assertThatOctets(two).hasRefCnt(1).isHex("0405");
		assertThatOctets(three).hasRefCnt(1);
		ByteBuf joined = reassembler.join();
		assertThatOctets(joined).isHex("010203040506").hasRefCnt(1);
		assertThat(joined.nioBufferCount()).isEqualTo(1);
		joined.release();
		one.release();
		two.release();
		three.release();
	}

	@Test
	void takesExactlyTheLimit() {
		Reassembler reassembler = new Reassembler(6);
		ByteBuf stub = stub("010203");
		assertThat(reassembler.add(stub)).isTrue();
		assertThat(reassembler.add(stub)).isTrue();
		assertThat(reassembler.add(stub.slice(0, 1))).isFalse();
		assertThat(reassembler.add(stub.slice(0, 0))).isTrue();
		ByteBuf joined = reassembler.join();
		assertThatOctets(joined).isHex("010203010203");
		joined.release();
		stub.release();
	}

	@Test
	void firstFragmentBeyondTheLimitIsNotRetained() {
		Reassembler reassembler = new Reassembler(2);
		ByteBuf stub = stub("010203");
		assertThat(reassembler.add(stub)).isFalse();
		assertThatOctets(stub).hasRefCnt(1);
		reassembler.release();
		assertThatOctets(stub).hasRefCnt(1);
		stub.release();
	}

	@Test
	void releaseLetsGoWhatWasAdded() {
		ByteBuf stub = stub("010203");
		Reassembler reassembler = new Reassembler(100);
		reassembler.add(stub);
		reassembler.release();
		assertThatOctets(stub).hasRefCnt(1);
		reassembler.add(stub);
		reassembler.add(stub);
		reassembler.release();
		reassembler.release();
		assertThatOctets(stub).hasRefCnt(1);
		stub.release();
	}

	@Test
	void nothingAddedJoinsToNothing() {
		Reassembler reassembler = new Reassembler(100);
		assertThat(reassembler.add(Unpooled.EMPTY_BUFFER)).isTrue();
		assertThat(reassembler.join().isReadable()).isFalse();
	}

	@Test
	void isEmptyAfterJoin() {
		Reassembler reassembler = new Reassembler(3);
		ByteBuf stub = stub("010203");
		reassembler.add(stub);
		reassembler.join().release();
		assertThat(reassembler.add(stub)).isTrue();
		reassembler.join().release();
		assertThatOctets(stub).hasRefCnt(1);
		stub.release();
	}

	@Test
	void manyTinyAndEmptyFragmentsTakeNoMoreMemoryThanTheirOctets() {
		Reassembler reassembler = new Reassembler(1 << 20);
		ByteBuf frame = Unpooled.wrappedBuffer(new byte[64 * 1024]);
		for (int i = 0; i < 200_000; i++) {
			if (!reassembler.add(frame.slice(i & 0xffff, i & 1))) {
				fail("Fragment %d was refused", i);
			}
			if (i == 10) {
				assertThatOctets(frame).hasRefCnt(1);
			}
		}
		assertThatOctets(frame).hasRefCnt(1);
		ByteBuf joined = reassembler.join();
		assertThat(joined.readableBytes()).isEqualTo(100_000);
		assertThat(joined.capacity()).isLessThanOrEqualTo(1 << 20);
		joined.release();
		frame.release();
	}

	@Test
	void lyingHintDoesNotAllocate() {
		for (int hint : new int[] { -1, Integer.MAX_VALUE, 1 << 30, 0, 1 }) {
			Reassembler reassembler = new Reassembler(1 << 30, hint);
			ByteBuf stub = stub("0102030405060708");
			reassembler.add(stub);
			reassembler.add(stub);
			ByteBuf joined = reassembler.join();
			assertThatOctets(joined).isHex("01020304050607080102030405060708");
			assertThat(joined.capacity()).isLessThan(100);
			joined.release();
			stub.release();
		}
	}

	@Test
	void trueHintIsTheCapacity() {
		Reassembler reassembler = new Reassembler(1 << 20, 24);
		ByteBuf stub = stub("0102030405060708");
		reassembler.add(stub);
		reassembler.add(stub);
		reassembler.add(stub);
		ByteBuf joined = reassembler.join();
		assertThat(joined.readableBytes()).isEqualTo(24);
		assertThat(joined.capacity()).isEqualTo(24);
		joined.release();
		stub.release();
	}

	@Test
	void limitMustNotBeNegative() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Reassembler(-1));
	}

	private static ByteBuf stub(String hex) {
		ByteBuf octets = HexDumps.parse(hex);
		return PooledByteBufAllocator.DEFAULT.buffer().writeBytes(octets);
	}

}
