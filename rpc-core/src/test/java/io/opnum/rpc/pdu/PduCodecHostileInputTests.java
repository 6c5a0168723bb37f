package io.opnum.rpc.pdu;

import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.GoldenPdus.GoldenPdu;
import io.opnum.rpc.pdu.MalformedPduException.Kind;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

/**
 * What no honest peer sends: {@link PduCodec} refuses it as malformed and does nothing
 * else.
 */
class PduCodecHostileInputTests {

	private static final String NDR = "04 5d 88 8a eb 1c c9 11 9f e8 08 00 2b 10 48 60 02 00 00 00";

	@Test
	void everyTruncationIsMalformed() {
		for (GoldenPdu golden : GoldenPdus.all()) {
			ByteBuf frame = golden.octets();
			for (int length = 0; length < frame.readableBytes(); length++) {
				if (PduFuzzer.fuzzerTestOneInput(ByteBufUtil.getBytes(frame, 0, length))) {
					fail("%s cut to %d octets was decoded", golden.name(), length);
				}
			}
		}
	}

	@Test
	void everyTruncationWhoseHeaderKnowsOfItIsMalformedOrShorter() {
		int shorter = 0;
		for (GoldenPdu golden : GoldenPdus.all()) {
			ByteBuf frame = golden.octets();
			DataRepresentation drep = CommonHeader.peek(frame).drep();
			for (int length = CommonHeader.LENGTH; length < frame.readableBytes(); length++) {
				byte[] truncated = ByteBufUtil.getBytes(frame, 0, length, true);
				Octets.setU16(Unpooled.wrappedBuffer(truncated), CommonHeader.FRAG_LENGTH, length, drep);
				shorter += PduFuzzer.fuzzerTestOneInput(truncated) ? 1 : 0;
			}
		}
		assertThat(shorter).isPositive();
	}

	@Test
	void octetsBehindTheFragmentAreMalformed() {
		for (GoldenPdu golden : GoldenPdus.all()) {
			ByteBuf longer = Unpooled.buffer().writeBytes(golden.octets()).writeByte(0);
			assertThatExceptionOfType(MalformedPduException.class).as(golden.name())
				.isThrownBy(() -> PduCodec.decode(longer));
		}
	}

	@Test
	void everyFlippedBitIsTakenOrMalformed() {
		int taken = 0;
		for (GoldenPdu golden : GoldenPdus.all()) {
			byte[] octets = ByteBufUtil.getBytes(golden.octets());
			// the stub data behind has no structure here
			for (int bit = 0; bit < 8 * Math.min(octets.length, 128); bit++) {
				octets[bit / 8] ^= (byte) (1 << bit % 8);
				taken += PduFuzzer.fuzzerTestOneInput(octets) ? 1 : 0;
				octets[bit / 8] ^= (byte) (1 << bit % 8);
			}
		}
		assertThat(taken).isPositive();
	}

	@ParameterizedTest
	@EnumSource
	void randomBodiesAreTakenOrMalformed(PacketType type) {
		Random random = new Random(type.code());
		int taken = 0;
		for (int i = 0; i < 20_000; i++) {
			byte[] octets = new byte[CommonHeader.LENGTH + random.nextInt(200)];
			random.nextBytes(octets);
			DataRepresentation drep = random.nextBoolean() ? DataRepresentation.LITTLE_ENDIAN
					: DataRepresentation.BIG_ENDIAN;
			int authLength = random.nextBoolean() ? 0 : random.nextInt(octets.length);
			PduWriter.setHeader(Unpooled.wrappedBuffer(octets), 0, type, random.nextInt(), drep, octets.length,
					authLength, random.nextInt());
			if (random.nextBoolean() && octets.length > 26) {
				// small counts get further
				octets[24] &= 3;
				octets[25] = 0;
			}
			taken += PduFuzzer.fuzzerTestOneInput(octets) ? 1 : 0;
		}
		assertThat(taken).isPositive();
	}

	@Test
	void randomOctetsAreMalformed() {
		Random random = new Random(1);
		for (int i = 0; i < 50_000; i++) {
			byte[] octets = new byte[random.nextInt(100)];
			random.nextBytes(octets);
			PduFuzzer.fuzzerTestOneInput(octets);
		}
	}

	@Test
	void versionsOtherThanFive() {
		for (String version : new String[] { "0500", "0501", "0400", "0600", "0005", "00ff" }) {
			String hex = version + " 11 03 10000000 1000 0000 07000000";
			if (version.equals("0500")) {
				assertThat(PduCodec.decode(HexDumps.parse(hex))).isInstanceOf(Shutdown.class);
				continue;
			}
			assertMalformed(hex, Kind.VERSION, "rpc_vers at offset 0 is %d.%d, expected 5.0"
				.formatted(Integer.parseInt(version.substring(0, 2), 16), Integer.parseInt(version.substring(2), 16)));
		}
	}

