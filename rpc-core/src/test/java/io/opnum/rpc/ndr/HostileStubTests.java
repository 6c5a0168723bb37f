package io.opnum.rpc.ndr;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.Ansi;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.FirstIs;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Range;
import io.opnum.rpc.Full;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.testing.HexDumps;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Stubs that lie. Each is refused before anything is allocated for what it claims, and
 * the refusal says what was read, where, and what was expected.
 */
class HostileStubTests {

	@ParameterizedTest
	@MethodSource("io.opnum.rpc.ndr.GoldenStubTests#cases")
	void everyTruncationOfAGoldenStubIsRefused(GoldenStubTests.Case example) {
		for (NdrFormat format : example.formats()) {
			ByteBuf stub = example.octets(format);
			for (int length = 0; length < stub.readableBytes(); length++) {
				ByteBuf cut = stub.slice(0, length);
				try {
					example.unmarshal(new NdrReader(cut, format));
					// Only the gap at the end of a structure may be missing
					assertThat(format.ndr64()).isTrue();
					assertThat(stub.readableBytes() - length).isLessThan(8);
				}
				catch (BadStubDataException ex) {
					assertSaysWhere(ex);
					assertThat(ex.didNotExecute()).isEqualTo(example.request());
				}
			}
		}
	}

	@ParameterizedTest
	@MethodSource("io.opnum.rpc.ndr.GoldenStubTests#cases")
	void alteredGoldenStubIsReadOrRefused(GoldenStubTests.Case example) {
		Random random = new Random(example.vector().hashCode());
		for (NdrFormat format : example.formats()) {
			for (int i = 0; i < 100; i++) {
				ByteBuf stub = example.octets(format).copy();
				for (int octets = random.nextInt(3); octets >= 0 && stub.isReadable(); octets--) {
					stub.setByte(random.nextInt(stub.writerIndex()), random.nextInt());
				}
				try {
					example.unmarshal(new NdrReader(stub, format));
				}
				catch (BadStubDataException ex) {
					assertSaysWhere(ex);
				}
			}
		}
	}

