package io.opnum.rpc.eerr;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ExtendedErrorInfo;
import io.opnum.rpc.ExtendedErrorInfo.Binary;
import io.opnum.rpc.ExtendedErrorInfo.LeftOut;
import io.opnum.rpc.ExtendedErrorInfo.Numeric;
import io.opnum.rpc.ExtendedErrorInfo.Parameter;
import io.opnum.rpc.ExtendedErrorInfo.Text;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExtendedErrorsTests {

	private static final long SEED = 20240301;

	private static final Instant TIME = Instant.parse("2024-03-01T12:00:00.1234567Z");

	private static final String REGISTRY_KEY = "\\Software\\Policies\\Microsoft\\Windows NT\\Rpc\\RestrictRemoteClients";

	/**
	 * The example of MS-EERR section 3.1. The specification gives its values, not its
	 * octets: they were laid out by hand by MS-RPCE 2.2.6 and C706 14.
	 */
	private static final String EXAMPLE = octets("01100800 cccccccc c8000000 00000000" // headers
			+ "00000200" // there is a record
			+ "01000000" // max_count of its parameters
			+ "00000000" // it is the last
			+ "0200 0200" // no computer name
			+ "d2040000 00000000" // process 1234; the time is aligned to 8
			+ "87769afccf6bda01" //
			+ "49000000 02000000 f00b 0000 0100 0000" // component, status, location,
														// flags
			+ "0200 0200 4200 0000 04000200" // UTF-16 of 66 code units
			+ "42000000" + ByteBufUtil.hexDump((REGISTRY_KEY + '\0').getBytes(StandardCharsets.UTF_16LE)) //
			+ "00000000");

	private static final ExtendedErrorInfo EXAMPLE_INFO = new ExtendedErrorInfo(null, 1234, TIME, 0x49, RpcStatus.of(2),
			0xbf0, 0, List.of(new Text(REGISTRY_KEY)));

	/** A record of the runtime on a computer, big-endian, laid out by hand. */
	private static final String BIG_ENDIAN = octets("01000008 cccccccc 00000048 00000000" // headers
			+ "00020000 00000001 00000000" // a record with one parameter, the last
			+ "0001 0001 0002 0000 00020004" // its computer: a pointer is aligned to 4
			+ "00000007 00000000" // process; the time is aligned to 8
			+ "019db1ded53e8000" // 1970
			+ "00000002 000006ba 0005 0001 0001 0000" // Runtime, 1722, location 5, flags
			+ "0003 0003 fffffffe" // long -2
			+ "00000002 0041 0000"); // "A"

	@Test
	void exampleOfTheSpecificationIsReadAndWritten() {
		assertThat(ExtendedErrors.decode(HexDumps.parse(EXAMPLE))).containsExactly(EXAMPLE_INFO);
		assertThat(hex(List.of(EXAMPLE_INFO))).isEqualTo(EXAMPLE);
	}

	@Test
	void bigEndianIsRead() {
		assertThat(ExtendedErrors.decode(HexDumps.parse(BIG_ENDIAN)))
			.containsExactly(new ExtendedErrorInfo("A", 7, Instant.EPOCH, 2, RpcStatus.SERVER_UNAVAILABLE, 5,
					ExtendedErrorInfo.PREVIOUS_RECORDS_MISSING, List.of(new Numeric(-2, 4))));
	}

	@Test
	void paddingOf64BitWindowsIsSkipped() {
		ByteBuf padded = HexDumps.parse("0000000000000000" + EXAMPLE);
		assertThat(ExtendedErrors.decode(padded)).containsExactly(EXAMPLE_INFO);
		assertThat(padded.readerIndex()).isZero();
	}

	@Test
	void sequencesComeBackAsTheyWere() {
		Random random = new Random(SEED);
		for (int i = 0; i < 300; i++) {
			List<ExtendedErrorInfo> records = records(random, 1 + random.nextInt(16));
			assertThat(ExtendedErrors.decode(ExtendedErrors.encode(records, Integer.MAX_VALUE))).isEqualTo(records);
		}
	}

	@Test
	void recordsAreLeftOutFromTheEndWhereRoomIsScarce() {
		List<ExtendedErrorInfo> records = records(new Random(SEED), 10);
		for (int room = 0; room < 2000; room += 7) {
			ByteBuf octets = ExtendedErrors.encode(records, room);
			assertThat(octets.readableBytes()).isLessThanOrEqualTo(room);
			if (octets.isReadable()) {
				List<ExtendedErrorInfo> read = ExtendedErrors.decode(octets);
				ExtendedErrorInfo last = read.get(read.size() - 1);
				assertThat(read.subList(0, read.size() - 1)).isEqualTo(records.subList(0, read.size() - 1));
				assertThat((last.flags() & ExtendedErrorInfo.NEXT_RECORDS_MISSING) != 0)
					.isEqualTo(read.size() < records.size());
			}
		}
	}

	@Test
	void noTruncationAndNoOctetChangedDoesMoreThanFail() {
		byte[] octets = ByteBufUtil.getBytes(ExtendedErrors.encode(records(new Random(SEED), 3), 65535));
		for (int length = 0; length < octets.length; length++) {
			ByteBuf cut = Unpooled.wrappedBuffer(octets, 0, length);
			assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> ExtendedErrors.decode(cut));
		}
		Random random = new Random(SEED);
		for (int i = 0; i < 20_000; i++) {
			byte[] changed = octets.clone();
			changed[random.nextInt(changed.length)] = (byte) random.nextInt();
			changed[random.nextInt(changed.length)] = (byte) random.nextInt();
			try {
				assertThat(ExtendedErrors.decode(Unpooled.wrappedBuffer(changed)).toString()).isNotEmpty();
			}
			catch (BadStubDataException ex) {
				assertThat(ex.getMessage()).isNotEmpty();
			}
		}
	}

	@Test
	void moreThanFourParametersViolateTheSpecification() {
		String five = EXAMPLE.replace("00000200" + "01000000", "00000200" + "05000000")
			.replace("f00b0000" + "01000000", "f00b0000" + "05000000");
		ByteBuf octets = HexDumps.parse(five.substring(0, 128) + "0600060000000000".repeat(20));
		octets.setIntLE(8, octets.readableBytes() - 16);
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> ExtendedErrors.decode(octets))
			.withMessageContaining("5 parameters");
	}

	/** What a peer writes gets into messages, and so into logs. */
	@Test
	void foreignTextsAreShownOnOneLineAndNotEndless() {
		String forged = "no\r\n2024-03-01 ERROR all is lost \u001b[31m";
		ExtendedErrorInfo record = ExtendedErrors.decode(ExtendedErrors.encode(
				List.of(new ExtendedErrorInfo(forged, 7, TIME, 2, RpcStatus.CALL_FAILED, 5, 0,
						List.of(new Text(forged), new Text("x".repeat(30_000)), new Binary(new byte[30_000])))),
				Integer.MAX_VALUE))
			.get(0);
		assertThat(record.computerName()).isEqualTo(forged);
		assertThat(record.parameters()).startsWith(new Text(forged), new Text("x".repeat(30_000)));
		assertThat(record.toString()).hasSizeLessThan(3000)
			.contains("no\\u000d\\u000a2024-03-01 ERROR all is lost \\u001b[31m")
			.matches("[^\\p{Cntrl}]*");
	}

	@Test
	void longestTextIsNotCutWithinACharacter() {
		ExtendedErrorInfo record = ExtendedErrors.decode(ExtendedErrors.encode(
				List.of(new ExtendedErrorInfo(null, 7, TIME, 2, RpcStatus.CALL_FAILED, 5, 0,
						List.of(new Text("x".repeat(32_765) + "\ud83d\ude00"), new Text("y".repeat(32_766))))),
				Integer.MAX_VALUE))
			.get(0);
		assertThat(record.parameters()).isEqualTo(List.of(new Text("x".repeat(32_765)), new Text("y".repeat(32_766))));
	}

	@Test
	void sequenceOfSixtyFourRecordsIsRead() {
		List<ExtendedErrorInfo> records = Collections.nCopies(64, EXAMPLE_INFO);
		assertThat(ExtendedErrors.decode(ExtendedErrors.encode(records, Integer.MAX_VALUE))).isEqualTo(records);
	}

	@Test
	void endlessSequencesAreCutOff() {
		List<ExtendedErrorInfo> records = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			records.add(EXAMPLE_INFO);
		}
		ByteBuf octets = ExtendedErrors.encode(records, Integer.MAX_VALUE);
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> ExtendedErrors.decode(octets));
	}

	private static List<ExtendedErrorInfo> records(Random random, int count) {
		List<ExtendedErrorInfo> records = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			List<Parameter> parameters = new ArrayList<>();
			while (parameters.size() < 4 && random.nextInt(3) > 0) {
				parameters.add(parameter(random));
			}
			records.add(new ExtendedErrorInfo(random.nextBoolean() ? text(random) : null, random.nextInt(),
					Instant.ofEpochSecond(random.nextInt(), random.nextInt(10_000_000) * 100L), random.nextInt(),
					RpcStatus.of(random.nextInt()), random.nextInt(65536), 0, parameters));
		}
		return records;
	}

	private static Parameter parameter(Random random) {
		return switch (random.nextInt(6)) {
			case 0 -> new Text(text(random));
			case 1 -> new Numeric(random.nextInt(), 4);
			case 2 -> new Numeric((short) random.nextInt(), 2);
			case 3 -> new Numeric(random.nextLong(), 8);
			case 4 -> new LeftOut();
			default -> {
				byte[] octets = new byte[random.nextInt(20)];
				random.nextBytes(octets);
				yield new Binary(octets);
			}
		};
	}

	private static String text(Random random) {
		return "\u20ac".repeat(random.nextInt(4)) + Integer.toHexString(random.nextInt());
	}

	private static String octets(String hex) {
		return hex.replace(" ", "");
	}

	private static String hex(List<ExtendedErrorInfo> records) {
		return ByteBufUtil.hexDump(ExtendedErrors.encode(records, 65535));
	}

}
