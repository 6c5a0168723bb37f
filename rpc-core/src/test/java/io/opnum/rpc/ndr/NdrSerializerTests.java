package io.opnum.rpc.ndr;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.Ansi;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.Range;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Type serialization, with what other implementations made and octet by octet.
 */
class NdrSerializerTests {

	private static final String HEADER = "01100800" + "cccccccc";

	private static final String HEADER_2 = "02104000" + "cccccccc".repeat(5);

	private static final String NDR = "045d888aeb1cc9119fe808002b104860" + "02000000";

	private static final String NDR64 = "33057171babe37498319b5dbef9ccc36" + "01000000";

	private static final NdrSerializer<Point> POINT = NdrSerializer.of(Point.class);

	private static final NdrSerializer<Shipment> SHIPMENT = NdrSerializer.of(Shipment.class);

	@Nested
	class OfOthers {

		@Test
		void credentialsOfSamba() {
			bothWays("credential-data", new NdrTypeReference<Pac.@Unique CredentialData>() {
			}, new Pac.CredentialData(2,
					List.of(new Pac.SupplementalCredential(Pac.text("NTLM"), 5, new byte[] { 1, 2, 3, 4, 5 }),
							new Pac.SupplementalCredential(Pac.text("x"), 1, new byte[] { 9 }))));
		}

		@Test
		void delegationOfSamba() {
			bothWays("s4u-delegation-info", new NdrTypeReference<Pac.@Unique S4uDelegationInfo>() {
			}, new Pac.S4uDelegationInfo(Pac.text("host/a"), 2, List.of(Pac.text("host/b"), Pac.text("host/cd"))));
		}

		@Test
		void logonOfSamba() {
			bothWays("kerb-validation-info", new NdrTypeReference<Pac.@Unique KerbValidationInfo>() {
			}, Pac.validationInfo(6));
		}

		@Test
		void logonOfImpacket() {
			byte[] octets = HexFormat.of().parseHex(stream("kerb-validation-info-impacket"));
			assertThat(NdrSerializer.of(new NdrTypeReference<Pac.@Unique KerbValidationInfo>() {
			}).deserialize(octets)).usingRecursiveComparison().isEqualTo(Pac.validationInfo(4));
		}

		private static <T> void bothWays(String name, NdrTypeReference<T> type, T value) {
			String hex = stream(name);
			NdrSerializer<T> serializer = NdrSerializer.of(type);
			assertThat(serializer.deserialize(HexFormat.of().parseHex(hex))).usingRecursiveComparison()
				.isEqualTo(value);
			assertThat(HexFormat.of().formatHex(serializer.serialize(value))).isEqualTo(hex);
		}

