package io.opnum.rpc.pdu;

import java.lang.management.ManagementFactory;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link PduCodec}.
 */
class PduCodecTests {

	@ParameterizedTest
	@EnumSource
	void everyPduSurvivesBothWaysInBothOrders(PacketType type) {
		RandomPdus pdus = new RandomPdus(type.code());
		for (int i = 0; i < 2000; i++) {
			for (DataRepresentation drep : DataRepresentation.values()) {
				Pdu pdu = pdus.next(type, drep);
				ByteBuf encoded = Unpooled.buffer();
				PduCodec.encode(pdu, encoded);
				assertThat(PduCodec.decode(encoded)).isEqualTo(pdu);
				assertThat(pdu.type()).isEqualTo(type);
			}
		}
	}

	@Test
	void encodeAppendsAndDecodeStartsAtTheReaderIndex() {
		RandomPdus pdus = new RandomPdus(7);
		for (PacketType type : PacketType.values()) {
			Pdu pdu = pdus.next(type, DataRepresentation.LITTLE_ENDIAN);
			ByteBuf out = Unpooled.buffer().writeBytes(new byte[] { 1, 2, 3 });
			PduCodec.encode(pdu, out);
			ByteBuf alone = Unpooled.buffer();
			PduCodec.encode(pdu, alone);
			assertThatOctets(out.slice(3, out.readableBytes() - 3)).isOctets(alone);
			out.skipBytes(3);
			assertThat(PduCodec.decode(out)).isEqualTo(pdu);
			assertThat(out.readerIndex()).isEqualTo(3);
		}
	}

	@Test
	void stubBorrowsTheFrame() {
		ByteBuf frame = PooledByteBufAllocator.DEFAULT.buffer()
			.writeBytes(HexDumps.parse("05000003 10000000 1c00 0000 07000000 04000000 01000200 0a0b0c0d"));
		Request request = (Request) PduCodec.decode(frame);
		assertThatOctets(frame).hasRefCnt(1);
		frame.setByte(24, 0x7f);
		assertThatOctets(request.stub()).isHex("7f0b0c0d").hasRefCnt(1);
		frame.release();
		assertThatOctets(request.stub()).hasRefCnt(0);
	}

	@Test
	void encodeLeavesTheStubAsItWas() {
		ByteBuf stub = HexDumps.parse("00 0a0b0c").skipBytes(1);
		ByteBuf out = Unpooled.buffer();
		PduCodec.encode(new Response(3, DataRepresentation.BIG_ENDIAN, 7, 3, 1, 2, stub, null), out);
		assertThatOctets(stub).isHex("0a0b0c").hasRefCnt(1);
		assertThatOctets(out).isHex("05000203 00000000 001b 0000 00000007 00000003 0001 02 00 0a0b0c");
	}

	@Test
	void versionOfSyntaxIsOneInteger() {
		SyntaxId syntax = new SyntaxId(UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"), 0x0102, 0x0304);
		ContextElement element = new ContextElement(0x0506, syntax, List.of());
		ByteBuf little = Unpooled.buffer();
		PduCodec.encode(bind(DataRepresentation.LITTLE_ENDIAN, element), little);
		assertThatOctets(little).isHex("""
				05000b03 10000000 3400 0000 07000000 d016 b810 04030201 01 000000
				0605 00 00 33221100 5544 7766 8899aabbccddeeff 02010403""");
		ByteBuf big = Unpooled.buffer();
		PduCodec.encode(bind(DataRepresentation.BIG_ENDIAN, element), big);
		assertThatOctets(big).isHex("""
				05000b03 00000000 0034 0000 00000007 16d0 10b8 01020304 01 000000
				0506 00 00 00112233 4455 6677 8899aabbccddeeff 03040102""");
	}

	@Test
	void elementsMayEndWithTheirCount() {
		Pdu pdu = PduCodec.decode(HexDumps.parse("05000b03 10000000 1900 0000 00000000 d016d016 00000000 00"));
		assertThat(((Bind) pdu).contexts()).isEmpty();
	}

	@Test
	void paddingOfBindMayReachBackIntoItsElements() {
		String body = "d016d016 00000000 00000000";
		Pdu pdu = PduCodec
			.decode(HexDumps.parse("05000b03 10000000 2800 0400 07000000" + body + "0a020400 01000000 aabbccdd"));
		assertThat(pdu.auth()).isEqualTo(
				new AuthVerifier(10, 2, 4, 1, new byte[] { (byte) 0xaa, (byte) 0xbb, (byte) 0xcc, (byte) 0xdd }));
	}

	@Test
	void paddingIsNoStubData() {
		Request request = (Request) PduCodec.decode(HexDumps.parse(
				"05000003 10000000 2c00 0400 07000000 04000000 01000200 0a0b0c0d0e ffffff 0a050300 01000000 aabbccdd"));
		assertThatOctets(request.stub()).isHex("0a0b0c0d0e");
		assertThat(request.auth()).isNotNull();
		assertThat(request.auth().padLength()).isEqualTo(3);
	}

	@Test
	void bindNakMayEndBehindTheReason() {
		BindNak nak = (BindNak) PduCodec.decode(HexDumps.parse("05000d03 10000000 1200 0000 07000000 0400"));
		assertThat(nak.reason()).isEqualTo(BindNak.PROTOCOL_VERSION_NOT_SUPPORTED);
		assertThat(nak.versions()).isEmpty();
	}

	@Test
	void bindNakIsThatOfSamba() {
		ByteBuf out = Unpooled.buffer();
		PduCodec.encode(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, 1,
				BindNak.PROTOCOL_VERSION_NOT_SUPPORTED, List.of(ProtocolVersion.CURRENT), null), out);
		assertThatOctets(out).isHex("05000d03 10000000 1800 0000 01000000 0400 01 0500 000000");
	}

