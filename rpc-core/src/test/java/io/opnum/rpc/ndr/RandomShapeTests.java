package io.opnum.rpc.ndr;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
