package io.opnum.rpc.ndr;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Shapes composed at random: what is written is read again, in every format; what is cut
 * or altered is read or refused, and nothing else happens.
 */
class RandomShapeTests {

	private static final List<NdrFormat> FORMATS = List.of(NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64);

	static LongStream seeds() {
		return LongStream.range(0, 150);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void valuesSurvive(long seed) {
		RandomShape shape = RandomShape.generate(new Random(seed));
		for (NdrFormat format : FORMATS) {
			for (int i = 0; i < 5; i++) {
				Object value = shape.values().get();
				// What goes before shifts the alignment
				ByteBuf stub = direct(i % 2 == 0);
				try {
					NdrWriter writer = new NdrWriter(stub, format);
					for (int octets = 0; octets < i; octets++) {
						writer.writeByte(0xff);
					}
					shape.type().write(writer, value);
					assertThat(stub.readableBytes() - i).isGreaterThanOrEqualTo(shape.type().minimumSize());
					NdrReader reader = new NdrReader(stub, format);
					for (int octets = 0; octets < i; octets++) {
						reader.readByte();
					}
					assertEqual(shape, shape.type().read(reader), value);
					assertThat(reader.remaining()).isZero();
				}
				finally {
					stub.release();
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void everyTruncationIsRefused(long seed) {
		RandomShape shape = RandomShape.generate(new Random(seed));
		for (NdrFormat format : FORMATS) {
			Object value = shape.values().get();
			ByteBuf stub = Unpooled.buffer();
			shape.type().write(new NdrWriter(stub, format), value);
			for (int length = 0; length < Math.min(stub.readableBytes(), 500); length++) {
				Object read;
				try {
					read = shape.type().read(new NdrReader(stub.slice(0, length), format));
				}
				catch (BadStubDataException ex) {
					assertSaysWhere(ex);
					continue;
				}
				// Only the gap at the end of a structure, or in front of an empty arm,
				// may be missing
				assertThat(format.ndr64() || shape.text().contains("ms_union")).isTrue();
				assertEqual(shape, read, value);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void alteredOctetsAreReadOrRefused(long seed) {
		Random random = new Random(seed);
		RandomShape shape = RandomShape.generate(random);
		for (NdrFormat format : FORMATS) {
			ByteBuf stub = Unpooled.buffer();
			shape.type().write(new NdrWriter(stub, format), shape.values().get());
			for (int i = 0; i < 50; i++) {
				ByteBuf altered = stub.copy();
				for (int octets = random.nextInt(4); octets >= 0 && altered.isReadable(); octets--) {
					altered.setByte(random.nextInt(altered.writerIndex()), random.nextInt());
				}
				try {
					shape.type().read(new NdrReader(altered, format));
				}
				catch (BadStubDataException ex) {
					assertSaysWhere(ex);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void randomOctetsAreReadOrRefused(long seed) {
		Random random = new Random(seed);
		RandomShape shape = RandomShape.generate(random);
		byte[] octets = new byte[256];
		for (NdrFormat format : FORMATS) {
			for (int i = 0; i < 50; i++) {
				random.nextBytes(octets);
				for (int j = 0; j < octets.length; j++) {
					// Small numbers get further
					octets[j] &= (byte) ((random.nextInt(3) == 0) ? 0xff : 0x01);
				}
				try {
					shape.type().read(new NdrReader(Unpooled.wrappedBuffer(octets), format));
				}
				catch (BadStubDataException ex) {
					assertSaysWhere(ex);
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void generatedCodeWritesWhatInterpretedComponentsWrite(long seed) {
		Random random = new Random(seed);
		RandomShape generated = RandomShape.generate(new Random(seed));
		RandomShape interpreted = RandomShape.interpreted(new Random(seed));
		assertThat(generated.text()).isEqualTo(interpreted.text());
		for (NdrFormat format : FORMATS) {
			for (int i = 0; i < 8; i++) {
				Object value = generated.values().get();
				if (i >= 4) {
					lose(value, random);
				}
				assertThat(written(generated, format, i, value)).isEqualTo(written(interpreted, format, i, value));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void generatedCodeReadsWhatInterpretedComponentsRead(long seed) {
		Random random = new Random(seed);
		RandomShape generated = RandomShape.generate(new Random(seed));
		RandomShape interpreted = RandomShape.interpreted(new Random(seed));
		for (NdrFormat format : FORMATS) {
			ByteBuf stub = Unpooled.buffer();
			generated.type().write(new NdrWriter(stub, format), generated.values().get());
			assertThat(read(generated, format, stub, true)).isEqualTo(read(interpreted, format, stub, true));
			for (int length = 0; length < Math.min(stub.readableBytes(), 300); length++) {
				ByteBuf cut = stub.slice(0, length);
				assertThat(read(generated, format, cut, true)).isEqualTo(read(interpreted, format, cut, true));
			}
			for (int i = 0; i < 50; i++) {
				ByteBuf altered = stub.copy();
				if (altered.isReadable()) {
					altered.setByte(random.nextInt(altered.writerIndex()), random.nextInt());
				}
				// What is wrong in several places may be told of another one
				assertThat(read(generated, format, altered, false))
					.isEqualTo(read(interpreted, format, altered, false));
			}
		}
	}

	/**
	 * What is written, or how and where that fails.
	 */
	private static String written(RandomShape shape, NdrFormat format, int before, @Nullable Object value) {
		ByteBuf stub = Unpooled.buffer();
		NdrWriter writer = new NdrWriter(stub, format);
		for (int octets = 0; octets < before; octets++) {
			writer.writeByte(0xff);
		}
		try {
			shape.type().write(writer, value);
			return ByteBufUtil.hexDump(stub);
		}
		catch (IllegalArgumentException ex) {
			return writer.failurePath() + " " + ex.getMessage();
		}
	}

	/**
	 * What is read, or how and where that fails.
	 */
	private static @Nullable Object read(RandomShape shape, NdrFormat format, ByteBuf stub, boolean message) {
		NdrReader reader = new NdrReader(stub.duplicate(), format);
		try {
			return Arrays.asList(plain(shape.type().read(reader)), reader.offset());
		}
		catch (BadStubDataException ex) {
			return message ? reader.failurePath() + " " + ex.getMessage() + reader.isStarved() : "refused";
		}
	}

	/**
	 * Put null in the place of something.
	 */
	private static void lose(@Nullable Object value, Random random) {
		if (!(value instanceof Object[] values) || values.length == 0) {
			return;
		}
		int index = random.nextInt(values.length);
		if (random.nextInt(3) != 0 && values[index] instanceof Object[]) {
			lose(values[index], random);
		}
		else if (values[index] instanceof String || values[index] instanceof List || values[index] instanceof UUID) {
			values[index] = null;
		}
	}

	private static void assertSaysWhere(BadStubDataException ex) {
		if (!String.valueOf(ex.getMessage()).startsWith("at offset ")) {
			throw new AssertionError("The message does not say where", ex);
		}
	}

	private static void assertEqual(RandomShape shape, @Nullable Object actual, @Nullable Object expected) {
		Object plainActual = plain(actual);
		Object plainExpected = plain(expected);
		if (!Objects.equals(plainActual, plainExpected)) {
			throw new AssertionError("%s%nExpected: %s%nActual:   %s".formatted(shape, plainExpected, plainActual));
		}
	}

	/**
	 * The value with lists for arrays, which have no equality.
	 */
	private static @Nullable Object plain(@Nullable Object value) {
		if (value instanceof Optional<?> optional) {
			return optional.map(RandomShapeTests::plain);
		}
		if (value instanceof List<?> list) {
			return plain(list.toArray());
		}
		if (value == null || !value.getClass().isArray()) {
			return value;
		}
		List<@Nullable Object> plain = new ArrayList<>();
		for (int i = 0; i < Array.getLength(value); i++) {
			plain.add(plain(Array.get(value, i)));
		}
		return plain;
	}

	private static ByteBuf direct(boolean direct) {
		return direct ? ByteBufAllocator.DEFAULT.directBuffer(16) : ByteBufAllocator.DEFAULT.heapBuffer(16);
	}

}