	@Test
	void bindNakKeepsExtendedErrorInformation() {
		BindNak nak = (BindNak) PduCodec.decode(HexDumps.parse("""
				05000d03 10000000 2c00 0000 07000000 0000 01 0500 000000
				20037490 d0fa d311 82d7 009027b130ab 01020304"""));
		assertThatOctets(nak.extendedError()).isHex("01020304");
		assertThat(nak.toString()).contains("extendedError=4 octets").doesNotContain("01020304");
	}

	@Test
	void bindNakSignatureOfAnotherKindMeansNothing() {
		BindNak nak = (BindNak) PduCodec.decode(HexDumps.parse("""
				05000d03 10000000 2c00 0000 07000000 0000 01 0500 000000
				20037491 d0fa d311 82d7 009027b130ab 01020304"""));
		assertThatOctets(nak.extendedError()).isHex("");
	}

	@Test
	void faultMayEndBehindTheStatus() {
		Fault fault = (Fault) PduCodec
			.decode(HexDumps.parse("05000323 10000000 1c00 0000 07000000 00000000 0100 00 00 0b00011c"));
		assertThat(fault.status()).isEqualTo(0x1c01000b);
		assertThat(fault.contextId()).isOne();
		assertThatOctets(fault.extendedError()).isHex("");
	}

	@Test
	void faultKeepsExtendedErrorInformation() {
		Fault fault = (Fault) PduCodec.decode(
				HexDumps.parse("05000323 10000000 2400 0000 07000000 24000000 0100 00 01 0b00011c 00000000 01020304"));
		assertThat(fault.faultFlags()).isEqualTo(Fault.EXTENDED_ERROR);
		assertThatOctets(fault.extendedError()).isHex("01020304");
	}

	@Test
	void secondaryAddressMayLackItsNul() {
		String rest = "00000000";
		BindAck with = (BindAck) PduCodec
			.decode(HexDumps.parse("05000c03 10000000 2400 0000 07000000 d016d016 00000000 0400 31333500 0000" + rest));
		BindAck without = (BindAck) PduCodec
			.decode(HexDumps.parse("05000c03 10000000 2400 0000 07000000 d016d016 00000000 0300 313335 000000" + rest));
		assertThat(with.secondaryAddress()).isEqualTo("135");
		assertThat(without.secondaryAddress()).isEqualTo("135");
	}

	@Test
	void listsOfPdusAreImmutable() {
		Bind bind = bind(DataRepresentation.LITTLE_ENDIAN, new ContextElement(0, SyntaxId.NDR, List.of()));
		assertThat(bind.contexts()).isUnmodifiable();
		assertThat(bind.contexts().get(0).transferSyntaxes()).isUnmodifiable();
	}