	@Test
	void dataRepresentationsOtherThanAsciiAndIeee() {
		for (String drep : new String[] { "11000000", "01000000", "20000000", "90000000", "10010000", "10000100",
				"10000001", "00020000" }) {
			assertMalformed("05001103" + drep + "1000 0000 07000007", Kind.DATA_REPRESENTATION,
					"packed_drep at offset 4 is " + drep);
		}
	}

	@Test
	void typesOfOtherProtocolsAndNone() {
		for (int type = 0; type < 256; type++) {
			if (PacketType.of(type) != null) {
				continue;
			}
			assertMalformed("0500%02x03 10000000 1800 0000 07000000 0000000000000000".formatted(type),
					(type <= 20) ? Kind.TYPE : Kind.UNKNOWN_TYPE, "PTYPE at offset 2 is " + type);
		}
	}

	@Test
	void fragmentLengthsThatLie() {
		assertMalformed("05001103 10000000 0f00 0000 07000000", Kind.HEADER, "frag_length at offset 8 is 15");
		assertMalformed("05001103 10000000 0000 0000 07000000", Kind.HEADER, "frag_length at offset 8 is 0");
		assertMalformed("05001103 10000000 1100 0000 07000000", Kind.LENGTH,
				"frag_length at offset 8 is 17, but the frame has 16 octets");
		assertMalformed("05001103 00000000 ffff 0000 00000007", Kind.LENGTH,
				"frag_length at offset 8 is 65535, but the frame has 16 octets");
	}