		private static String stream(String name) {
			try (InputStream in = NdrSerializerTests.class.getResourceAsStream("vectors/type-serialization.json")) {
				for (JsonNode stream : JsonMapper.shared().readTree(in).get("streams")) {
					if (stream.get("name").asString().equals(name)) {
						return stream.get("hex").asString();
					}
				}
				throw new IllegalArgumentException(name);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	@Nested
	class Octets {

		@Test
		void version1HasTwoHeadersAndPadding() {
			sends(POINT, new Point(1, (byte) 2), SerializationFormat.VERSION_1,
					HEADER + "08000000" + "00000000" + "01000000" + "02" + "000000");
			sends(NdrSerializer.of(String.class), "a", SerializationFormat.VERSION_1,
					HEADER + "10000000" + "00000000" + "02000000" + "00000000" + "02000000" + "6100" + "0000");
		}

		@Test
		void version2NamesItsTransferSyntax() {
			sends(POINT, new Point(1, (byte) 2), SerializationFormat.VERSION_2, HEADER_2 + NDR + "00".repeat(20)
					+ "10000000" + "00".repeat(12) + "01000000" + "02" + "00".repeat(11));
			sends(NdrSerializer.of(String.class), "a", SerializationFormat.VERSION_2_NDR64,
					HEADER_2 + NDR64 + "00".repeat(20) + "20000000" + "00".repeat(12) + "0200000000000000"
							+ "0000000000000000" + "0200000000000000" + "6100" + "0000" + "00000000");
		}

		@Test
		void version2MayNameTheInterface() {
			ByteBuf buffer = Unpooled.buffer();
			new NdrSerializationWriter(buffer, SerializationFormat.VERSION_2,
					SyntaxId.of(InterfaceId.of("01020304-0506-0708-090a-0b0c0d0e0f10", "3.4")))
				.write(POINT, new Point(1, (byte) 2));
			assertThat(ByteBufUtil.hexDump(buffer, 44, 20))
				.isEqualTo("04030201060508070" + "90a0b0c0d0e0f10" + "03000400");
			assertThat(POINT.deserialize(ByteBufUtil.getBytes(buffer))).isEqualTo(new Point(1, (byte) 2));
		}

		@Test
		void primitiveHasNoHeaderOfItsOwn() {
			sends(NdrSerializer.of(int.class), 7, SerializationFormat.VERSION_1, HEADER + "07000000" + "00000000");
			sends(NdrSerializer.of(Long.class), 7L, SerializationFormat.VERSION_1, HEADER + "0700000000000000");
			sends(NdrSerializer.of(new NdrTypeReference<@Range(min = 1, max = 9) Integer>() {
			}), 7, SerializationFormat.VERSION_1, HEADER + "07000000" + "00000000");
			sends(NdrSerializer.of(Colour.class), Colour.GREEN, SerializationFormat.VERSION_1,
					HEADER + "0100" + "000000000000");
			sends(NdrSerializer.of(byte.class), (byte) 7, SerializationFormat.VERSION_2,
					HEADER_2 + NDR + "00".repeat(20) + "07" + "00".repeat(15));
		}

		@Test
		void typeMayBeAPointer() {
			NdrSerializer<@Nullable Point> pointer = NdrSerializer.of(new NdrTypeReference<@Nullable Point>() {
			});
			sends(pointer, new Point(1, (byte) 2), SerializationFormat.VERSION_1,
					HEADER + "10000000" + "00000000" + "00000200" + "01000000" + "02" + "00000000000000");
			sends(pointer, null, SerializationFormat.VERSION_1,
					HEADER + "08000000" + "00000000" + "00000000" + "00000000");
		}

		@Test
		void typeMayHaveArgumentsAndAnnotations() {
			sends(NdrSerializer.of(new NdrTypeReference<List<Short>>() {
			}), List.of((short) 1), SerializationFormat.VERSION_1,
					HEADER + "10000000" + "00000000" + "01000000" + "00000200" + "01000000" + "0100" + "0000");
			sends(NdrSerializer.of(new NdrTypeReference<@Ansi String>() {
			}), "a", SerializationFormat.VERSION_1,
					HEADER + "10000000" + "00000000" + "02000000" + "00000000" + "02000000" + "6100" + "0000");
			assertThat(NdrSerializer.of(byte[][].class)
				.deserialize(NdrSerializer.of(byte[][].class).serialize(new byte[][] { { 1 }, {} })))
				.isEqualTo(new byte[][] { { 1 }, {} });
		}

		@Test
		void severalTypesShareOneHeader() {
			ByteBuf buffer = Unpooled.buffer();
			buffer.writeZero(3);
			buffer.skipBytes(3);
			NdrSerializer<Integer> number = NdrSerializer.of(int.class);
			NdrSerializer<Instant> time = NdrSerializer.of(Instant.class);
			new NdrSerializationWriter(buffer, SerializationFormat.VERSION_1).write(POINT, new Point(1, (byte) 2))
				.write(number, 7)
				.write(time, Instant.EPOCH);
			assertThat(ByteBufUtil.hexDump(buffer)).isEqualTo(HEADER + "08000000" + "00000000" + "01000000" + "02000000"
					+ "07000000" + "00000000" + "08000000" + "00000000" + "00803ed5deb19d01");
			NdrSerializationReader reader = new NdrSerializationReader(buffer);
			assertThat(reader.format()).isEqualTo(SerializationFormat.VERSION_1);
			assertThat(reader.read(POINT)).isEqualTo(new Point(1, (byte) 2));
			assertThat(reader.read(number)).isEqualTo(7);
			assertThat(reader.hasRemaining()).isTrue();
			assertThat(reader.read(time)).isEqualTo(Instant.EPOCH);
			assertThat(reader.hasRemaining()).isFalse();
		}

		@Test
		void bigEndianIsRead() {
			String value = "00000008" + "00000000" + "00000001" + "02" + "000000";
			assertThat(read(POINT, "01000800" + "cccccccc" + value)).isEqualTo(new Point(1, (byte) 2));
			// As Samba would write it
			assertThat(read(POINT, "01000008" + "cccccccc" + value)).isEqualTo(new Point(1, (byte) 2));
		}

		@Test
		void missingPaddingIsRead() {
			assertThat(read(POINT, HEADER + "05000000" + "00000000" + "01000000" + "02"))
				.isEqualTo(new Point(1, (byte) 2));
			assertThat(read(NdrSerializer.of(int.class), HEADER + "07000000")).isEqualTo(7);
		}

		private static <T extends @Nullable Object> void sends(NdrSerializer<T> type, T value,
				SerializationFormat format, String hex) {
			assertThat(HexFormat.of().formatHex(type.serialize(value, format))).isEqualTo(hex);
			assertThat(read(type, hex)).isEqualTo(value);
		}

	}

	@Nested
	class Failures {

		@Test
		void headerIsNone() {
			refuses("", "at offset 0 of the stub: expected 1 more octets, found 0 octets");
			refuses("03100800cccccccc", "expected type serialization version 1 or 2, found 3");
			refuses("01110800cccccccc", "expected byte order 0x10, or in version 1 0x00, found 0x11");
			refuses("02004000cccccccc", "expected byte order 0x10, or in version 1 0x00, found 0x00");
			refuses("01104000cccccccc", "expected a common header of 8 octets, found 64");
			refuses(HEADER_2 + "00".repeat(20) + NDR,
					"expected the transfer syntax NDR or NDR64, found 00000000-0000-0000-0000-000000000000 v0.0");
		}

		@Test
		void privateHeaderLies() {
			refuses(HEADER + "08000000", "Point: expected a private header of 8 octets, found 4");
			refuses(HEADER + "ffffffff" + "00000000" + "01000000" + "02000000",
					"Point: expected 4294967295 octets, as the private header says, found 8");
			refuses(HEADER + "04000000" + "00000000" + "01000000" + "02000000",
					"Point: y at offset 4 of the stub: expected 1 more octets, found 0 octets");
		}

		@Test
		void streamHasMore() {
			refuses(HEADER + ("08000000" + "00000000" + "01000000" + "02000000").repeat(2),
					"Point: expected the end of the stream, found 16 more octets");
		}

		@Test
		void valueCantBeWritten() {
			ByteBuf buffer = Unpooled.buffer();
			NdrSerializationWriter writer = new NdrSerializationWriter(buffer, SerializationFormat.VERSION_1);
			Shipment wrong = new Shipment(Map.of(), List.of(new Point(1, (byte) 2)), 2, new byte[1], new Circle(1));
			assertThatIllegalArgumentException().isThrownBy(() -> writer.write(SHIPMENT, wrong))
				.withMessage("Shipment: data has 1 elements, but its size_is is 2");
			assertThat(buffer.readableBytes()).isZero();
			assertThatIllegalArgumentException().isThrownBy(() -> POINT.serialize(null))
				.withMessageStartingWith("Point: is null, which can't be sent");
			writer.write(POINT, new Point(1, (byte) 2));
			assertThatIllegalArgumentException().isThrownBy(() -> writer.write(SHIPMENT, wrong));
			assertThat(POINT.deserialize(ByteBufUtil.getBytes(buffer))).isEqualTo(new Point(1, (byte) 2));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> new NdrSerializationWriter(Unpooled.buffer(8, 20), SerializationFormat.VERSION_1)
					.write(POINT, new Point(1, (byte) 2)))
				.withMessageStartingWith("Point: does not fit in the buffer: ");
		}

		@Test
		void limitsHold() {
			byte[] octets = NdrSerializer.of(byte[].class).serialize(new byte[100]);
			assertThat(NdrSerializer.of(byte[].class).deserialize(octets, new NdrLimits(4, 100))).hasSize(100);
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> NdrSerializer.of(byte[].class).deserialize(octets, new NdrLimits(4, 99)))
				.withMessageEndingWith("expected at most 99 elements, found 100");
		}

		@Test
		void anyCutIsRefused() {
			for (SerializationFormat format : SerializationFormat.values()) {
				byte[] octets = SHIPMENT.serialize(shipment(), format);
				for (int length = 0; length < octets.length - 16; length++) {
					byte[] cut = Arrays.copyOf(octets, length);
					assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> SHIPMENT.deserialize(cut));
				}
			}
		}

