package io.opnum.rpc.ndr;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.Ansi;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.Bool;
import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.FirstIs;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Int3264;
import io.opnum.rpc.LastIs;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.MsUnion;
import io.opnum.rpc.Out;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.StatusCode;
import io.opnum.rpc.StatusCode.Kind;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What Java types are on the wire: the octets of the table in the documentation.
 */
class TypeMappingTests {

	private static final UUID ID = UUID.fromString("11223344-5566-7788-99aa-bbccddeeff00");

	private static final String ID_HEX = "443322116655887799aabbccddeeff00";

	@Nested
	class Primitives {

		@Test
		void takeTheirSizeAndAlignment() {
			sends("primitives",
					"01" + "02" + "0300" + "04000000" + "0500000000000000" + "0000c03f" + "00000000"
							+ "00000000000002c0" + "4100" + "42",
					true, (byte) 2, (short) 3, 4, 5L, 1.5f, -2.25, 'A', 'B');
		}

		@Test
		void enumTakes16BitsAndItsNumber() {
			sends("enums", "0100" + "0000" + "07000000" + "0900" + "0800", Colour.GREEN, Numbered.SEVEN, 9, (short) 8);
		}

		@Test
		void windowsTypesHaveTheirOwnWidth() {
			sends("windows", "01000000" + "feffffff" + "ffffffff" + "05000780" + "220000c0" + "06000000", true, -2L,
					0xffffffffL, 0x80070005, 0xc0000022, RpcStatus.INVALID_HANDLE);
			assertThat(hex64("windows", true, -2L, 0xffffffffL, 0x80070005, 0xc0000022, RpcStatus.INVALID_HANDLE))
				.isEqualTo("01000000" + "00000000" + "feffffffffffffff" + "ffffffff00000000" + "05000780" + "220000c0"
						+ "06000000");
			assertThat(RoundTrip.request(operation("windowsArrays"), new boolean[] { true, false },
					new long[] { -1, 1 }, new long[] { 0xffffffffL }, List.of(-1L)))
				.containsExactly(new boolean[] { true, false }, new long[] { -1, 1 }, new long[] { 0xffffffffL },
						List.of(-1L));
		}

