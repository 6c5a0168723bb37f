package io.opnum.rpc.pdu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Fragmenter}, with {@link Reassembler} as its counterpart.
 */
class FragmenterTests {

	private static final int MAX_FRAG = 120;

	private static final UUID OBJECT = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");

	private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

	@Test
	void requestOfOneFragmentGrowsIntoTheHeadroomOfItsMessage() {
		ByteBuf message = message(5, 7, Fragmenter.HEADROOM);
		ByteBuf pdus = Fragmenter.request(message, DataRepresentation.LITTLE_ENDIAN, 0, 3, 1, 7, null, 5840);
		assertThat(pdus).isSameAs(message);
		assertThatOctets(pdus).hasRefCnt(1).isHex("""
				05 00 00 03 10 00 00 00 1d 00 00 00 03 00 00 00
				05 00 00 00 01 00 07 00
				%s""".formatted("07 08 09 0a 0b"));
		pdus.release();
	}

	@Test
	void requestOfOneFragmentWithObject() {
		ByteBuf pdus = Fragmenter.request(message(1, 9, Fragmenter.HEADROOM), DataRepresentation.BIG_ENDIAN,
				PacketFlag.MAYBE, 0x01020304, 0x0506, 0x0708, OBJECT, 5840);
		assertThatOctets(pdus).isHex("""
				05 00 00 c3 00 00 00 00 00 29 00 00 01 02 03 04
				00 00 00 01 05 06 07 08
				00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff
				09""");
		pdus.release();
	}

	@Test
	void responseWithoutStubIsOnePdu() {
		ByteBuf pdus = Fragmenter.response(message(0, 0, Fragmenter.HEADROOM), DataRepresentation.LITTLE_ENDIAN, 3, 1,
				2, 5840);
		assertThatOctets(pdus).isHex("05 00 02 03 10 00 00 00 18 00 00 00 03 00 00 00 00 00 00 00 01 00 02 00");
		pdus.release();
	}

	@Test
	void headersOverwriteWhatTheHeadroomHeld() {
		ByteBuf message = this.allocator.buffer();
		message.writeZero(Fragmenter.HEADROOM).writeByte(1);
		message.setBytes(0, new byte[Fragmenter.HEADROOM]);
		for (int i = 0; i < Fragmenter.HEADROOM; i++) {
			message.setByte(i, 0xee);
		}
		message.readerIndex(Fragmenter.HEADROOM);
		ByteBuf pdus = Fragmenter.response(message, DataRepresentation.LITTLE_ENDIAN, 0, 0, 0, 5840);
		assertThatOctets(pdus).isHex("05000203100000001900000000000000 01000000 00000000 01");
		pdus.release();
	}

	@Test
	void fragmentsOfResponseAreThoseOfTheRecordedRule() {
		ByteBuf pdus = Fragmenter.response(message(40, 0, Fragmenter.HEADROOM), DataRepresentation.LITTLE_ENDIAN, 3, 1,
				0, 24 + 23);
		assertThatOctets(pdus).isHex("""
				05 00 02 01 10 00 00 00 28 00 00 00 03 00 00 00 28 00 00 00 01 00 00 00
				00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f
				05 00 02 00 10 00 00 00 28 00 00 00 03 00 00 00 18 00 00 00 01 00 00 00
				10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f
				05 00 02 02 10 00 00 00 20 00 00 00 03 00 00 00 08 00 00 00 01 00 00 00
				20 21 22 23 24 25 26 27""");
		pdus.release();
	}

	@Test
	void fragmentsBorrowTheMessage() {
		ByteBuf message = message(3 * MAX_FRAG, 0, Fragmenter.HEADROOM);
		ByteBuf pdus = Fragmenter.response(message, DataRepresentation.LITTLE_ENDIAN, 3, 1, 0, MAX_FRAG);
		message.setByte(Fragmenter.HEADROOM + 3 * MAX_FRAG - 1, 0x7a);
		assertThat(pdus.getByte(pdus.writerIndex() - 1)).isEqualTo((byte) 0x7a);
		assertThat(message.refCnt()).isPositive();
		pdus.release();
		assertThatOctets(message).hasRefCnt(0);
	}

	@ParameterizedTest
	@EnumSource
	void everyLengthIsReassembledToWhatItWas(DataRepresentation drep) {
		for (int length : lengthsAtTheEdges()) {
			for (UUID object : new UUID[] { null, OBJECT }) {
				for (int headroom : new int[] { 0, PduCodec.CALL_HEADER_LENGTH - 1, PduCodec.CALL_HEADER_LENGTH,
						Fragmenter.HEADROOM }) {
					ByteBuf message = message(length, length, headroom);
					ByteBuf expected = Unpooled.copiedBuffer(message);
					ByteBuf pdus = Fragmenter.request(message, drep, 0, 99, 5, 6, object, MAX_FRAG);
					checkRequest(pdus, expected, drep, object);
					assertThatOctets(message).hasRefCnt(0);
				}
				ByteBuf message = message(length, length, Fragmenter.HEADROOM);
				ByteBuf expected = Unpooled.copiedBuffer(message);
				checkResponse(Fragmenter.response(message, drep, 99, 5, 6, MAX_FRAG), expected, drep);
				assertThatOctets(message).hasRefCnt(0);
			}
		}
	}