		@Test
		void alteredStreamsAreReadOrRefused() {
			Random random = new Random(20261121);
			for (SerializationFormat format : SerializationFormat.values()) {
				byte[] octets = SHIPMENT.serialize(shipment(), format);
				for (int i = 0; i < 3000; i++) {
					byte[] altered = octets.clone();
					altered[random.nextInt(altered.length)] = (byte) random.nextInt();
					try {
						assertThat(SHIPMENT.deserialize(altered)).isNotNull();
					}
					catch (BadStubDataException ex) {
						assertThat(ex).hasMessageContaining("expected");
					}
				}
			}
		}

		@Test
		void typeHasDefects() {
			assertThatIllegalArgumentException().isThrownBy(() -> NdrSerializer.of(Broken.class))
				.withMessage(
						"""
								Broken can't be serialized:
								  - Broken.thread: Thread has no NDR form. Make it a record, or name a converter with @ConvertedBy.
								  - Broken.data: @SizeIs names 'size', but there is no such field. Name one of thread, data."""
							.replace("\n", System.lineSeparator()));
			assertThatIllegalArgumentException().isThrownBy(() -> NdrSerializer.of(List.class))
				.withMessageContaining("List is used without type arguments");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> NdrSerializer.of(new NdrTypeReference<byte @SizeIs("n") []>() {
				}))
				.withMessageContaining("there is nothing beside it");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> NdrSerializer.of(new NdrTypeReference<ContextHandle<Point>>() {
				}))
				.withMessageContaining("a context handle means something to its server only");
		}

		@Test
		void referenceNamesNoType() {
			assertThatIllegalStateException().isThrownBy(RawReference::new)
				.withMessageContaining("with a type argument");
			assertThatIllegalStateException().isThrownBy(() -> new ArrayReference<String>() {
			}).withMessageContaining("must extend NdrTypeReference itself");
		}

		private static void refuses(String hex, String message) {
			assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> read(POINT, hex))
				.withMessageContaining(message);
		}

	}

	@ParameterizedTest
	@EnumSource
	void anythingComesBack(SerializationFormat format) {
		assertThat(SHIPMENT.deserialize(SHIPMENT.serialize(shipment(), format))).usingRecursiveComparison()
			.isEqualTo(shipment());
		Random random = new Random(20261121);
		ByteBuf buffer = Unpooled.buffer();
		NdrSerializationWriter writer = new NdrSerializationWriter(buffer, format);
		List<Point> points = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			Point point = new Point(random.nextInt(), (byte) random.nextInt());
			points.add(point);
			writer.write(POINT, point);
		}
		NdrSerializationReader reader = new NdrSerializationReader(buffer);
		List<Point> read = new ArrayList<>();
		while (reader.hasRemaining()) {
			read.add(reader.read(POINT));
		}
		assertThat(read).isEqualTo(points);
	}

	private static Shipment shipment() {
		return new Shipment(Map.of("a", new BigDecimal("1.5")), List.of(new Point(1, (byte) 2)), 3,
				new byte[] { 1, 2, 3 }, new Circle(4));
	}

	private static <T extends @Nullable Object> T read(NdrSerializer<T> type, String hex) {
		return type.deserialize(HexFormat.of().parseHex(hex));
	}

	record Point(int x, byte y) {

	}

	record Shipment(Map<String, BigDecimal> prices, List<Point> points, int size, @SizeIs("size") byte @Unique [] data,
			Shape shape) {

	}

	sealed interface Shape {

	}

	@UnionCase(1)
	record Circle(int radius) implements Shape {

	}

	@UnionCase(isDefault = true)
	record Nothing() implements Shape {

	}

	enum Colour {

		RED, GREEN

	}

	record Broken(Thread thread, @SizeIs("size") byte[] data) {

	}

	@SuppressWarnings("rawtypes")
	static class RawReference extends NdrTypeReference {

	}

	static class ArrayReference<T> extends NdrTypeReference<T[]> {

	}

}
