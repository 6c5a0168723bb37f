package io.opnum.rpc.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.CommonHeader;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.security.GoldenNtlmSessions.Message;
import io.opnum.rpc.security.VerificationTrailer.Bitmask1;
import io.opnum.rpc.security.VerificationTrailer.Command;
import io.opnum.rpc.security.VerificationTrailer.Header2;
import io.opnum.rpc.security.VerificationTrailer.Other;
import io.opnum.rpc.security.VerificationTrailer.PresentationContext;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Verification trailers: those that Samba's client sent, and those that nobody sends.
 */
class VerificationTrailerTests {

	private static final String SIGNATURE = "8ae3137102f43671";

	private static final SyntaxId SAMR = new SyntaxId(UUID.fromString("12345778-1234-abcd-ef00-0123456789ac"), 1, 0);

	private static final PresentationContext SAMR_IN_NDR = new PresentationContext(SAMR, SyntaxId.NDR);

	private static final Bitmask1 HEADER_SIGNING = new Bitmask1(Bitmask1.HEADER_SIGNING);

	/** The stubs of captured requests, with the padding that their verifier tells. */
	static Stream<Message> requests() {
		return GoldenNtlmSessions.all()
			.stream()
			.filter((session) -> !session.name().startsWith("impacket"))
			.flatMap((session) -> session.messages().stream())
			.filter(Message::isFromClient);
	}

	private static ByteBuf stub(Message message) {
		ByteBuf stub = message.plainStub();
		return stub.writerIndex(stub.writerIndex() - message.padLength());
	}

	@Test
	void readsWhatSambaSendsWithTheFirstRequest() {
		ByteBuf stub = stub(GoldenNtlmSessions.named("ntlm-privacy").messages().get(0));
		assertThat(VerificationTrailer.take(stub))
			.isEqualTo(new VerificationTrailer(List.of(HEADER_SIGNING, SAMR_IN_NDR)));
		assertThatOctets(stub).isHex("0000000000000002");
		assertThat(VerificationTrailer.take(stub)).isNull();
	}