	/** All that differ by less than an alignment from a number of full fragments. */
	private static int[] lengthsAtTheEdges() {
		return IntStream.of(MAX_FRAG - PduCodec.CALL_HEADER_LENGTH, MAX_FRAG - Fragmenter.HEADROOM)
			.flatMap((chunk) -> IntStream.rangeClosed(0, 3).map((count) -> count * chunk))
			.flatMap((length) -> IntStream.rangeClosed(length - 9, length + 9))
			.filter((length) -> length >= 0)
			.distinct()
			.toArray();
	}

	@Test
	void everyFragmentSizeWorks() {
		for (int maxFrag = Fragmenter.HEADROOM + 8; maxFrag < 150; maxFrag++) {
			ByteBuf message = message(1000, maxFrag, Fragmenter.HEADROOM);
			ByteBuf expected = Unpooled.copiedBuffer(message);
			ByteBuf pdus = Fragmenter.request(message, DataRepresentation.LITTLE_ENDIAN, 0, 99, 5, 6, OBJECT, maxFrag);
			int length = 0;
			for (ByteBuf frame : frames(pdus)) {
				assertThat(frame.readableBytes()).isLessThanOrEqualTo(maxFrag);
				length += ((Request) PduCodec.decode(frame)).stub().readableBytes();
			}
			assertThat(length).isEqualTo(expected.readableBytes());
			pdus.release();
			assertThatOctets(message).hasRefCnt(0);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void trailerIsNotTorn(boolean isProtected) {
		FragmentVerifier verifier = isProtected ? new FragmentVerifier(10, 6, 1, 16) : null;
		for (int trailerLength : new int[] { 20, 92 }) {
			for (int length = 100; length < 500; length += 3) {
				ByteBuf message = message(length, length, Fragmenter.HEADROOM);
				ByteBuf expected = Unpooled.copiedBuffer(message);
				ByteBuf torn = Fragmenter.request(message.copy(), DataRepresentation.LITTLE_ENDIAN, 0, 99, 5, 6, OBJECT,
						208, verifier, 0);
				int count = frames(torn).size();
				torn.release();
				ByteBuf pdus = Fragmenter.request(message, DataRepresentation.LITTLE_ENDIAN, 0, 99, 5, 6, OBJECT, 208,
						verifier, trailerLength);
				List<ByteBuf> frames = frames(pdus);
				assertThat(frames).hasSize(count);
				assertThat(((Request) PduCodec.decode(frames.get(count - 1))).stub().readableBytes())
					.isGreaterThanOrEqualTo(trailerLength);
				for (ByteBuf frame : frames.subList(0, count - 1)) {
					Request request = (Request) PduCodec.decode(frame);
					assertThat(request.stub().readableBytes() % (isProtected ? 16 : 8)).isZero();
				}
				checkWhole(pdus, frames, expected, 208);
			}
		}
	}

	@Test
	void trailerThatFitsNoFragmentIsTorn() {
		ByteBuf message = message(200, 1, Fragmenter.HEADROOM);
		ByteBuf expected = Unpooled.copiedBuffer(message);
		ByteBuf pdus = Fragmenter.request(message, DataRepresentation.LITTLE_ENDIAN, 0, 99, 5, 6, OBJECT, 80,
				new FragmentVerifier(10, 6, 1, 16), 60);
		checkWhole(pdus, frames(pdus), expected, 80);
	}

	@Test
	void trailerOfTheLastPartIsNotTorn() {
		ByteBuf message = message(230, 1, Fragmenter.HEADROOM);
		ByteBuf expected = Unpooled.copiedBuffer(message);
		ByteBuf pdus = Fragmenter.requestParts(DataRepresentation.LITTLE_ENDIAN, 99, 5, 6, OBJECT, 208, null)
			.cut(message, PacketFlag.LAST_FRAG, 92);
		List<ByteBuf> frames = frames(pdus);
		assertThat(frames).hasSize(2);
		assertThat(((Request) PduCodec.decode(frames.get(1))).stub().readableBytes()).isBetween(92, 99);
		checkWhole(pdus, frames, expected, 208);
	}

	private static void checkWhole(ByteBuf pdus, List<ByteBuf> frames, ByteBuf expected, int maxFrag) {
		Reassembler reassembler = new Reassembler(1 << 24);
		for (ByteBuf frame : frames) {
			assertThat(frame.readableBytes()).isLessThanOrEqualTo(maxFrag);
			assertThat(reassembler.add(((Request) PduCodec.decode(frame)).stub())).isTrue();
		}
		checkJoined(reassembler, pdus, expected);
	}

	@Test
	void largeMessageIsNotConsolidated() {
		ByteBuf message = message(1024 * 1024, 1, Fragmenter.HEADROOM);
		ByteBuf expected = Unpooled.copiedBuffer(message);
		checkResponse(Fragmenter.response(message, DataRepresentation.LITTLE_ENDIAN, 99, 5, 6, 5840), expected,
				DataRepresentation.LITTLE_ENDIAN);
		assertThatOctets(message).hasRefCnt(0);
	}

	@Test
	void impossibleFragmentSizeReleasesTheMessage() {
		for (int maxFrag : new int[] { -1, 0, 24, 31, 0x10000 }) {
			ByteBuf message = message(10, 0, Fragmenter.HEADROOM);
			assertThatIllegalArgumentException()
				.isThrownBy(() -> Fragmenter.response(message, DataRepresentation.LITTLE_ENDIAN, 1, 1, 0, maxFrag))
				.withMessageContaining(maxFrag + " octets");
			assertThatOctets(message).hasRefCnt(0);
		}
	}

	private void checkRequest(ByteBuf pdus, ByteBuf expected, DataRepresentation drep, UUID object) {
		Reassembler reassembler = new Reassembler(1 << 24);
		List<ByteBuf> frames = frames(pdus);
		for (int i = 0; i < frames.size(); i++) {
			Request request = (Request) PduCodec.decode(frames.get(i));
			assertThat(request.drep()).isEqualTo(drep);
			assertThat(request.callId()).isEqualTo(99);
			assertThat(request.contextId()).isEqualTo(5);
			assertThat(request.opnum()).isEqualTo(6);
			assertThat(request.objectUuid()).isEqualTo(object);
			assertThat(request.flags()).isEqualTo(flags(i, frames.size()) | ((object != null) ? 0x80 : 0));
			assertThat(request.allocHint()).isEqualTo(expected.readableBytes() - reassembler.length());
			checkChunk(request.stub(), i, frames.size(), (object != null) ? 80 : 96);
			assertThat(reassembler.add(request.stub())).isTrue();
		}
		checkJoined(reassembler, pdus, expected);
	}

	private void checkResponse(ByteBuf pdus, ByteBuf expected, DataRepresentation drep) {
		Reassembler reassembler = new Reassembler(1 << 24);
		List<ByteBuf> frames = frames(pdus);
		for (int i = 0; i < frames.size(); i++) {
			Response response = (Response) PduCodec.decode(frames.get(i));
			assertThat(response.drep()).isEqualTo(drep);
			assertThat(response.callId()).isEqualTo(99);
			assertThat(response.contextId()).isEqualTo(5);
			assertThat(response.cancelCount()).isEqualTo(6);
			assertThat(response.flags()).isEqualTo(flags(i, frames.size()));
			assertThat(response.allocHint()).isEqualTo(expected.readableBytes() - reassembler.length());
			assertThat(reassembler.add(response.stub())).isTrue();
		}
		checkJoined(reassembler, pdus, expected);
	}

	private static void checkChunk(ByteBuf stub, int index, int count, int chunk) {
		if (index < count - 1) {
			assertThat(stub.readableBytes()).isEqualTo(chunk);
		}
		else if (count > 1) {
			assertThat(stub.readableBytes()).isBetween(1, chunk);
		}
	}

	private static void checkJoined(Reassembler reassembler, ByteBuf pdus, ByteBuf expected) {
		pdus.release();
		ByteBuf joined = reassembler.join();
		assertThatOctets(joined).isOctets(expected);
		joined.release();
	}

	private static int flags(int index, int count) {
		return ((index == 0) ? PacketFlag.FIRST_FRAG : 0) | ((index == count - 1) ? PacketFlag.LAST_FRAG : 0);
	}

	private static List<ByteBuf> frames(ByteBuf pdus) {
		List<ByteBuf> frames = new ArrayList<>();
		int index = pdus.readerIndex();
		while (index < pdus.writerIndex()) {
			int length = CommonHeader.peek(pdus.slice(index, CommonHeader.LENGTH)).fragLength();
			frames.add(pdus.slice(index, length));
			index += length;
		}
		return frames;
	}

	/** A message of octets that count up, or of random ones where it is long. */
	private ByteBuf message(int length, int seed, int headroom) {
		ByteBuf message = this.allocator.buffer(headroom + length);
		message.writeZero(headroom);
		if (length < 256) {
			for (int i = 0; i < length; i++) {
				message.writeByte(seed + i);
			}
		}
		else {
			byte[] octets = new byte[length];
			new Random(seed).nextBytes(octets);
			message.writeBytes(octets);
		}
		return message.readerIndex(headroom);
	}

}
