package io.opnum.rpc.ndr;

import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class NdrCursorTests {

	private static final UUID ID = UUID.fromString("11223344-5566-7788-99aa-bbccddeeff00");

	@Test
	void alignmentCountsFromTheFirstOctetOfTheStub() {
		ByteBuf buffer = Unpooled.buffer();
		buffer.writeByte(0xee);
		NdrWriter writer = new NdrWriter(buffer, NdrFormat.NDR);
		writer.writeByte(1);
		writer.writeInt(2);
		assertThat(writer.offset()).isEqualTo(8);
		assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo("ee" + "01000000" + "02000000");
		buffer.readByte();
		NdrReader reader = new NdrReader(buffer, NdrFormat.NDR);
		assertThat(reader.readByte()).isEqualTo((byte) 1);
		assertThat(reader.readInt()).isEqualTo(2);
		assertThat(reader.offset()).isEqualTo(8);
		assertThat(reader.remaining()).isZero();
	}

	@Test
	void whatStandsInGapsIsIgnored() {
		NdrReader reader = new NdrReader(
				Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("01bfbfbf02000000aabbccddeeff0000")), NdrFormat.NDR);
		assertThat(reader.readBoolean()).isTrue();
		assertThat(reader.readInt()).isEqualTo(2);
		assertThat(reader.readByte()).isEqualTo((byte) 0xaa);
		assertThat(reader.readShort()).isEqualTo((short) 0xddcc);
	}

	@Test
	void byteOrderIsThatOfTheFormat() {
		assertThat(hex(NdrFormat.NDR)).isEqualTo("0201" + "0000" + "04030201" + "0807060504030201" + "0000c03f"
				+ "443322116655887799aabbccddeeff00" + "0700");
		assertThat(hex(NdrFormat.NDR_BIG_ENDIAN)).isEqualTo("0102" + "0000" + "01020304" + "0102030405060708"
				+ "3fc00000" + "112233445566778899aabbccddeeff00" + "0007");
		assertThat(hex(NdrFormat.NDR64)).isEqualTo("0201" + "0000" + "04030201" + "0807060504030201" + "0000c03f"
				+ "443322116655887799aabbccddeeff00" + "07000000");
	}

	private static String hex(NdrFormat format) {
		ByteBuf buffer = Unpooled.buffer();
		NdrWriter writer = new NdrWriter(buffer, format);
		writer.writeShort(0x0102);
		writer.writeInt(0x01020304);
		writer.writeLong(0x0102030405060708L);
		writer.writeFloat(1.5f);
		writer.writeUuid(ID);
		writer.writeEnum(7);
		NdrReader reader = new NdrReader(buffer.duplicate(), format);
		assertThat(reader.readShort()).isEqualTo((short) 0x0102);
		assertThat(reader.readInt()).isEqualTo(0x01020304);
		assertThat(reader.readLong()).isEqualTo(0x0102030405060708L);
		assertThat(reader.readFloat()).isEqualTo(1.5f);
		assertThat(reader.readUuid()).isEqualTo(ID);
		assertThat(reader.readEnum()).isEqualTo(7);
		return ByteBufUtil.hexDump(buffer);
	}

	@Test
	void countsTake8OctetsInNdr64() {
		ByteBuf buffer = Unpooled.buffer();
		new NdrWriter(buffer, NdrFormat.NDR64).writeCount(3);
		assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo("0300000000000000");
		assertThat(new NdrReader(buffer, NdrFormat.NDR64).readCount()).isEqualTo(3);
	}

	@Test
	void negativeEnumDoesNotFit() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new NdrWriter(Unpooled.buffer(), NdrFormat.NDR).writeEnum(-1));
		ByteBuf buffer = Unpooled.buffer();
		new NdrWriter(buffer, NdrFormat.NDR64).writeEnum(-1);
		assertThat(new NdrReader(buffer, NdrFormat.NDR64).readEnum()).isEqualTo(-1);
	}

	@Test
	void nothingIsReadPastTheEnd() {
		NdrReader reader = new NdrReader(Unpooled.wrappedBuffer(new byte[5]), NdrFormat.NDR);
		reader.readByte();
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(reader::readInt)
			.withMessage("at offset 4 of the stub: expected 4 more octets, found 1 octets");
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(reader::readUuid);
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(reader::readLong);
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(reader::readByte);
	}

	@Test
	void countIsCheckedAgainstWhatIsLeft() {
		NdrReader reader = new NdrReader(Unpooled.wrappedBuffer(new byte[10]), NdrFormat.NDR);
		assertThat(reader.checkCount(5, 2)).isEqualTo(5);
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> reader.checkCount(6, 2))
			.withMessage("at offset 0 of the stub: expected 6 elements of at least 2 octets, found 10 octets");
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> reader.checkCount(-1, 1))
			.withMessageContaining("18446744073709551615 elements");
	}

	@Test
	void limitsArePositive() {
		assertThatIllegalArgumentException().isThrownBy(() -> new NdrLimits(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new NdrLimits(1, 0));
	}

	static Stream<Named<Supplier<ByteBuf>>> buffers() {
		return Stream.of(Named.of("heap", () -> ByteBufAllocator.DEFAULT.heapBuffer(4)),
				Named.of("direct", () -> ByteBufAllocator.DEFAULT.directBuffer(4)),
				Named.of("composite",
						() -> ByteBufAllocator.DEFAULT.compositeBuffer(100)
							.addComponent(true, Unpooled.buffer(3, 3))
							.addComponent(true, Unpooled.directBuffer(5, 5))),
				Named.of("slice", () -> Unpooled.wrappedBuffer(new byte[300_000]).setIndex(0, 0)));
	}

	@ParameterizedTest
	@MethodSource("buffers")
	void arraysGoThroughAnyBuffer(Supplier<ByteBuf> buffers) {
		Random random = new Random(1);
		for (NdrFormat format : new NdrFormat[] { NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN }) {
			for (int length : new int[] { 0, 1, 7, 64, 65, 1000, 5000 }) {
				short[] shorts = new short[length];
				int[] ints = random.ints(length).toArray();
				long[] longs = random.longs(length).toArray();
				double[] doubles = random.doubles(length).toArray();
				float[] floats = new float[length];
				char[] chars = new char[length];
				boolean[] booleans = new boolean[length];
				byte[] bytes = new byte[length];
				random.nextBytes(bytes);
				for (int i = 0; i < length; i++) {
					shorts[i] = (short) random.nextInt();
					floats[i] = random.nextFloat();
					chars[i] = (char) random.nextInt();
					booleans[i] = random.nextBoolean();
				}
				String text = String.valueOf(chars);
				String narrow = text.chars()
					.mapToObj((unit) -> String.valueOf((char) (unit & 0xff)))
					.reduce("", String::concat);
				ByteBuf buffer = buffers.get();
				try {
					NdrWriter writer = new NdrWriter(buffer, format);
					writer.writeByte(1);
					writer.writeShorts(shorts);
					writer.writeInts(ints);
					writer.writeBytes(bytes);
					writer.writeLongs(longs);
					writer.writeBooleans(booleans);
					writer.writeFloats(floats);
					writer.writeChars(chars);
					writer.writeDoubles(doubles);
					writer.writeNarrowChars(narrow, false);
					writer.writeWideChars(text, false);
					NdrReader reader = new NdrReader(buffer, format);
					assertThat(reader.offset()).isZero();
					reader.readByte();
					assertThat(reader.readShorts(length)).isEqualTo(shorts);
					assertThat(reader.readInts(length)).isEqualTo(ints);
					assertThat(reader.readBytes(length)).isEqualTo(bytes);
					assertThat(reader.readLongs(length)).isEqualTo(longs);
					assertThat(reader.readBooleans(length)).isEqualTo(booleans);
					assertThat(reader.readFloats(length)).isEqualTo(floats);
					assertThat(reader.readChars(length)).isEqualTo(chars);
					assertThat(reader.readDoubles(length)).isEqualTo(doubles);
					assertThat(reader.readNarrowChars(length, false)).isEqualTo(narrow);
					assertThat(reader.readWideChars(length, false)).isEqualTo(text);
					assertThat(reader.remaining()).isZero();
					assertThat(buffer.refCnt()).isEqualTo(1);
				}
				finally {
					buffer.release();
				}
			}
		}
	}

}
