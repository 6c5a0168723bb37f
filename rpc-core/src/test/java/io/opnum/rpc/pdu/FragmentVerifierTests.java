package io.opnum.rpc.pdu;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FragmentVerifier} and the fragments that have one.
 */
class FragmentVerifierTests {

	private static final FragmentVerifier NTLM = new FragmentVerifier(10, 6, 79231, 16);

	private static final UUID OBJECT = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

	private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

	@Test
	void stubIsPaddedToSixteenAndHasRoomForTheToken() {
		ByteBuf message = message(5);
		ByteBuf pdus = Fragmenter.request(message, DataRepresentation.LITTLE_ENDIAN, 0, 3, 1, 7, null, 5840, NTLM, 0);
		assertThatOctets(pdus).isHex("""
				05 00 00 03 10 00 00 00 40 00 10 00 03 00 00 00
				05 00 00 00 01 00 07 00
				00 01 02 03 04 00 00 00 00 00 00 00 00 00 00 00
				0a 06 0b 00 7f 35 01 00
				00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00""");
		assertThatOctets(message).hasRefCnt(0);
		pdus.release();
	}

	@ParameterizedTest
	@EnumSource
	void fragmentsAreReassembledToWhatTheyWere(DataRepresentation drep) {
		for (UUID object : new UUID[] { null, OBJECT }) {
			for (int maxFrag = 80; maxFrag < 130; maxFrag++) {
				for (int length = 0; length < 200; length += 7) {
					check(drep, object, maxFrag, length);
				}
			}
		}
	}

	private void check(DataRepresentation drep, UUID object, int maxFrag, int length) {
		ByteBuf message = message(length);
		ByteBuf expected = Unpooled.copiedBuffer(message);
		ByteBuf pdus = Fragmenter.request(message, drep, 0, 3, 1, 7, object, maxFrag, NTLM, 0);
		List<Integer> trailers = new ArrayList<>();
		ByteBuf joined = Unpooled.buffer();
		int header = (object != null) ? 40 : 24;
		int count = FragmentVerifier.forEach(pdus, (buffer, start, stub, trailer, tokenLength) -> {
			trailers.add(trailer);
			assertThat(stub).isEqualTo(start + header);
			assertThat((trailer - stub) % 16).isZero();
			assertThat(tokenLength).isEqualTo(16);
			int end = trailer + 8 + tokenLength;
			assertThat(end - start).isLessThanOrEqualTo(maxFrag);
			Request request = (Request) PduCodec.decode(buffer.slice(start, end - start));
			assertThat(request.auth()).isEqualTo(
					new AuthVerifier(10, 6, trailer - stub - request.stub().readableBytes(), 79231, new byte[16]));
			joined.writeBytes(request.stub());
		});
		assertThat(count).isEqualTo(trailers.size());
		assertThat(trailers.get(count - 1) + 24).isEqualTo(pdus.writerIndex());
		assertThat(joined).isEqualTo(expected);
		pdus.release();
		assertThatOctets(message).hasRefCnt(0);
	}

	@Test
	void faultsWithoutVerifierArePassedOver() {
		ByteBuf pdus = Fragmenter.response(message(40), DataRepresentation.LITTLE_ENDIAN, 3, 1, 0, 96, NTLM);
		PduCodec.encode(new Fault(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, 4, 32, 1, 0, 0, 5,
				Unpooled.EMPTY_BUFFER, null), pdus);
		int[] visited = new int[1];
		assertThat(FragmentVerifier.forEach(pdus, (buffer, start, stub, trailer, tokenLength) -> visited[0]++))
			.isEqualTo(visited[0] + 1);
		assertThat(visited[0]).isEqualTo(1);
		pdus.release();
	}

	@Test
	void fragmentThatLeavesNoRoomReleasesTheMessage() {
		ByteBuf message = message(10);
		assertThatIllegalArgumentException().isThrownBy(
				() -> Fragmenter.response(message, DataRepresentation.LITTLE_ENDIAN, 1, 1, 0, 24 + 24 + 15, NTLM));
		assertThatOctets(message).hasRefCnt(0);
	}

	private ByteBuf message(int length) {
		ByteBuf message = this.allocator.buffer().writeZero(Fragmenter.HEADROOM);
		for (int i = 0; i < length; i++) {
			message.writeByte(i);
		}
		return message.readerIndex(Fragmenter.HEADROOM);
	}

}