	@ParameterizedTest
	@CsvSource({
	// @formatter:off
			"bytes,     'ffffff7f ffffff7f', 'data at offset 8 of the stub: expected 2147483647 elements of at least 1 octets, found 0 octets'",
			"bytes,     'ffffffff ffffffff', 'data at offset 8 of the stub: expected 4294967295 elements of at least 1 octets, found 0 octets'",
			"longs,     'ffffff1f 00000200 ffffff1f 01', 'numbers at offset 12 of the stub: expected 536870911 elements of at least 8 octets, found 1 octets'",
			"longs,     '03000000 00000200 02000000', 'numbers at offset 12 of the stub: expected max_count 3, as the count says, found 2'",
			"longs,     '03000000 00000000', 'numbers at offset 8 of the stub: expected a pointer to 3 elements, found a null pointer'",
			"string,    'ffffffff 00000000 ffffffff 6100', 'text at offset 12 of the stub: expected 4294967295 elements of at least 2 octets, found 2 octets'",
			"string,    '02000000 01000000 01000000 6100', 'text at offset 8 of the stub: expected a string from offset 0, found offset 1'",
			"string,    '01000000 00000000 02000000 61000000', 'text at offset 12 of the stub: expected at most 1 characters, found 2'",
			"string,    '01000000 00000000 01000000 6100', 'text at offset 14 of the stub: expected a terminating NUL, found U+0061'",
			"fixed,     '00000000 05000000 6162636400', 'text at offset 8 of the stub: expected at most 4 characters, found 5'",
			"varying,   '05000000 00000000 05000000 0102030405', 'values at offset 8 of the stub: expected an array from offset 0, found offset 5'",
			"varying,   '00000000 05000000 0102030405', 'values at offset 8 of the stub: expected at most 4 elements, found 5'",
			"varying,   '00000000 02000000 0102 0000 03000000', 'values at offset 16 of the stub: expected actual_count 3, as length_is(count) says, found 2'",
			"slice,     '05000000 01000000 01 000000 05000000 01000000', 'values at offset 8 of the stub: expected at most 4 elements, found 1 from 5'",
			"slice,     '02000000 03000000 010203 00 02000000 03000000', 'values at offset 8 of the stub: expected at most 4 elements, found 3 from 2'",
			"slice,     '02000000 ffffffff 010203 00 02000000 03000000', 'values at offset 8 of the stub: expected at most 4 elements, found 4294967295 from 2'",
			"slice,     '01000000 01000000 01 000000 02000000 01000000', 'values at offset 20 of the stub: expected offset 2, as first_is(first) says, found 1'",
			"matrix,    '02000000 02000000 02000000 03000000 010203040506', 'cells at offset 22 of the stub: expected max_count 2, as size_is(m) says, found 3'",
			"matrix,    '02000000 02000000 ffffffff ffffffff 01020304', 'cells at offset 16 of the stub: expected at most 2147483647 elements, found 1 times 4294967295'",
			"matrix,    '02000000 02000000 ffff0000 ffff0000 01020304', 'cells at offset 16 of the stub: expected at most 2147483647 elements, found 65535 times 65535'",
			"matrix,    '02000000 02000000 ff000000 ff000000 01020304', 'cells at offset 16 of the stub: expected 65025 elements of at least 1 octets, found 4 octets'",
			"matrix,    '00000001 00000000 00000001 00000000', 'cells at offset 16 of the stub: expected at most 4112 rows without elements, found 16777216'",
			"table,     '01000000 01000000 04000000 00000000 05000000 6162636400', 'texts[0] at offset 20 of the stub: expected at most 4 characters, found 5'",
			"sized,     '03000000 02000000 0102', 'data at offset 10 of the stub: expected max_count 3, as size_is(length) says, found 2'",
			"blob,      '02000000 03000000 0102', 'blob.data at offset 10 of the stub: expected max_count 3, as size_is(length) says, found 2'",
			"pointed,   '00000200 04000200 02000000 03000000 010203', 'value.data at offset 19 of the stub: expected max_count 2, as size_is(n) says, found 3'",
			"pointed,   '00000000 04000200 03000000 010203', 'value.data at offset 15 of the stub: expected max_count 0, as size_is(n) says, found 3'",
			"later,     '00000200 04000200 03000000 010203 00 02000000', 'value.data at offset 20 of the stub: expected max_count 2, as size_is(n) says, found 3'",
			"rows,      '02000000 02000000 02000000 00000200 04000200 02000000 0102 0000 03000000 030405', 'cells[1] at offset 35 of the stub: expected a row like those before it, of max_count, offset and actual_count [2, 0, 2], found [3, 0, 3]'",
			"rows,      '02000000 02000000 02000000 00000200 00000000 03000000 010203', 'cells at offset 27 of the stub: expected max_count 2, as size_is(m) says, found 3'",
			"rows,      '02000000 02000000 02000000 00000200 00000000 ffffff7f 010203', 'cells[0] at offset 24 of the stub: expected 2147483647 elements of at least 1 octets, found 3 octets'",
			"ranged,    '06000000 00000000 00000000 00000000', 'number at offset 4 of the stub: expected a number of the range 1 to 5, found 6'",
			"ranged,    '05000000 01000000 00000200 01000000 06000000', 'numbers[0] at offset 20 of the stub: expected a number of the range 1 to 5, found 6'",
			"colour,    '0300', 'colour at offset 2 of the stub: expected the number of a constant of the enum Colour, found 3'",
			"pointer,   '07000000 00000000', 'node.next at offset 8 of the stub: expected a pointer that is not null, found a null pointer'",
			"shape,     '03000000', 'shape at offset 4 of the stub: expected a discriminant of the union Shape, found 3'",
			"switched,  '01000000 02000000 07', 'shape at offset 9 of the stub: expected the union arm that switch_is(level) = 1 selects, found another'",
			"shapes,    '01000000 02000000 00000200 02000000 01000000 07000000 02000000 08', 'shapes at offset 29 of the stub: expected the union arm that switch_is(level) = 1 selects, found another'",
			"nested,    '02000000 00000200 02000000 01000000 04000200 01000000 08000200 01000000 05000000', 'lines[1].prices at offset 36 of the stub: expected 4 more octets, found 0 octets'",
			"full,      '01000000 44332211665588 7799aabbccddeeff00 01000000 02000000', 'text at offset 24 of the stub: expected full pointers of one type, found full pointer 1 to another type'",
	// @formatter:on
	})
	void lieIsNamed(String operation, String stub, String expected) {
		assertThat(refusal(operation, stub)).hasMessageStartingWith("Target." + operation + ": ")
			.hasMessageEndingWith(": " + expected);
	}