	@Test
	void textsOfPdusShowNoStubDataAndNoTokens() {
		ByteBuf stub = Unpooled.copiedBuffer("secret".getBytes());
		AuthVerifier auth = new AuthVerifier(10, 6, 2, 1, "secret".getBytes());
		DataRepresentation drep = DataRepresentation.LITTLE_ENDIAN;
		assertThat(new Request(3, drep, -1, 6, 1, 2, null, stub, auth))
			.hasToString("Request[flags=03, drep=LITTLE_ENDIAN, callId=4294967295, allocHint=6, contextId=1, opnum=2, "
					+ "objectUuid=null, stub=6 octets, auth=AuthVerifier[type=10, level=6, padLength=2, contextId=1, "
					+ "value=6 octets]]");
		assertThat(new Response(3, drep, 1, 6, 1, 0, stub, null).toString()).contains("stub=6 octets");
		assertThat(new Fault(0x23, drep, 1, 24, 1, 0, 0, 0x1c010003, stub, null).toString())
			.contains("status=0x1c010003", "extendedError=6 octets");
		for (Pdu pdu : List.of(new Request(3, drep, 1, 6, 1, 2, null, stub, auth),
				new Response(3, drep, 1, 6, 1, 0, stub, auth), new Fault(3, drep, 1, 6, 1, 0, 0, 1, stub, auth),
				new Auth3(3, drep, 1, auth))) {
			assertThat(pdu.toString()).doesNotContain("secret").doesNotContain("736563726574").doesNotContain("[B@");
		}
	}

	@Test
	void textOfReleasedPduCanBeMade() {
		ByteBuf stub = PooledByteBufAllocator.DEFAULT.buffer().writeByte(1);
		Request request = new Request(3, DataRepresentation.LITTLE_ENDIAN, 1, 1, 1, 2, null, stub, null);
		stub.release();
		assertThat(request.toString()).contains("stub=1 octets");
	}

	@Test
	void valuesThatDoNotFitTheirFieldsAreRefused() {
		DataRepresentation drep = DataRepresentation.LITTLE_ENDIAN;
		ByteBuf none = Unpooled.EMPTY_BUFFER;
		refuses(new Request(3, drep, 1, 0, 0x10000, 0, null, none, null), "p_cont_id is 65536");
		refuses(new Request(3, drep, 1, 0, 0, -1, null, none, null), "opnum is -1");
		refuses(new Request(0x83, drep, 1, 0, 0, 0, null, none, null), "contradict");
		refuses(new Request(3, drep, 1, 0, 0, 0, new UUID(1, 2), none, null), "contradict");
		refuses(new Response(3, drep, 1, 0, 0, 256, none, null), "cancel_count is 256");
		refuses(new Response(3, drep, 1, 0, 0, 0, Unpooled.buffer().writeZero(65512), null), "65536 octets");
		refuses(new Response(3, drep, 1, 0, 0, 0, HexDumps.parse("01"), new AuthVerifier(1, 1, 0, 1, new byte[1])),
				"sec_trailer unaligned");
		refuses(new Bind(3, drep, 1, 65536, 0, 0, List.of(), null), "max_xmit_frag is 65536");
		refuses(new Bind(3, drep, 1, 0, 0, 0, Collections.nCopies(256, new ContextElement(0, SyntaxId.NDR, List.of())),
				null), "n_context_elem is 256");
	}

	@Test
	void largestPduIsEncoded() {
		ByteBuf stub = Unpooled.buffer().writeZero(65511);
		ByteBuf out = Unpooled.buffer();
		PduCodec.encode(new Response(3, DataRepresentation.LITTLE_ENDIAN, 1, 0, 0, 0, stub, null), out);
		assertThat(CommonHeader.peek(out).fragLength()).isEqualTo(65535);
		assertThat(((Response) PduCodec.decode(out)).stub().readableBytes()).isEqualTo(65511);
	}

	/** A record and a slice are some 120 octets; boxes or copies would be more. */
	@Test
	void decodingCallsAllocatesNextToNothing() {
		ByteBuf frame = Unpooled.buffer();
		PduCodec.encode(new Request(3, DataRepresentation.LITTLE_ENDIAN, 1, 1000, 1, 2, null,
				Unpooled.wrappedBuffer(new byte[1000]), null), frame);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		int length = 0;
		int count = 10_000;
		for (int i = 0; i < count; i++) {
			length += ((Request) PduCodec.decode(frame)).stub().readableBytes();
		}
		long before = threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < count; i++) {
			length += ((Request) PduCodec.decode(frame)).stub().readableBytes();
		}
		long allocated = threads.getCurrentThreadAllocatedBytes() - before;
		assertThat(length).isEqualTo(2 * count * 1000);
		assertThat(allocated / count).isLessThan(200);
		frame.release();
	}

	private static void refuses(Pdu pdu, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> PduCodec.encode(pdu, Unpooled.buffer()))
			.withMessageContaining(message);
	}

	private static Bind bind(DataRepresentation drep, ContextElement element) {
		return new Bind(3, drep, 7, 5840, 4280, 0x01020304, List.of(element), null);
	}

}