		@Test
		void int3264IsTooLargeForNdr() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("windows", true, 1L << 31, 0L, 0, 0, RpcStatus.SUCCESS))
				.withMessage("Types.windows: signed is 2147483648, which does not fit in the 32 bits that __int3264 has"
						+ " in NDR");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("windows", true, 0L, -1L, 0, 0, RpcStatus.SUCCESS))
				.withMessage("Types.windows: unsigned is 18446744073709551615, which does not fit in the 32 bits that"
						+ " __int3264 has in NDR");
		}

		@Test
		void interfacePointerIsAPointerToOctets() {
			MInterfacePointer pointer = new MInterfacePointer(new byte[] { 'M', 'E', 'O', 'W' });
			sends("interfacePointer", "00000200" + "04000000" + "04000000" + "4d454f57", pointer);
			sends("interfacePointer", "00000000", (Object) null);
			assertThat(hex64("interfacePointer", pointer))
				.isEqualTo("0000020000000000" + "0400000000000000" + "04000000" + "4d454f57");
		}

		@Test
		void rangeOfUnsignedHyperIsUnsigned() {
			sends("largest", "ffffffffffffffff" + "0000000000000080", -1L, Long.MIN_VALUE);
			assertThatIllegalArgumentException().isThrownBy(() -> hex("largest", 9L, -1L))
				.withMessage("Types.largest: number is 9, but its range is 10 to 18446744073709551615");
			assertThatIllegalArgumentException().isThrownBy(() -> hex("largest", -1L, 1L))
				.withMessage("Types.largest: half is 1, but its range is 9223372036854775808 to 18446744073709551614");
		}

		@Test
		void rangeIsChecked() {
			sends("ranged",
					"05" + "00" + "ffff" + "07000000" + "01000000" + "00000200" + "01000000" + "05000000" + "00000000",
					(byte) 5, (short) -1, new Percent(7), new int[] { 5 }, Optional.empty());
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("ranged", (byte) 6, (short) 0, new Percent(7), new int[0], Optional.empty()))
				.withMessage("Types.ranged: octet is 6, but its range is 1 to 5");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("ranged", (byte) 5, (short) 0, new Percent(7), new int[0], Optional.empty()))
				.withMessage("Types.ranged: unsigned is 0, but its range is 65535 to 65535");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("ranged", (byte) 5, (short) -1, new Percent(101), new int[0], Optional.empty()))
				.withMessage("Types.ranged: percent.value is 101, but its range is 0 to 100");
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> hex("ranged", (byte) 5, (short) -1, new Percent(1), new int[] { 5, 9 }, Optional.empty()))
				.withMessage("Types.ranged: numbers[1] is 9, but its range is 1 to 5");
		}

		@Test
		void characterIsTooWide() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("primitives", true, (byte) 2, (short) 3, 4, 5L, 1.5f, -2.25, 'A', 'Ā'))
				.withMessage("Types.primitives: narrow is 'Ā' (U+0100), which is no 8-bit character");
		}

		@Test
		void rawEnumIsTooLarge() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("enums", Colour.GREEN, Numbered.SEVEN, 65536, (short) 8))
				.withMessage("Types.enums: raw is 65536, which does not fit in an enum of 16 bits");
		}

		@Test
		void pointersToThemAreBoxed() {
			sends("boxed", "00000200" + "07000000" + "00000000" + "04000200" + "08", 7, null, Optional.of((byte) 8));
		}

	}

	@Nested
	class Strings {

		@Test
		void parameterIsAReferencePointer() {
			sends("string", "02000000" + "00000000" + "02000000" + "6100" + "0000", "a");
		}

		@Test
		void nullableParameterIsAUniquePointer() {
			sends("nullableString", "00000200" + "02000000" + "00000000" + "02000000" + "6100" + "0000", "a");
			sends("nullableString", "00000000", (Object) null);
		}

		@Test
		void ansiTakes8Bits() {
			sends("ansi", "03000000" + "00000000" + "03000000" + "e47a00", "äz");
			assertThatIllegalArgumentException().isThrownBy(() -> hex("ansi", "€"))
				.withMessage("Types.ansi: text contains '€' (U+20AC), which is no 8-bit character");
		}

		@Test
		void fixedSizeIsInline() {
			sends("fixedString", "01" + "000000" + "00000000" + "03000000" + "616200" + "07", (byte) 1, "ab", (byte) 7);
			assertThatIllegalArgumentException().isThrownBy(() -> hex("fixedString", (byte) 1, "abcd", (byte) 7))
				.withMessage("Types.fixedString: text takes 5 characters with its terminator, but there is room for 4");
		}

		@Test
		void sizedHasTheMaximumOfItsSize() {
			sends("sizedString", "08000000" + "08000000" + "00000000" + "02000000" + "6100" + "0000", 8, "a");
			assertThatIllegalArgumentException().isThrownBy(() -> hex("sizedString", 1, "a"))
				.withMessage("Types.sizedString: text takes 2 characters with its terminator, but its size_is is 1");
		}

		@Test
		void countedHasNoTerminator() {
			sends("countedString", "0200" + "0600" + "00000200" + "03000000" + "00000000" + "01000000" + "6100",
					new Counted((short) 2, (short) 6, "a"));
			sends("countedString", "0000" + "0000" + "00000000", new Counted((short) 0, (short) 0, null));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("countedString", new Counted((short) 4, (short) 6, "a")))
				.withMessage("Types.countedString: string.text has 1 characters, but its length_is is 2");
		}

		@Test
		void fieldsAreUniquePointers() {
			sends("texts", "00000200" + "04000200" + "00000000" + "02000000" + "00000000" + "02000000" + "61000000"
					+ "01000000" + "00000000" + "01000000" + "00", new Texts("a", "", null));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("texts", new Texts(null, "", null)))
				.withMessageStartingWith("Types.texts: texts.wide is null, which can't be sent: mark it @Nullable");
		}

		@Test
		void nulWouldEndIt() {
			assertThatIllegalArgumentException().isThrownBy(() -> hex("string", "a\0b"))
				.withMessage("Types.string: text contains a NUL, which would end it");
		}

		@Test
		void longOnesAreWhole() {
			String text = "aäÿ€\uD83D\uDE00".repeat(3000);
			assertThat(RoundTrip.request(operation("string"), text)).containsExactly(text);
			String narrow = "aäÿ".repeat(5000);
			assertThat(RoundTrip.request(operation("ansi"), narrow)).containsExactly(narrow);
		}

	}

	@Nested
	class Pointers {

		@Test
		void uuidMayBeOne() {
			sends("uuids", ID_HEX + "00000200" + ID_HEX + "01000000" + ID_HEX + "02000000" + ID_HEX, ID, ID, ID, ID);
			sends("uuids", ID_HEX + "00000000" + "00000000" + "01000000" + ID_HEX, ID, null, null, ID);
		}

		@Test
		void embeddedPointeesComeAfterTheStructure() {
			sends("pointers",
					"01" + "000000" + "00000200" + "04000200" + "00000000" + "02" + "000000" + "07000000" + "08000000",
					new Pointed((byte) 1, new Leaf(7), new Leaf(8), null, (byte) 2));
		}

		@Test
		void optionalIsOne() {
			sends("optional", "00000200" + "07000000", Optional.of(new Leaf(7)));
			sends("optional", "00000000", Optional.empty());
		}

	}

	@Nested
	class Arrays {

		@Test
		void countedArrayCarriesItsSize() {
			sends("counted",
					"02000000" + "00000200" + "02000000" + "01000000" + "02000000" + "01000000" + "04000200"
							+ "01000000" + "08000200" + "02000000" + "00000000" + "02000000" + "61000000",
					new int[] { 1, 2 }, List.of("a"));
			sends("counted", "00000000" + "00000200" + "00000000" + "00000000" + "04000200" + "00000000", new int[0],
					List.of());
		}

		@Test
		void nullPointerIsAnEmptyArray() {
			assertThat(operation("counted").unmarshalRequest(new NdrReader(
					Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex("00000000".repeat(4))), NdrFormat.NDR)))
				.containsExactly(new int[0], List.of());
		}

		@Test
		void nullableCountedArrayMayBeNull() {
			sends("nullableCounted", "00000000" + "00000000", (Object) null);
			sends("nullableCounted", "00000000" + "00000200" + "00000000", List.of());
		}

		@Test
		void elementsMayBeNull() {
			sends("nullableElements", "02000000" + "00000200" + "02000000" + "00000000" + "04000200" + "02000000"
					+ "00000000" + "02000000" + "61000000", java.util.Arrays.asList(null, "a"));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("counted", new int[0], java.util.Arrays.asList("a", null)))
				.withMessageStartingWith("Types.counted: texts[1] is null");
		}

		@Test
		void fixedArrayHasNothingInFront() {
			sends("fixed", "0102" + "0300" + "0400", new byte[] { 1, 2 }, new short[] { 3, 4 });
			assertThatIllegalArgumentException().isThrownBy(() -> hex("fixed", new byte[1], new short[2]))
				.withMessage("Types.fixed: octets has 1 elements, but its size is fixed: 2");
		}

		@Test
		void conformantArrayHasItsMaximumInFront() {
			sends("conformant", "02000000" + "02000000" + "0100" + "0200", 2, new short[] { 1, 2 });
			assertThatIllegalArgumentException().isThrownBy(() -> hex("conformant", 3, new short[] { 1, 2 }))
				.withMessage("Types.conformant: values has 2 elements, but its size_is is 3");
		}

		@Test
		void conformantVaryingArrayHasThreeNumbersInFront() {
			sends("conformantVarying", "05000000" + "02000000" + "05000000" + "00000000" + "02000000" + "0100" + "0200",
					5, 2, new short[] { 1, 2 });
			assertThatIllegalArgumentException().isThrownBy(() -> hex("conformantVarying", 1, 2, new short[] { 1, 2 }))
				.withMessage("Types.conformantVarying: values has 2 elements, but its size_is is 1");
			assertThatIllegalArgumentException().isThrownBy(() -> hex("conformantVarying", 5, 3, new short[] { 1, 2 }))
				.withMessage("Types.conformantVarying: values has 2 elements, but its length_is is 3");
		}

		@Test
		void pointerToAConformantArray() {
			sends("pointerToConformant", "00000200" + "02000000" + "0100" + "0200" + "02000000", new short[] { 1, 2 },
					2);
			sends("pointerToConformant", "00000000" + "02000000", null, 2);
		}

		@Test
		void maximumOfANestedStructureGoesToTheFront() {
			sends("conformantStructure", "02000000" + "07" + "000000" + "02000000" + "01000000" + "02000000",
					new Outer((byte) 7, new Inner(2, new int[] { 1, 2 })));
		}

		@Test
		void arraysOfArrays() {
			sends("matrix", "01000000" + "02000000" + "03000000" + "04000000" + "05000000" + "06000000",
					(Object) new int[][] { { 1, 2, 3 }, { 4, 5, 6 } });
			sends("jagged", "02000000" + "00000200" + "02000000" + "01000000" + "04000200" + "00000000" + "08000200"
					+ "01000000" + "07" + "000000" + "00000000", (Object) new byte[][] { { 7 }, {} });
		}

		@Test
		void partOfAnArrayHasItsOffset() {
			sends("slice", "01000000" + "02000000" + "0708" + "0000" + "01000000" + "02000000", new byte[] { 7, 8 }, 1,
					2);
			sends("slice", "04000000" + "00000000" + "04000000" + "00000000", new byte[0], 4, 0);
			assertThatIllegalArgumentException().isThrownBy(() -> hex("slice", new byte[2], 3, 2))
				.withMessage("Types.slice: values has 2 elements from 3 on, but there is room for 4");
			sends("rest", "05000000" + "03000000" + "05000000" + "03000000" + "02000000" + "0708", 5, 3,
					List.of((byte) 7, (byte) 8));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("rest", 5, 3, List.of((byte) 7)))
				.withMessage("Types.rest: values has 1 elements, but its length_is is 2");
		}

		@Test
		void maximumAndLastAreIndexes() {
			sends("indexed", "04000000" + "01000000" + "02000000" + "05000000" + "01000000" + "02000000" + "07000800",
					4, 1, 2, new short[] { 7, 8 });
			sends("upTo", "ffffffff" + "00000000", -1, new byte[0]);
			sends("upTo", "00000000" + "01000000" + "07", 0, new byte[] { 7 });
			assertThatIllegalArgumentException().isThrownBy(() -> hex("upTo", 1, new byte[1]))
				.withMessage("Types.upTo: values has 1 elements, but its size_is is 2");
		}

		@Test
		void sizesMayBeCalculated() {
			sends("calculated",
					"0200" + "0000" + "04000000" + "01020304" + "03000000" + "010203" + "00" + "01000000" + "01"
							+ "000000" + "00000200" + "02000000" + "02000000" + "0506",
					(short) 2, new byte[] { 1, 2, 3, 4 }, new byte[] { 1, 2, 3 }, new byte[] { 1 }, 2,
					new byte[] { 5, 6 });
			sends("calculated",
					"0000" + "0000" + "00000000" + "01000000" + "01" + "000000" + "00000000" + "00000000" + "00000000",
					(short) 0, new byte[0], new byte[] { 1 }, new byte[0], null, new byte[0]);
		}

		@Test
		void maximaOfAllDimensionsAreInFront() {
			sends("conformantMatrix",
					"02000000" + "03000000" + "02000000" + "03000000" + "010002000300" + "040005000600", 2, 3,
					new short[][] { { 1, 2, 3 }, { 4, 5, 6 } });
			sends("conformantMatrix", "02000000" + "00000000" + "02000000" + "00000000", 2, 0, new short[2][0]);
			sends("conformantMatrix", "00000000" + "02000000" + "00000000" + "02000000", 0, 2, new short[0][]);
			assertThat(hex64("conformantMatrix", 1, 2, new short[][] { { 1, 2 } }))
				.isEqualTo("01000000" + "02000000" + "0100000000000000" + "0200000000000000" + "0100" + "0200");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("conformantMatrix", 2, 3, new short[][] { { 1, 2, 3 }, { 4 } }))
				.withMessage("Types.conformantMatrix: values[1] has 1 elements, but should have 3");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("conformantMatrix", 1, 3, new short[][] { { 1, 2, 3 }, { 4, 5, 6 } }))
				.withMessage("Types.conformantMatrix: values has 2 elements, but should have 1");
		}

		@Test
		void partsOfAllDimensionsAreInFront() {
			sends("varyingMatrix",
					"00000000" + "01000000" + "00000000" + "03000000" + "010002000300" + "0000" + "01000000",
					new short[][] { { 1, 2, 3 } }, 1);
			sends("window",
					"04000000" + "05000000" + "01000000" + "02000000" + "01000000" + "02000000" + "04000000"
							+ "05000000" + "01000000" + "01000000" + "02000000" + "02000000" + "07000000" + "08000000",
					4, 5, 1, 2, 1, 2, List.of(List.of(7, 8)));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("window", 4, 5, 1, 4, 1, 2, List.of(List.of(7, 8))))
				.withMessage("Types.window: values sends 2 elements from 4 on, but there is room for 5");
		}

		@Test
		void matrixMayBeTheEndOfAStructure() {
			sends("grid", "02000000" + "01000000" + "02000000" + "01000000" + "00000200" + "00000000" + "07000000",
					new Grid(2, 1, new Leaf[][] { { new Leaf(7) }, { null } }));
			sends("cube", "01" + "02" + "03" + "04", (Object) new byte[][][] { { { 1, 2 }, { 3, 4 } } });
		}

		@Test
		void maximumOfStringsIsThatOfTheArray() {
			sends("stringTable", "02000000" + "02000000" + "04000000" + "00000000" + "02000000" + "6100" + "0000"
					+ "00000000" + "01000000" + "00", 2, new String[] { "a", "" });
			sends("fixedTable", "00000000" + "02000000" + "6100" + "0000" + "00000000" + "01000000" + "00",
					List.of("a", ""));
			sends("varyingTable", "00000000" + "01000000" + "00000000" + "02000000" + "61000000" + "01000000",
					List.of("a"), 1);
			assertThatIllegalArgumentException().isThrownBy(() -> hex("stringTable", 1, new String[] { "abcd" }))
				.withMessage(
						"Types.stringTable: texts[0] takes 5 characters with its terminator, but its size_is is 4");
		}

		@Test
		void tableLeavesTheMaximumBehindItAlone() {
			sends("tableAndOctets", "02000000" + "00000000" + "01000000" + "00000000" + "02000000" + "6100" + "0000"
					+ "01000000" + "02000000" + "0809", new TableAndOctets(List.of("a"), 1, 2, new byte[] { 8, 9 }));
		}

		@Test
		void unsignedSizesAreUnderstood() {
			byte[] octets = new byte[200];
			assertThat(RoundTrip.request(operation("byteSized"), (byte) 200, octets)).containsExactly((byte) 200,
					octets);
		}

		@Test
		void everyPrimitiveGoesInBulk() {
			assertThat(RoundTrip.request(operation("bulk"), new boolean[] { true, false, true },
					new short[] { 1, -2, 3 }, new char[] { 'a', '€' }, new int[] { 1, -2 }, new long[] { 1, -2 },
					new float[] { 1.5f }, new double[] { -2.25 }, new char[] { 'a', 'ÿ' }, new int[] { 1, 0xffff },
					new short[] { 5, -1 }))
				.containsExactly(new boolean[] { true, false, true }, new short[] { 1, -2, 3 }, new char[] { 'a', '€' },
						new int[] { 1, -2 }, new long[] { 1, -2 }, new float[] { 1.5f }, new double[] { -2.25 },
						new char[] { 'a', 'ÿ' }, new int[] { 1, 0xffff }, new short[] { 5, -1 });
		}

		@Test
		void whatIsReadCantBeModified() {
			List<?> list = (List<?>) RoundTrip.request(operation("nullableCounted"), List.of(1))[0];
			assertThat(list).isNotNull().isUnmodifiable();
		}

	}

	@Nested
	class Unions {

		@Test
		void encapsulatedUnionHasItsOwnDiscriminant() {
			sends("encapsulated", "01000000" + "07000000", new Circle(7));
			sends("encapsulated", "02000000" + "0800", new Square((short) 8));
			sends("encapsulated", "05000000", new Point());
		}

		@Test
		void defaultArmIsSentWithANumberThatSelectsNoOther() {
			sends("encapsulated", "00000000" + "09", new Other((byte) 9));
			assertThat(receive("encapsulated", "11000000" + "09")).containsExactly(new Other((byte) 9));
		}

		@Test
		void armMayHaveSeveralDiscriminants() {
			assertThat(receive("encapsulated", "03000000" + "0800")).containsExactly(new Square((short) 8));
		}

		@Test
		void switchTypeIsThatOfTheDiscriminant() {
			sends("narrowTag", "ff" + "07", new Negative((byte) 7));
		}

		@Test
		void switchIsRepeatsTheParameter() {
			sends("switched", "0300" + "0300" + "0800", (short) 3, new Square((short) 8));
			sends("switched", "1100" + "1100" + "09", (short) 0x11, new Other((byte) 9));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("switched", (short) 1, new Square((short) 8)))
				.withMessage("Types.switched: shape is the arm Square, but its switch_is is 1");
		}

		@Test
		void switchMayBeAnEnumOrAField() {
			sends("drawing", "0100" + "0100" + "07000000" + "00000200" + "0100" + "0000" + "08000000",
					new Drawing(Colour.GREEN, new Circle(7), new Circle(8)));
		}

		@Test
		void elementsShareTheSwitch() {
			sends("shapes", "01" + "000000" + "02000000" + "00000200" + "02000000" + "01" + "000000" + "07000000" + "01"
					+ "000000" + "08000000", (byte) 1, List.of(new Circle(7), new Circle(8)));
		}

		@Test
		void armsMayBeComponentsOfARecord() {
			sends("value", "01000000" + "07000000", new Value(7, null, null, null, null));
			sends("value", "02000000" + "00000200" + "02000000" + "00000000" + "02000000" + "61000000",
					new Value(null, "a", null, null, null));
			sends("value", "04000000" + "0102", new Value(null, null, new byte[] { 1, 2 }, null, null));
			sends("value", "05000000" + "00000200" + "07000000",
					new Value(null, null, null, Optional.of(new Leaf(7)), null));
			sends("value", "05000000" + "00000000", new Value(null, null, null, Optional.empty(), null));
			sends("value", "06000000" + "01000000" + "00000200" + "01000000" + "0700",
					new Value(null, null, null, null, List.of((short) 7)));
			sends("value", "08000000", new Value(null, null, null, null, null));
			assertThat(receive("value", "03000000" + "00000200" + "01000000" + "00000000" + "01000000" + "0000"))
				.containsExactly(new Value(null, "", null, null, null));
		}

		@Test
		void recordIsOneArm() {
			assertThatIllegalArgumentException().isThrownBy(() -> hex("value", new Value(7, "a", null, null, null)))
				.withMessage("Types.value: value has both number and text, but a Value is one arm of a union");
			assertThatIllegalArgumentException().isThrownBy(() -> hex("tagged", new Tagged((short) 1, null, null)))
				.withMessage("Types.tagged: value has no arm, but the union Tagged has no empty one");
		}

		@Test
		void recordMayHoldItsDiscriminant() {
			sends("tagged", "0100" + "0000" + "07000000", new Tagged((short) 1, 7, null));
			sends("tagged", "0900" + "05", new Tagged((short) 9, null, (byte) 5));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("tagged", new Tagged((short) 1, null, (byte) 5)))
				.withMessage("Types.tagged: value is the arm other, but its discriminant is 1");
			sends("coloured", "0100" + "08", new Coloured(Colour.GREEN, null, (byte) 8));
			sends("switchedValue", "02000000" + "02000000" + "00",
					new ValueAtLevel(2, new Tagged((short) 2, null, (byte) 0)));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("switchedValue", new ValueAtLevel(2, new Tagged((short) 3, null, (byte) 0))))
				.withMessage("Types.switchedValue: value.value has the discriminant 3, but its switch_is is 2");
			// It holds another one than the switch, although of the same arm
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> receive("switchedValue", "02000000" + "03000000" + "00"))
				.withMessageContaining("expected the union arm that switch_is(level) = 2 selects");
		}

		@Test
		void oldUnionsOfWindowsAlignAllArmsAlike() {
			sends("oldUnion", "0100" + "0100" + "00000000" + "07" + "08", (short) 1, new OldOctet((byte) 7), (byte) 8);
			sends("oldUnion", "0200" + "0200" + "00000000" + "0700000000000000" + "08", (short) 2, new OldHyper(7),
					(byte) 8);
			assertThat(hex64("oldUnion", (short) 1, new OldOctet((byte) 7), (byte) 8))
				.isEqualTo("0100" + "000000000000" + "0100" + "000000000000" + "07" + "08");
		}

		@Test
		void unionMayPointToItself() {
			sends("tree", "02000000" + "00000200" + "04000200" + "01000000" + "07000000" + "01000000" + "08000000",
					new Branch(new TreeLeaf(7), new TreeLeaf(8)));
		}

	}

	@Nested
	class Holders {

		@Test
		void outStringIsAUniquePointer() {
			Out<String> text = new Out<>();
			text.set("a");
			assertThat(RoundTrip.responseHex(operation("outs"), null, text, set(ID), set(new Leaf(7)), set(null)))
				.isEqualTo("00000200" + "02000000" + "00000000" + "02000000" + "61000000" + ID_HEX + "07000000"
						+ "00000000");
		}

		@Test
		void holderIsMissing() {
			assertThatIllegalArgumentException().isThrownBy(() -> hex("outs", null, new Out<>(), null, new Out<>()))
				.withMessage("Types.outs: parameter text is null, but an [out] parameter needs a holder: pass a new Out"
						+ " or InOut");
		}

		@Test
		void holderWasNotSet() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> RoundTrip.responseHex(operation("outs"), null, new Out<>(), set(ID), set(new Leaf(7)),
						set(null)))
				.withMessageStartingWith("Types.outs: text is null, which can't be sent");
		}

		@Test
		void inOutGoesBothWays() {
			assertThat(hex("inOuts", new InOut<>(7), new InOut<>("a"), new InOut<>(null)))
				.isEqualTo("07000000" + "00000200" + "02000000" + "00000000" + "02000000" + "61000000" + "00000000");
		}

		@Test
		void sizeMayBeThatOfAnotherHolder() {
			InOut<Integer> count = new InOut<>(1);
			assertThat(RoundTrip.responseHex(operation("sizedOut"), null, count, set(new int[] { 5 })))
				.isEqualTo("01000000" + "01000000" + "05000000");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> RoundTrip.responseHex(operation("sizedOut"), null, count, set(new int[2])))
				.withMessage("Types.sizedOut: values has 2 elements, but its size_is is 1");
		}

		private static <T> Out<T> set(@Nullable T value) {
			Out<T> out = new Out<>();
			out.set(value);
			return out;
		}

	}

	@Test
	void stubHasNoRoom() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operation("string").marshalRequest(new NdrWriter(Unpooled.buffer(8, 16), NdrFormat.NDR),
					new Object[] { "longer than that" }))
			.withMessageStartingWith("Types.string: text does not fit in the stub: ");
	}

	@Test
	void arraysOfPrimitivesAreNotBoxed() {
		OperationStub operation = operation("counted");
		int[] numbers = new int[10_000];
		java.util.Arrays.setAll(numbers, (i) -> i * 1000);
		ByteBuf stub = Unpooled.buffer(50_000);
		Runnable call = () -> {
			stub.clear();
			operation.marshalRequest(new NdrWriter(stub, NdrFormat.NDR), new Object[] { numbers, List.of() });
			operation.unmarshalRequest(new NdrReader(stub, NdrFormat.NDR));
		};
		call.run();
		// The array that is read takes 40,000 octets; boxed it were another 160,000
		assertThat(HostileStubTests.allocated(call)).isLessThan(60_000);
	}

	/**
	 * Assert what a request is, and that a server reads what was sent.
	 */
	private static void sends(String operation, String hex, @Nullable Object... arguments) {
		assertThat(hex(operation, arguments)).isEqualTo(hex);
		assertThat(RoundTrip.request(operation(operation), arguments)).usingRecursiveComparison().isEqualTo(arguments);
	}

	private static String hex(String operation, @Nullable Object... arguments) {
		return RoundTrip.requestHex(operation(operation), arguments);
	}

	private static String hex64(String operation, @Nullable Object... arguments) {
		ByteBuf stub = Unpooled.buffer();
		operation(operation).marshalRequest(new NdrWriter(stub, NdrFormat.NDR64), arguments);
		return ByteBufUtil.hexDump(stub);
	}

	private static @Nullable Object[] receive(String operation, String hex) {
		return operation(operation).unmarshalRequest(
				new NdrReader(Unpooled.wrappedBuffer(java.util.HexFormat.of().parseHex(hex)), NdrFormat.NDR));
	}

	private static OperationStub operation(String name) {
		return RoundTrip.operation(Types.class, name);
	}

	@RpcInterface
	interface Types {

		void primitives(boolean flag, byte octet, short small, int number, long large, float single, double twice,
				char wide, @Ansi char narrow);

		void windows(@Bool boolean flag, @Int3264 long signed, @Int3264 @Unsigned long unsigned,
				@StatusCode(Kind.HRESULT) int result, @StatusCode(Kind.NTSTATUS) int status, RpcStatus error);

		void windowsArrays(@Bool boolean[] flags, @Int3264 long[] signed, @Int3264 @Unsigned long[] unsigned,
				List<@Int3264 Long> list);

		void interfacePointer(@Nullable MInterfacePointer unknown);

		void largest(@Unsigned @Range(min = 10, max = -1) long number,
				@Unsigned @Range(min = Long.MIN_VALUE, max = -2) long half);

		void ranged(@Range(min = 1, max = 5) byte octet, @Unsigned @Range(min = 0xffff, max = 0xffff) short unsigned,
				Percent percent, @Range(min = 1, max = 5) int[] numbers,
				Optional<@Range(min = 1, max = 5) Long> number);

		void enums(Colour colour, @V1Enum Numbered numbered, @RawEnum int raw, @RawEnum short rawShort);

		void boxed(@Nullable Integer first, @Nullable Integer second, Optional<Byte> third);

		void string(String text);

		void nullableString(@Nullable String text);

		void ansi(@Ansi String text);

		void fixedString(byte first, @Ansi @FixedSize(4) String text, byte last);

		void sizedString(int size, @SizeIs("size") String text);

		void countedString(Counted string);

		void texts(Texts texts);

		void uuids(UUID value, @Nullable UUID unique, @Full @Nullable UUID full, @Full UUID another);

		void pointers(Pointed pointed);

		void optional(Optional<Leaf> leaf);

		void counted(int[] numbers, List<String> texts);

		void nullableCounted(@Nullable List<Integer> numbers);

		void nullableElements(List<@Nullable String> texts);

		void fixed(@FixedSize(2) byte[] octets, @FixedSize(2) short[] values);

		void conformant(int count, @SizeIs("count") short[] values);

		void conformantVarying(int size, int length, @SizeIs("size") @LengthIs("length") short[] values);

		void pointerToConformant(@SizeIs("count") short @Nullable [] values, int count);

		void conformantStructure(Outer outer);

		void matrix(int @FixedSize(2) [] @FixedSize(3) [] matrix);

		void jagged(byte[][] jagged);

		void slice(@FixedSize(4) @FirstIs("first") @LengthIs("count") byte[] values, int first, int count);

		void rest(int size, int first, @SizeIs("size") @FirstIs("first") List<Byte> values);

		void indexed(int max, int first, int last, @MaxIs("max") @FirstIs("first") @LastIs("last") short[] values);

		void upTo(int max, @MaxIs("max") byte[] values);

		void calculated(short n, @SizeIs("n * 2") byte[] twice, @SizeIs("n + 1") byte[] more,
				@SizeIs("n / 2") byte[] half, @Nullable Integer size, @SizeIs("*size") byte[] pointed);

		void conformantMatrix(int n, int m, @SizeIs({ "n", "m" }) short[][] values);

		void varyingMatrix(@FixedSize({ 2, 3 }) @LengthIs("rows") short[][] values, int rows);

		void window(int n, int m, int top, int left, int rows, int columns, @SizeIs({ "n", "m" }) @FirstIs({ "top",
				"left" }) @LengthIs({ "rows", "columns" }) List<List<Integer>> values);

		void grid(Grid grid);

		void cube(@FixedSize({ 1, 2, 2 }) byte[][][] cube);

		void stringTable(int n, @SizeIs({ "n", "4" }) @Ansi String[] texts);

		void fixedTable(@FixedSize({ 2, 4 }) List<@Ansi String> texts);

		void varyingTable(@FixedSize({ 2, 4 }) @LengthIs("count") List<String> texts, int count);

		void tableAndOctets(TableAndOctets value);

		void byteSized(byte size, @SizeIs("size") byte[] octets);

		void bulk(boolean[] booleans, short[] shorts, char[] chars, int[] ints, long[] longs, float[] floats,
				double[] doubles, @Ansi char[] narrow, @RawEnum int[] enums, @RawEnum short[] shortEnums);

		void encapsulated(Shape shape);

		void narrowTag(Narrow narrow);

		void switched(short level, @SwitchIs("level") Shape shape);

		void drawing(Drawing drawing);

		void shapes(byte level, List<@SwitchIs("level") Shape> shapes);

		void value(Value value);

		void tagged(Tagged value);

		void coloured(Coloured value);

		void switchedValue(ValueAtLevel value);

		void oldUnion(short tag, @SwitchIs("tag") Old union, byte after);

		void tree(Tree tree);

		void outs(Out<String> text, Out<UUID> id, Out<Leaf> leaf, Out<@Nullable Leaf> nullable);

		void inOuts(InOut<Integer> number, InOut<String> text, InOut<@Nullable Leaf> leaf);

		void sizedOut(InOut<Integer> count, @SizeIs("count") Out<int[]> values);

	}

	enum Colour {

		RED, GREEN

	}

	enum Numbered {

		@EnumNumber(7)
		SEVEN, @EnumNumber(-1)
		NEGATIVE

	}

	record Counted(short length, short size, @SizeIs("size / 2") @LengthIs("length / 2") @Nullable String text) {

	}

	record Texts(String wide, @Ansi String narrow, @Nullable String absent) {

	}

	record Percent(@Range(min = 0, max = 100) int value) {

	}

	record Leaf(int value) {

	}

	record Pointed(byte first, @Ref Leaf ref, @Unique Leaf unique, @Nullable Leaf absent, byte last) {

	}

	record Outer(byte value, Inner inner) {

	}

	record Grid(int n, int m, @SizeIs( {
			"n", "m" }) @Nullable Leaf[][] cells){

	}

	record TableAndOctets(@FixedSize( {
			2, 4 }) @LengthIs("rows") List<@Ansi String> table, int rows, int n, @SizeIs("n") byte[] octets){

	}

	record Inner(int count, @SizeIs("count") int[] values) {

	}

	sealed interface Shape {

	}

	@UnionCase(1)
	record Circle(int radius) implements Shape {

	}

	@UnionCase({ 2, 3 })
	record Square(short side) implements Shape {

	}

	@UnionCase(5)
	record Point() implements Shape {

	}

	@UnionCase(isDefault = true)
	record Other(byte value) implements Shape {

	}

	@SwitchType(byte.class)
	sealed interface Narrow {

	}

	@UnionCase(-1)
	record Negative(byte value) implements Narrow {

	}

	record Drawing(Colour colour, @SwitchIs("colour") Shape shape, @SwitchIs("colour") @Unique Shape pointer) {

	}

	@UnionCase(8)
	record Value(@UnionCase(1) @Nullable Integer number, @UnionCase( {
			2, 3 }) @Nullable String text, @UnionCase(4) @FixedSize(2) byte @Nullable [] octets,
			@UnionCase(5) @Nullable Optional<Leaf> leaf, @UnionCase(6) @Nullable List<Short> list){

	}

	record Tagged(short tag, @UnionCase(1) @Nullable Integer number,
			@UnionCase(isDefault = true) @Nullable Byte other) {

	}

	record Coloured(Colour colour, @UnionCase(0) @Nullable Integer red, @UnionCase(1) @Nullable Byte green) {

	}

	record ValueAtLevel(int level, @SwitchIs("level") Tagged value) {

	}

	@MsUnion
	@SwitchType(short.class)
	sealed interface Old {

	}

	@UnionCase(1)
	record OldOctet(byte value) implements Old {

	}

	@UnionCase(2)
	record OldHyper(long value) implements Old {

	}

	sealed interface Tree {

	}

	@UnionCase(1)
	record TreeLeaf(int value) implements Tree {

	}

	@UnionCase(2)
	record Branch(@Unique Tree left, @Unique Tree right) implements Tree {

	}

}