	@Test
	void unknownDiscriminantHasItsStatus() {
		assertThat(refusal("shape", "03000000").status()).isEqualTo(RpcStatus.INVALID_TAG);
		assertThat(refusal("ranged", "06000000").status()).isEqualTo(RpcStatus.INVALID_BOUND);
		assertThat(refusal("bytes", "01000000").status()).isEqualTo(RpcStatus.BAD_STUB_DATA);
		assertThat(refusal("colour", "0300").status()).isEqualTo(RpcStatus.ENUM_VALUE_OUT_OF_RANGE);
	}

	@Test
	void constructorMayRefuse() {
		assertThat(refusal("positive", "ffffffff"))
			.hasMessage("Target.positive: the request has bad stub data: value makes a Positive that its constructor"
					+ " refuses: java.lang.IllegalArgumentException: -1 is not positive")
			.hasRootCauseMessage("-1 is not positive");
	}

	@Test
	void hugeCountsAllocateNothing() {
		List<String> stubs = List.of("ffffff7f ffffff7f", "ffffff1f 00000200 ffffff1f 01",
				"ffffffff 00000000 ffffffff 6100");
		for (String operation : List.of("bytes", "longs", "string", "nested", "sized", "blob", "varying")) {
			for (String stub : stubs) {
				ByteBuf octets = HexDumps.parse(stub);
				OperationStub target = operation(operation);
				long allocated = allocated(() -> catchThrowableOfType(BadStubDataException.class,
						() -> target.unmarshalRequest(new NdrReader(octets.duplicate(), NdrFormat.NDR))));
				assertThat(allocated).as("%s %s", operation, stub).isLessThan(1 << 20);
			}
		}
	}

	@Test
	void listIsAsDeepAsTheLimit() {
		NdrLimits limits = new NdrLimits(10, 100);
		for (NdrFormat format : List.of(NdrFormat.NDR, NdrFormat.NDR64)) {
			ByteBuf stub = Unpooled.buffer();
			operation("list").marshalRequest(new NdrWriter(stub, format), new Object[] { list(11) });
			assertThat(operation("list").unmarshalRequest(new NdrReader(stub, format, limits)))
				.containsExactly(list(11));
		}
	}