	@Test
	void readsWhatSambaSendsWithoutHeaderSigning() {
		List<Message> messages = GoldenNtlmSessions.named("ntlm-privacy-no-header-signing").messages();
		Header2 first = Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 3, 0, 57);
		assertThat(VerificationTrailer.take(stub(messages.get(0))))
			.isEqualTo(new VerificationTrailer(List.of(HEADER_SIGNING, SAMR_IN_NDR, first)));
		Header2 second = Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 4, 0, 5);
		assertThat(VerificationTrailer.take(stub(messages.get(2)))).isEqualTo(new VerificationTrailer(List.of(second)));
	}

	@Test
	void isLittleEndianInBigEndianRequests() {
		Message request = GoldenNtlmSessions.named("bigendian-client-ntlm-privacy").messages().get(0);
		assertThat(CommonHeader.peek(request.pdu()).drep()).isEqualTo(DataRepresentation.BIG_ENDIAN);
		assertThat(VerificationTrailer.take(stub(request)))
			.isEqualTo(new VerificationTrailer(List.of(HEADER_SIGNING, SAMR_IN_NDR)));
	}

	@Test
	void writesWhatSambaWrites() {
		int trailers = 0;
		for (Message request : requests().toList()) {
			ByteBuf sent = stub(request);
			ByteBuf stub = sent.copy();
			VerificationTrailer trailer = VerificationTrailer.take(stub);
			if (trailer != null) {
				trailer.append(stub);
				assertThatOctets(stub).isOctets(sent);
				trailers++;
			}
		}
		assertThat(trailers).isGreaterThan(10);
	}

	@Test
	void whatSambaSaysOfItsRequestsIsTrue() {
		for (Message request : requests().toList()) {
			VerificationTrailer trailer = VerificationTrailer.take(stub(request));
			if (trailer != null) {
				ByteBuf pdu = request.pdu();
				CommonHeader header = CommonHeader.peek(pdu);
				boolean little = header.drep().isLittleEndian();
				int contextId = little ? pdu.getUnsignedShortLE(20) : pdu.getUnsignedShort(20);
				int opnum = little ? pdu.getUnsignedShortLE(22) : pdu.getUnsignedShort(22);
				PresentationContext context = trailer.find(PresentationContext.class);
				assertThat(trailer.mismatch(true, (context != null) ? context : SAMR_IN_NDR,
						Header2.ofRequest(header.drep(), header.callId(), contextId, opnum)))
					.isNull();
			}
		}
	}

	@Test
	void isAlignedToTheStartOfTheStubWhereverThatLies() {
		VerificationTrailer trailer = new VerificationTrailer(List.of(HEADER_SIGNING));
		for (int length = 0; length < 9; length++) {
			ByteBuf stub = Unpooled.buffer().writeZero(3 + length).readerIndex(3);
			trailer.append(stub);
			assertThat(stub.readableBytes()).isEqualTo((length + 3) / 4 * 4 + 16);
			assertThat(VerificationTrailer.take(stub)).isEqualTo(trailer);
			assertThat(stub.readableBytes()).isEqualTo((length + 3) / 4 * 4);
		}
	}

	@Test
	void strippedHeaderSigningShows() {
		VerificationTrailer trailer = new VerificationTrailer(List.of(HEADER_SIGNING));
		Header2 header = Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 1, 0, 0);
		assertThat(trailer.mismatch(true, SAMR_IN_NDR, header)).isNull();
		assertThat(trailer.mismatch(false, SAMR_IN_NDR, header)).contains("header signing");
		assertThat(new VerificationTrailer(List.of(new Bitmask1(0xfffffffe))).mismatch(false, SAMR_IN_NDR, header))
			.isNull();
	}

	@Test
	void otherPresentationContextShows() {
		VerificationTrailer trailer = new VerificationTrailer(List.of(SAMR_IN_NDR));
		Header2 header = Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 1, 0, 0);
		assertThat(trailer.mismatch(true, SAMR_IN_NDR, header)).isNull();
		assertThat(trailer.mismatch(true, new PresentationContext(SAMR, SyntaxId.NDR64), header))
			.contains(SyntaxId.NDR64.toString());
		SyntaxId other = new SyntaxId(SAMR.uuid(), 1, 1);
		assertThat(trailer.mismatch(true, new PresentationContext(other, SyntaxId.NDR), header)).contains("v1.1");
	}

	@Test
	void otherHeaderShows() {
		Header2 header = Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 0x80000001, 2, 3);
		VerificationTrailer trailer = new VerificationTrailer(List.of(header));
		assertThat(trailer.mismatch(false, SAMR_IN_NDR, header)).isNull();
		for (Header2 other : List.of(Header2.ofRequest(DataRepresentation.BIG_ENDIAN, 0x80000001, 2, 3),
				Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 1, 2, 3),
				Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 0x80000001, 4, 3),
				Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 0x80000001, 2, 4),
				new Header2(2, 0x10000000, 0x80000001, 2, 3))) {
			assertThat(trailer.mismatch(false, SAMR_IN_NDR, other)).contains(other.toString());
		}
	}

	@Test
	void unknownCommandsAreIgnoredUnlessTheSenderInsists() {
		ByteBuf stub = HexDumps.parse(SIGNATURE + "2100 0300 aabbcc" + "2280 0000" + "0140 0400 01000000");
		VerificationTrailer trailer = VerificationTrailer.take(stub);
		assertThat(trailer).isEqualTo(new VerificationTrailer(
				List.of(new Other(0x21, false, new byte[] { (byte) 0xaa, (byte) 0xbb, (byte) 0xcc }),
						new Other(0x22, true, new byte[0]), HEADER_SIGNING)));
		Header2 header = Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, 1, 0, 0);
		assertThat(trailer.mismatch(true, SAMR_IN_NDR, header)).contains("34");
		assertThat(new VerificationTrailer(trailer.commands().subList(0, 1)).mismatch(true, SAMR_IN_NDR, header))
			.isNull();
	}

	@Test
	void stubDataIsNotTakenForOne() {
		for (String stub : List.of("", "8a", SIGNATURE.substring(2), "0000" + SIGNATURE + "0140040001000000",
				// Seventeen octets behind it
				SIGNATURE + "0140040001000000" + "0000000000000000000000000000000000")) {
			ByteBuf octets = HexDumps.parse(stub);
			assertThat(VerificationTrailer.take(octets)).isNull();
			assertThat(octets.readableBytes()).isEqualTo(stub.length() / 2);
		}
		ByteBuf far = HexDumps.parse(SIGNATURE);
		assertThat(VerificationTrailer.take(Unpooled.buffer().writeBytes(far).writeZero(1024))).isNull();
	}

	@Test
	void paddingOfUpToSixteenOctetsMayFollow() {
		for (int rest = 0; rest <= 16; rest++) {
			ByteBuf stub = Unpooled.buffer().writeInt(42);
			new VerificationTrailer(List.of(HEADER_SIGNING)).append(stub);
			stub.writeZero(rest);
			assertThat(VerificationTrailer.take(stub)).isNotNull();
			assertThatOctets(stub).isHex("0000002a");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "01", "014004", "0140 0400", "0140 0400 000000", "0140 0300 000000",
			"0140 0500 0000000000", "0240 2700", "0340 1000 00000000", "0100 0400 00000000",
			"0100 0400 00000000 0140 0400 00000000", "2100 0000 2140 0000", "2140 ffff 00" })
	void malformedTrailersAreRefused(String commands) {
		ByteBuf stub = HexDumps.parse("00000000" + SIGNATURE + commands);
		assertThatExceptionOfType(MessageRefusedException.class).isThrownBy(() -> VerificationTrailer.take(stub))
			.withMessageContaining("MS-RPCE 2.2.2.13");
	}

	@Test
	void everythingElseIsTakenOrRefused() {
		Random random = new Random(13);
		List<byte[]> seeds = new ArrayList<>();
		requests().forEach((request) -> {
			ByteBuf stub = stub(request);
			byte[] octets = new byte[stub.readableBytes()];
			stub.getBytes(stub.readerIndex(), octets);
			seeds.add(octets);
		});
		int taken = 0;
		int refused = 0;
		for (int i = 0; i < 100_000; i++) {
			byte[] octets = seeds.get(random.nextInt(seeds.size())).clone();
			octets = Arrays.copyOf(octets, octets.length - random.nextInt(Math.min(8, octets.length)));
			for (int flips = random.nextInt(4); flips > 0; flips--) {
				octets[random.nextInt(octets.length)] = (byte) random.nextInt();
			}
			ByteBuf stub = Unpooled.wrappedBuffer(octets);
			try {
				VerificationTrailer trailer = VerificationTrailer.take(stub);
				if (trailer != null) {
					ByteBuf written = Unpooled.buffer();
					trailer.append(written);
					assertThat(VerificationTrailer.take(written)).isEqualTo(trailer);
					taken++;
				}
			}
			catch (MessageRefusedException ex) {
				assertThat(stub.readableBytes()).isEqualTo(octets.length);
				refused++;
			}
		}
		assertThat(taken).isGreaterThan(1000);
		assertThat(refused).isGreaterThan(1000);
	}

	@Test
	void trailerWithoutCommandsIsNone() {
		List<Command> none = List.of();
		assertThatIllegalArgumentException().isThrownBy(() -> new VerificationTrailer(none));
		assertThatIllegalArgumentException().isThrownBy(() -> new Other(0x4000, false, new byte[0]));
	}

	@ParameterizedTest
	@MethodSource("requests")
	void truncatedTrailersAreRefusedOrStubData(Message request) {
		ByteBuf whole = stub(request);
		for (int length = 0; length < whole.readableBytes(); length++) {
			ByteBuf stub = whole.copy(0, length);
			try {
				VerificationTrailer.take(stub);
			}
			catch (MessageRefusedException ex) {
				continue;
			}
			assertThat(stub.readableBytes()).isEqualTo(length);
		}
	}

}