	@Test
	void headersThatAreNotThere() {
		for (int length = 0; length < CommonHeader.LENGTH; length++) {
			ByteBuf frame = HexDumps.parse("05001103 10000000 1000 0000 07000000").slice(0, length);
			assertThatExceptionOfType(MalformedPduException.class).isThrownBy(() -> PduCodec.decode(frame))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(Kind.HEADER));
		}
	}

	@Test
	void countsThatExceedTheOctets() {
		assertMalformed("05000b03 10000000 1c00 0000 07000000 d016d01600000000 ff000000", Kind.LENGTH,
				"255 context elements at offset 28 need at least 6120 octets, the body has 0 left");
		assertMalformed("05000b03 10000000 3400 0000 07000000 d016d01600000000 01000000 0000ff00" + NDR, Kind.LENGTH,
				"255 transfer syntaxes at offset 52 need at least 5100 octets, the body has 0 left");
		assertMalformed("05000c03 10000000 2000 0000 07000000 d016d01600000000 00000000 09000000", Kind.LENGTH,
				"9 results at offset 32 need at least 216 octets, the body has 0 left");
		assertMalformed("05000c03 10000000 1c00 0000 07000000 d016d01600000000 ffff0000", Kind.LENGTH,
				"sec_addr at offset 26 needs 65535 octets, the body has 2 left");
		assertMalformed("05000d03 10000000 1500 0000 07000000 0400020500", Kind.LENGTH,
				"2 protocol versions at offset 19 need at least 4 octets, the body has 2 left");
	}

	@Test
	void verifiersThatDoNotFit() {
		assertMalformed("05000003 10000000 2000 0900 07000000 00000000 00000000 0000000000000000", Kind.AUTH,
				"auth_length at offset 10 is 9");
		assertMalformed("05000003 10000000 2000 ffff 07000000 00000000 00000000 0000000000000000", Kind.AUTH,
				"auth_length at offset 10 is 65535");
		assertMalformed("05000003 10000000 2000 0700 07000000 00000000 00000000 0000000000000000", Kind.AUTH_ALIGNMENT,
				"sec_trailer is at offset 17, expected a multiple of 4");
		assertMalformed("05000003 10000000 2000 0400 07000000 00000000 00000000 0000000000000000", Kind.LENGTH,
				"stub data starts at offset 24, but the body ends at 20");
		assertMalformed("05000003 10000000 2800 0400 07000000 00000000 00000000 01020304 0a050500 00000000 aabbccdd",
				Kind.AUTH, "auth_pad_length at offset 30 is 5, expected at most 4");
		assertMalformed("05001003 10000000 2000 0400 07000000 20202020 0a050100 00000000 aabbccdd", Kind.AUTH,
				"auth_pad_length at offset 22 is 1, expected at most 0");
	}

	@Test
	void objectThatIsNotThere() {
		assertMalformed("05000083 10000000 2700 0000 07000000 00000000 00000000" + "00".repeat(15), Kind.LENGTH,
				"stub data starts at offset 40, but the body ends at 39");
	}

	@Test
	void callIdIsReadForTheAnswerInEitherOrder() {
		for (String hex : new String[] { "05010b03 10000000 1000 0000 78563412", "05010b03 00000000 0010 0000 12345678",
				"05000b03 10010000 1000 0000 78563412", "05006303 00000000 0010 0000 12345678",
				"05000b03 10000000 1000 0000 78563412" }) {
			assertThatExceptionOfType(MalformedPduException.class)
				.isThrownBy(() -> PduCodec.decode(HexDumps.parse(hex)))
				.satisfies((ex) -> assertThat(ex.callId()).isEqualTo(0x12345678));
		}
	}

	@Test
	void messageNamesPduCallAndSection() {
		assertThatExceptionOfType(MalformedPduException.class)
			.isThrownBy(() -> PduCodec.decode(HexDumps.parse("05000b03 10000000 1000 0000 feffffff")))
			.withMessageStartingWith("Malformed bind of call 4294967294: ")
			.withMessageContaining("max_xmit_frag at offset 16 needs 2 octets, the body has 0 left")
			.satisfies((ex) -> assertThat(ex.type()).isEqualTo(PacketType.BIND));
	}

	@Test
	void answersAreThoseOfSamba() {
		Map<Kind, String> frames = new EnumMap<>(Kind.class);
		frames.put(Kind.HEADER, "05000003 10000000 0800 0000 02000000");
		frames.put(Kind.VERSION, GoldenPdus.named("raw-bind-naks#3").hex());
		frames.put(Kind.DATA_REPRESENTATION, GoldenPdus.named("raw-bind-naks#15").hex());
		frames.put(Kind.TYPE, GoldenPdus.named("raw-protocol-errors#28").hex());
		frames.put(Kind.UNKNOWN_TYPE, GoldenPdus.named("raw-protocol-errors#32").hex());
		frames.put(Kind.LENGTH, "05000003 10000000 1000 0000 02000000");
		frames.put(Kind.AUTH, "05000b03 10000000 1900 0800 00000000 d016d01600000000 00");
		frames.put(Kind.AUTH_ALIGNMENT, "05000b03 10000000 2900 0700 00000000" + "00".repeat(25));
		assertThat(frames).containsOnlyKeys(Kind.values());
		frames.forEach((kind, hex) -> assertThatExceptionOfType(MalformedPduException.class)
			.isThrownBy(() -> PduCodec.decode(HexDumps.parse(hex)))
			.satisfies((ex) -> {
				assertThat(ex.kind()).isEqualTo(kind);
				assertThat(ex.answer(false)).isEqualTo(switch (kind) {
					case HEADER -> MalformedPduException.Answer.NONE;
					case AUTH_ALIGNMENT -> MalformedPduException.Answer.BIND_NAK_NOT_SPECIFIED;
					default -> MalformedPduException.Answer.BIND_NAK_PROTOCOL_VERSION;
				});
			}));
	}

	@Test
	void answersToMalformedBodiesOfBoundConnectionsDependOnTheType() {
		Map<PacketType, MalformedPduException.Answer> answers = new EnumMap<>(PacketType.class);
		for (PacketType type : PacketType.values()) {
			answers.put(type, new MalformedPduException(Kind.LENGTH, type, 1, "").answer(true));
		}
		assertThat(answers)
			.isEqualTo(Map.ofEntries(Map.entry(PacketType.REQUEST, MalformedPduException.Answer.FAULT_PROTOCOL_ERROR),
					Map.entry(PacketType.ALTER_CONTEXT, MalformedPduException.Answer.FAULT_PROTOCOL_ERROR),
					Map.entry(PacketType.CO_CANCEL, MalformedPduException.Answer.FAULT_PROTOCOL_ERROR),
					Map.entry(PacketType.ORPHANED, MalformedPduException.Answer.FAULT_PROTOCOL_ERROR),
					Map.entry(PacketType.BIND, MalformedPduException.Answer.BIND_NAK_NOT_SPECIFIED),
					Map.entry(PacketType.AUTH3, MalformedPduException.Answer.FAULT_NO_MEMORY),
					Map.entry(PacketType.RESPONSE, MalformedPduException.Answer.NONE),
					Map.entry(PacketType.FAULT, MalformedPduException.Answer.NONE),
					Map.entry(PacketType.BIND_ACK, MalformedPduException.Answer.NONE),
					Map.entry(PacketType.BIND_NAK, MalformedPduException.Answer.NONE),
					Map.entry(PacketType.ALTER_CONTEXT_RESPONSE, MalformedPduException.Answer.NONE),
					Map.entry(PacketType.SHUTDOWN, MalformedPduException.Answer.NONE)));
	}

	private static void assertMalformed(String hex, Kind kind, String message) {
		ByteBuf frame = HexDumps.parse(hex);
		assertThatExceptionOfType(MalformedPduException.class).as(hex)
			.isThrownBy(() -> PduCodec.decode(frame))
			.withMessageContaining(message)
			.satisfies((ex) -> {
				assertThat(ex.kind()).isEqualTo(kind);
				assertThat(ex.callId() & 0xffffff).isEqualTo(7);
			});
	}

}