	@Test
	void listIsDeeperThanTheLimit() {
		NdrLimits limits = new NdrLimits(10, 100);
		ByteBuf stub = Unpooled.buffer();
		operation("list").marshalRequest(new NdrWriter(stub, NdrFormat.NDR), new Object[] { list(12) });
		assertThat(catchThrowableOfType(BadStubDataException.class,
				() -> operation("list").unmarshalRequest(new NdrReader(stub, NdrFormat.NDR, limits))))
			.hasMessageEndingWith("expected pointers nested at most 10 deep, found more");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operation("list").marshalRequest(new NdrWriter(Unpooled.buffer(), NdrFormat.NDR, limits),
					new Object[] { list(12) }))
			.withMessageStartingWith("Target.list: list.next.next")
			.withMessageEndingWith("is nested more than 10 pointers deep");
	}

	@Test
	void endlessListIsRefusedOnASmallStack() throws InterruptedException {
		ByteBuf stub = Unpooled.buffer();
		for (int i = 0; i < 100_000; i++) {
			stub.writeIntLE(i).writeIntLE(0x00020000);
		}
		List<BadStubDataException> refusals = new ArrayList<>();
		Thread thread = new Thread(null,
				() -> refusals.add(catchThrowableOfType(BadStubDataException.class,
						() -> operation("list").unmarshalRequest(new NdrReader(stub, NdrFormat.NDR)))),
				"small stack", 512 * 1024);
		thread.start();
		thread.join();
		assertThat(refusals).singleElement()
			.asString()
			.endsWith("expected pointers nested at most 512 deep, found more");
	}

	@Test
	void elementsAreAtMostTheLimit() {
		NdrLimits limits = new NdrLimits(10, 3);
		ByteBuf four = HexDumps.parse("04000000 04000000 01020304");
		assertThat(catchThrowableOfType(BadStubDataException.class,
				() -> operation("sized").unmarshalRequest(new NdrReader(four, NdrFormat.NDR, limits))))
			.hasMessageEndingWith("expected at most 3 elements, found 4");
		ByteBuf three = HexDumps.parse("03000000 03000000 010203");
		assertThat(operation("sized").unmarshalRequest(new NdrReader(three, NdrFormat.NDR, limits))).containsExactly(3,
				new byte[] { 1, 2, 3 });
	}

	@Test
	void fullPointerIsReadOnce() {
		ByteBuf stub = HexDumps.parse("01000000 443322116655887799aabbccddeeff00 01000000");
		@Nullable Object[] arguments = operation("aliases").unmarshalRequest(new NdrReader(stub, NdrFormat.NDR));
		assertThat(arguments[0]).isEqualTo(UUID.fromString("11223344-5566-7788-99aa-bbccddeeff00"));
		assertThat(arguments[1]).isSameAs(arguments[0]);
	}

	@Test
	void fullPointersInACircleAreRefused() {
		assertThat(refusal("circle", "07000000 01000000 08000000 01000000")).hasMessageEndingWith(
				"expected pointers without a cycle, found full pointer 1 inside of what it points to");
	}

	private static void assertSaysWhere(BadStubDataException ex) {
		if (!String.valueOf(ex.getMessage())
			.matches("\\w+\\.\\w+: the (request|response) has bad stub data: .+ at offset .+")) {
			throw new AssertionError("The message does not say where", ex);
		}
	}

	private static BadStubDataException refusal(String operation, String hex) {
		BadStubDataException refusal = catchThrowableOfType(BadStubDataException.class,
				() -> operation(operation).unmarshalRequest(new NdrReader(HexDumps.parse(hex), NdrFormat.NDR)));
		assertThat(refusal).isNotNull();
		return refusal;
	}

	private static OperationStub operation(String name) {
		return InterfaceStub.of(Target.class)
			.operations()
			.stream()
			.filter((operation) -> operation.name().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static Node list(int length) {
		Node list = null;
		for (int i = 0; i < length; i++) {
			list = new Node(i, list);
		}
		return list;
	}

	static long allocated(Runnable action) {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		long before = threads.getThreadAllocatedBytes(thread);
		action.run();
		return threads.getThreadAllocatedBytes(thread) - before;
	}

	@RpcInterface
	interface Target {

		void bytes(int length, @SizeIs("length") byte[] data);

		void longs(long[] numbers);

		void string(String text);

		void fixed(@Ansi @FixedSize(4) String text);

		void varying(@FixedSize(4) @LengthIs("count") byte[] values, int count);

		void slice(@FixedSize(4) @FirstIs("first") @LengthIs("count") byte[] values, int first, int count);

		void matrix(int n, int m, @SizeIs({ "n", "m" }) byte[][] cells);

		void table(int n, @SizeIs({ "n", "4" }) @Ansi String[] texts);

		void sized(int length, @SizeIs("length") byte[] data);

		void blob(Blob blob);

		void pointed(Pointed value);

		void later(Later value);

		void rows(int n, int m, @SizeIs({ "n", "m" }) byte[] @Nullable [] cells);

		void ranged(@Range(min = 1, max = 5) int number, @Range(min = 1, max = 5) int[] numbers);

		void colour(Colour colour);

		void pointer(Strict node);

		void shape(Shape shape);

		void switched(int level, @SwitchIs("level") Shape shape);

		void shapes(int level, List<@SwitchIs("level") Shape> shapes);

		void nested(List<Line> lines);

		void full(@Full @Nullable UUID id, @Full @Nullable String text);

		void aliases(@Full @Nullable UUID first, @Full @Nullable UUID second);

		void circle(Ring ring);

		void list(Node list);

		void positive(Positive value);

	}

	record Blob(int length, @SizeIs("length") byte[] data) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Blob blob && Arrays.equals(this.data, blob.data);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.data);
		}

	}

	enum Colour {

		RED, GREEN, BLUE

	}

	record Pointed(@Nullable Integer n, @SizeIs("*n") byte @Nullable [] data) {

	}

	record Later(@SizeIs("*n") byte @Nullable [] data, @Nullable Integer n) {

	}

	record Strict(int value, @io.opnum.rpc.Unique Leaf next) {

	}

	record Leaf(int value) {

	}

	sealed interface Shape {

	}

	@UnionCase(1)
	record Circle(int radius) implements Shape {

	}

	@UnionCase(2)
	record Square(byte side) implements Shape {

	}

	record Line(List<Integer> prices) {

	}

	record Ring(int value, @Full @Nullable Ring next) {

	}

	record Node(int value, @Nullable Node next) {

	}

	record Positive(int value) {

		Positive {
			if (value < 0) {
				throw new IllegalArgumentException(value + " is not positive");
			}
		}

	}

}
