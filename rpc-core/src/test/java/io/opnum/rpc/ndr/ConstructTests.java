package io.opnum.rpc.ndr;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.Ansi;
import io.opnum.rpc.Bool;
import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.FirstIs;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Int3264;
import io.opnum.rpc.LastIs;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.MsUnion;
import io.opnum.rpc.NdrConverters;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.StatusCode;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Each construct of NDR in each transfer syntax and byte order, in requests and in
 * responses, written and read: the octets are those of a {@link Layout} written by hand
 * after C706 14.2 and 14.3 and MS-RPCE 2.2.5.
 */
class ConstructTests {

	private static final List<NdrFormat> FORMATS = List.of(NdrFormat.NDR, NdrFormat.NDR_BIG_ENDIAN, NdrFormat.NDR64);

	static Stream<Arguments> constructs() {
		UUID id = UUID.fromString("00010203-0405-0607-0809-0a0b0c0d0e0f");
		Point point = new Point((byte) 1, 7);
		Ring ring = Ring.ofItself(5);
		return Stream.of(
		// @formatter:off
			construct("baseTypes", "b:1 b:2 h:3 i:4 l:5 i:0x3fc00000 l:0x4000000000000000 t:x c:y",
					true, (byte) 2, (short) 3, 4, 5L, 1.5f, 2.0, 'x', 'y'),
			construct("windowsTypes", "i:1 z:7 z:8 i:5 i:0x80004005 i:0xc0000022",
					true, 7L, 8L, RpcStatus.ACCESS_DENIED, 0x80004005, 0xc0000022),
			construct("uuid", "b:1 i:0x00010203 h:0x0405 h:0x0607 x:08090a0b0c0d0e0f", (byte) 1, id),
			construct("contextHandle", "b:1 i:0 i:0x00010203 h:0x0405 h:0x0607 x:08090a0b0c0d0e0f",
					(byte) 1, new NdrContextHandle(0, id)),
			construct("enumerations", "b:1 e:1 b:1 i:1 e:9", (byte) 1, Colour.GREEN, (byte) 1, Colour.GREEN, 9),
			construct("range", "i:5 p h:9", 5, Optional.of((short) 9)),
			construct("fixedArray", "h:1 h:2 h:3", new short[] { 1, 2, 3 }),
			construct("varyingArray", "n:0 n:2 h:7 h:8 i:2", new short[] { 7, 8 }, 2),
			construct("conformantArray", "i:2 n:2 h:7 h:8", 2, new short[] { 7, 8 }),
			construct("conformantVaryingArray", "i:4 i:2 n:4 n:0 n:2 h:7 h:8", 4, 2, new short[] { 7, 8 }),
			construct("partOfArray", "i:1 i:2 n:1 n:2 b:7 b:8", 1, 2, new byte[] { 7, 8 }),
			construct("maxIsAndLastIs", "i:3 i:2 n:4 n:0 n:3 b:7 b:8 b:9", 3, 2, new byte[] { 7, 8, 9 }),
			construct("expressions", "h:4 n:2 b:1 b:2 n:8 b:1 b:2 b:3 b:4 b:5 b:6 b:7 b:8 n:5 b:1 b:2 b:3 b:4 b:5",
					(short) 4, new byte[] { 1, 2 }, new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 }, new byte[] { 1, 2, 3, 4, 5 }),
			construct("dereferencedSize", "p i:2 n:2 b:1 b:2", 2, new byte[] { 1, 2 }),
			construct("sizeBehindPointer", "p p p0 i:2 n:2 b:1 b:2",
					new Pointed(2, new byte[] { 1, 2 }, null)),
			construct("sizeBehindPointer", "p0 p0 p0", new Pointed(null, null, null)),
			construct("sizeBehindLaterPointer", "p p n:3 b:1 b:2 b:3 h:4",
					new LaterPointed(new byte[] { 1, 2, 3 }, Optional.of((short) 4))),
			construct("fixedMatrix", "h:1 h:2 h:3 h:4", (Object) new short[][] { { 1, 2 }, { 3, 4 } }),
			construct("conformantMatrix", "i:2 i:1 n:2 n:1 l:7 l:8", 2, 1, new long[][] { { 7 }, { 8 } }),
			construct("varyingMatrix", "i:1 i:2 n:0 n:1 n:0 n:2 h:7 h:8", 1, 2, new short[][] { { 7, 8 } }),
			construct("conformantStructure", "b:9 n:3 a:4 b:1 a:4 i:3 h:7 h:8 h:9 a:1/4 b:8", (byte) 9,
					new Outer((byte) 1, new Inner(3, new short[] { 7, 8, 9 })), (byte) 8),
			construct("pointersToRows", "i:3 i:2 n:3 p p0 p n:2 h:1 h:2 n:2 h:3 h:4", 3, 2,
					(Object) new short[][] { { 1, 2 }, null, { 3, 4 } }),
			construct("pointersToRows", "i:1 i:2 n:1 p0", 1, 2, (Object) new short[][] { null }),
			construct("fieldOfPointersToRows",
					"a:4/8 h:1 b:2 p b:9 a:1/8 n:1 n:0 n:1 p n:2 n:0 n:1 p n:2 n:0 n:2 t:a h:0",
					new PointedRows((short) 1, (byte) 2, List.of(List.of("a")), (byte) 9)),
			construct("structure", "b:1 a:4 b:1 i:7 b:2", (byte) 1, point, (byte) 2),
			construct("structureWithGaps", "b:1 a:8 b:2 l:3 b:4 a:1/8 b:5", (byte) 1, new Gaps((byte) 2, 3, (byte) 4),
					(byte) 5),
			construct("refPointers", "p p a:4 b:1 i:7 i:8", new Refs(point, 8)),
			construct("uniquePointers", "p p0 a:4 b:1 i:7", new Uniques(point, null)),
			construct("fullPointers", "p:1 p:1 p:2 p0 a:4 b:1 i:7 a:4 b:2 i:8",
					new Fulls(point, point, new Point((byte) 2, 8), null)),
			construct("cycle", "p:1 a:4/8 i:5 a:4/8 i:1 p n:1 p:1", ring),
			construct("pointerToPointer", "p p i:7", Optional.of(Optional.of(7))),
			construct("nullPointerToPointer", "p p0", Optional.of(Optional.empty())),
			construct("arrayOfPointers", "i:3 n:3 p p0 p i:1 i:2", 3, Arrays.asList(1, null, 2)),
			construct("deferral", "b:1 a:4/8 p p i:1 p i:2 p0 n:2 n:0 n:2 t:a h:0 b:2", (byte) 1,
					new Deferred(new Node(1, new Node(2, null)), "a"), (byte) 2),
			construct("deferralInArray", "i:2 n:2 i:1 p i:2 p a:4/8 i:3 p0 a:4/8 i:4 p0", 2,
					List.of(new Node(1, new Node(3, null)), new Node(2, new Node(4, null)))),
			construct("encapsulatedUnion", "b:1 a:4/8 i:1 a:1/8 b:7 a:1/8 i:2 a:1/8 l:9", (byte) 1,
					new Octet((byte) 7), new Hyper(9)),
			construct("defaultArm", "a:1/8 i:0 a:1/8 h:7", new Other((short) 7)),
			construct("emptyArm", "a:1/8 i:3 a:1/8", new None()),
			construct("switchedUnion", "h:1 a:1/8 h:1 a:1/8 b:7", (short) 1, new Octet((byte) 7)),
			construct("switchedUnion", "h:77 a:1/8 h:77 a:1/8 h:7", (short) 77, new Other((short) 7)),
			construct("switchedByEnum", "e:1 a:1/8 e:1 a:1/8 b:7", Colour.GREEN, new Octet((byte) 7)),
			construct("msUnion", "b:1 a:1/8 b:1 a:8 b:7", (byte) 1, new OldOctet((byte) 7)),
			construct("unionOfComponents", "a:1/8 i:2 p n:2 n:0 n:2 t:a h:0", new Held(2, null, "a")),
			construct("arrayOfUnions", "b:1 a:4/8 i:2 p n:2 a:1/8 b:1 a:1/8 b:7 a:1/8 b:1 a:1/8 b:8", (byte) 1,
					List.of(new Octet((byte) 7), new Octet((byte) 8))),
			construct("strings", "p n:2 n:0 n:2 t:a h:0 p n:3 n:0 n:3 c:bc b:0 p0", "a", "bc", null),
			construct("fixedStrings", "b:1 n:0 n:3 c:ab b:0 n:0 n:2 t:c h:0", (byte) 1, "ab", "c"),
			construct("sizedStrings", "i:5 i:2 n:5 n:0 n:2 t:ab n:5 n:0 n:3 c:cd b:0", 5, 2, "ab", "cd"),
			construct("arrayOfStrings", "a:4/8 i:2 p n:2 p p0 n:2 n:0 n:2 t:a h:0", Arrays.asList("a", null)),
			construct("tableOfStrings", "n:0 n:2 c:a b:0 n:0 n:3 c:bc b:0", (Object) new String[] { "a", "bc" }),
			construct("sizedTableOfStrings", "i:2 n:2 n:4 n:0 n:2 c:a b:0 n:0 n:1 b:0", 2, new String[] { "a", "" }),
			construct("countedString", "a:4/8 h:4 h:6 p n:3 n:0 n:2 t:ab",
					new Counted((short) 4, (short) 6, "ab")),
			construct("interfacePointer", "p n:3 i:3 x:010203 a:1/4", new MInterfacePointer(new byte[] { 1, 2, 3 })),
			construct("converted", "b:1 l:0x19db1ded53e8000 p i:0", (byte) 1, Instant.EPOCH, Instant.EPOCH),
			construct("counted", "a:4/8 i:2 p n:2 i:1 i:2", List.of(1, 2)),
			construct("map", "a:4/8 i:1 p n:1 p i:2 a:1/8 n:2 n:0 n:2 t:a h:0", Map.of("a", 2)),
			construct("setAndOptional", "a:4/8 i:1 p n:1 h:5 p i:6", Set.of((short) 5), OptionalInt.of(6)),
			construct("instantAndDate", "b:1 i:0xd53e8000 i:0x19db1de i:2026 h:2 h:3", (byte) 1, Instant.EPOCH,
					LocalDate.of(2026, 2, 3)),
			construct("decimal", "a:4/8 i:2 a:4/8 i:2 p n:2 x:0123", new BigDecimal(BigInteger.valueOf(0x123), 2)),
			construct("genericRecord", "i:1 a:4/8 i:1 p n:1 i:2", new Page<>(1, List.of(2))),
			construct("genericUnion", "i:1 i:7", new Found<>(7)),
			construct("innerUnion", "i:2 b:7", new Car((byte) 7)));
		// @formatter:on
	}

	private static Arguments construct(String operation, String layout, @Nullable Object... values) {
		return arguments(operation, layout, values);
	}

	@ParameterizedTest
	@MethodSource("constructs")
	void isTheSameInAnySyntaxAndDirection(String name, String layout, @Nullable Object[] values) {
		OperationStub operation = RoundTrip.operation(Constructs.class, name);
		for (NdrFormat format : FORMATS) {
			byte[] expected = Layout.of(layout, format.order() == ByteOrder.LITTLE_ENDIAN, format.ndr64());
			assertThat(hex(request(operation, format, held(values)))).as("request in %s", format)
				.isEqualTo(HexFormat.of().formatHex(expected));
			assertThat(hex(response(operation, format, held(values)))).as("response in %s", format)
				.isEqualTo(HexFormat.of().formatHex(expected));
			NdrReader reader = new NdrReader(Unpooled.wrappedBuffer(expected), format);
			@Nullable Object[] received = operation.unmarshalRequest(reader);
			assertThat(reader.remaining()).as("octets that are not read of a request in %s", format).isZero();
			assertThat(hex(request(operation, format, received))).as("request read and written in %s", format)
				.isEqualTo(HexFormat.of().formatHex(expected));
			@Nullable Object[] returned = held(new Object[values.length]);
			operation.unmarshalResponse(new NdrReader(Unpooled.wrappedBuffer(expected), format), returned);
			assertThat(hex(response(operation, format, returned))).as("response read and written in %s", format)
				.isEqualTo(HexFormat.of().formatHex(expected));
			if (!name.equals("cycle")) {
				assertThat(values(received)).usingRecursiveComparison().isEqualTo(values);
				assertThat(values(returned)).usingRecursiveComparison().isEqualTo(values);
			}
		}
	}

	@Test
	void everyOperationIsAConstruct() {
		assertThat(constructs().map((construct) -> construct.get()[0]).distinct()).containsExactlyInAnyOrderElementsOf(
				InterfaceStub.of(Constructs.class).operations().stream().map(OperationStub::name).toList());
	}

	private static @Nullable Object[] held(@Nullable Object[] values) {
		return Arrays.stream(values).map((value) -> (Object) new InOut<>(value)).toArray();
	}

	private static @Nullable Object[] values(@Nullable Object[] holders) {
		return Arrays.stream(holders).map((holder) -> ((InOut<?>) holder).getOrNull()).toArray();
	}

	private static ByteBuf request(OperationStub operation, NdrFormat format, @Nullable Object[] arguments) {
		ByteBuf stub = Unpooled.buffer();
		operation.marshalRequest(new NdrWriter(stub, format), arguments);
		return stub;
	}

	private static ByteBuf response(OperationStub operation, NdrFormat format, @Nullable Object[] arguments) {
		ByteBuf stub = Unpooled.buffer();
		operation.marshalResponse(new NdrWriter(stub, format), arguments, null);
		return stub;
	}

	private static String hex(ByteBuf octets) {
		return ByteBufUtil.hexDump(octets);
	}

	/**
	 * All parameters go both ways, so that request and response have the same octets.
	 */
	@RpcInterface
	interface Constructs {

		void baseTypes(InOut<Boolean> a, InOut<Byte> b, InOut<Short> c, InOut<Integer> d, InOut<Long> e, InOut<Float> f,
				InOut<Double> g, InOut<Character> h, @Ansi InOut<Character> i);

		void windowsTypes(@Bool InOut<Boolean> a, @Int3264 InOut<Long> b, @Int3264 @Unsigned InOut<Long> c,
				InOut<RpcStatus> d, @StatusCode(StatusCode.Kind.HRESULT) InOut<Integer> e,
				@StatusCode(StatusCode.Kind.NTSTATUS) InOut<Integer> f);

		void uuid(InOut<Byte> before, InOut<UUID> id);

		void contextHandle(InOut<Byte> before, InOut<NdrContextHandle> handle);

		void enumerations(InOut<Byte> before, InOut<Colour> narrow, InOut<Byte> between, @V1Enum InOut<Colour> wide,
				@RawEnum InOut<Integer> raw);

		void range(@Range(min = 1, max = 5) InOut<Integer> number,
				InOut<Optional<@Range(min = 1, max = 9) Short>> optional);

		void fixedArray(@FixedSize(3) InOut<short[]> a);

		void varyingArray(@FixedSize(4) @LengthIs("n") InOut<short[]> a, InOut<Integer> n);

		void conformantArray(InOut<Integer> n, @SizeIs("n") InOut<short[]> a);

		void conformantVaryingArray(InOut<Integer> n, InOut<Integer> m, @SizeIs("n") @LengthIs("m") InOut<short[]> a);

		void partOfArray(InOut<Integer> first, InOut<Integer> n,
				@FixedSize(4) @FirstIs("first") @LengthIs("n") InOut<byte[]> a);

		void maxIsAndLastIs(InOut<Integer> max, InOut<Integer> last, @MaxIs("max") @LastIs("last") InOut<byte[]> a);

		void expressions(InOut<Short> n, @SizeIs("n / 2") InOut<byte[]> half, @SizeIs("n * 2") InOut<byte[]> twice,
				@SizeIs("(n - 1) * 1 + 2") InOut<byte[]> more);

		void dereferencedSize(InOut<@Nullable Integer> n, @SizeIs("*n") InOut<byte[]> a);

		void sizeBehindPointer(InOut<Pointed> a);

		void sizeBehindLaterPointer(InOut<LaterPointed> a);

		void fixedMatrix(@FixedSize({ 2, 2 }) InOut<short[][]> a);

		void conformantMatrix(InOut<Integer> n, InOut<Integer> m, @SizeIs({ "n", "m" }) InOut<long[][]> a);

		void varyingMatrix(InOut<Integer> rows, InOut<Integer> columns,
				@FixedSize({ 2, 3 }) @LengthIs({ "rows", "columns" }) InOut<short[][]> a);

		void conformantStructure(InOut<Byte> before, InOut<Outer> a, InOut<Byte> after);

		void pointersToRows(InOut<Integer> n, InOut<Integer> m, @SizeIs({ "n", "m" }) InOut<short[] @Nullable []> a);

		void fieldOfPointersToRows(InOut<PointedRows> a);

		void structure(InOut<Byte> before, InOut<Point> a, InOut<Byte> after);

		void structureWithGaps(InOut<Byte> before, InOut<Gaps> a, InOut<Byte> after);

		void refPointers(InOut<Refs> a);

		void uniquePointers(InOut<Uniques> a);

		void fullPointers(InOut<Fulls> a);

		void cycle(InOut<@Full @Nullable Ring> a);

		void pointerToPointer(InOut<Optional<Optional<Integer>>> a);

		void nullPointerToPointer(InOut<Optional<Optional<Integer>>> a);

		void arrayOfPointers(InOut<Integer> n, @SizeIs("n") InOut<List<@Nullable Integer>> a);

		void deferral(InOut<Byte> before, InOut<Deferred> a, InOut<Byte> after);

		void deferralInArray(InOut<Integer> n, @SizeIs("n") InOut<List<Node>> a);

		void encapsulatedUnion(InOut<Byte> before, InOut<Choice> a, InOut<Choice> b);

		void defaultArm(InOut<Choice> a);

		void emptyArm(InOut<Choice> a);

		void switchedUnion(InOut<Short> level, @SwitchIs("level") InOut<Choice> a);

		void switchedByEnum(InOut<Colour> level, @SwitchIs("level") InOut<Choice> a);

		void msUnion(InOut<Byte> level, @SwitchIs("level") InOut<Old> a);

		void unionOfComponents(InOut<Held> a);

		void arrayOfUnions(InOut<Byte> level, InOut<List<@SwitchIs("level") Choice>> a);

		void strings(InOut<String> a, @Ansi InOut<String> b, InOut<@Nullable String> c);

		void fixedStrings(InOut<Byte> before, @Ansi @FixedSize(4) InOut<String> a, @FixedSize(3) InOut<String> b);

		void sizedStrings(InOut<Integer> size, InOut<Integer> length,
				@SizeIs("size") @LengthIs("length") InOut<String> a, @Ansi @SizeIs("size") InOut<String> b);

		void arrayOfStrings(InOut<List<@Nullable String>> a);

		void tableOfStrings(@FixedSize({ 2, 4 }) InOut<@Ansi String[]> a);

		void sizedTableOfStrings(InOut<Integer> n, @SizeIs({ "n", "4" }) InOut<@Ansi String[]> a);

		void countedString(InOut<Counted> a);

		void interfacePointer(InOut<@Nullable MInterfacePointer> a);

		void converted(InOut<Byte> before, @ConvertedBy(NdrConverters.HyperTime.class) InOut<Instant> a,
				@ConvertedBy(NdrConverters.UnixTime.class) InOut<@Nullable Instant> b);

		void counted(InOut<List<Integer>> a);

		void map(InOut<Map<String, Integer>> a);

		void setAndOptional(InOut<Set<Short>> a, InOut<OptionalInt> b);

		void instantAndDate(InOut<Byte> before, InOut<Instant> a, InOut<LocalDate> b);

		void decimal(InOut<BigDecimal> a);

		void genericRecord(InOut<Page<Integer>> a);

		void genericUnion(InOut<Result<Integer>> a);

		void innerUnion(InOut<Vehicle> a);

	}

	enum Colour {

		RED, GREEN

	}

	record Point(byte x, int y) {

	}

	record Gaps(byte a, long b, byte c) {

	}

	record Outer(byte a, Inner b) {

	}

	record Inner(int n, @SizeIs("n") short[] a) {

	}

	record Pointed(@Nullable Integer n, @SizeIs("*n") byte @Nullable [] a, @SizeIs("*n") @Nullable String b) {

	}

	record LaterPointed(@SizeIs("*n - 1") byte @Nullable [] a, Optional<Short> n) {

	}

	record PointedRows(short n, byte m, @SizeIs( {
			"n", "m" }) @LengthIs({ "n", "n" }) @Nullable List<@Unique List<String>> rows, byte after){

	}

	record Refs(@Ref Point a, @Ref Integer b) {

	}

	record Uniques(@Nullable Point a, @Nullable Point b) {

	}

	record Fulls(@Full Point a, @Full Point b, @Full Point c, @Full @Nullable Point d) {

	}

	record Ring(int value, List<@Full @Nullable Ring> next) {

		static Ring ofItself(int value) {
			List<Ring> next = new ArrayList<>();
			Ring ring = new Ring(value, next);
			next.add(ring);
			return ring;
		}

		@Override
		public String toString() {
			return "Ring[" + this.value + "]";
		}

	}

	record Node(int value, @Nullable Node next) {

	}

	record Deferred(@Nullable Node a, @Nullable String b) {

	}

	sealed interface Choice {

	}

	@UnionCase(1)
	record Octet(byte a) implements Choice {

	}

	@UnionCase(2)
	record Hyper(long a) implements Choice {

	}

	@UnionCase(3)
	record None() implements Choice {

	}

	@UnionCase(isDefault = true)
	record Other(short a) implements Choice {

	}

	@MsUnion
	sealed interface Old {

	}

	@UnionCase(1)
	record OldOctet(byte a) implements Old {

	}

	@UnionCase(2)
	record OldHyper(long a) implements Old {

	}

	record Held(int level, @UnionCase(1) @Nullable Integer a, @UnionCase(2) @Nullable String b) {

	}

	record Counted(@Unsigned short length, @Unsigned short size,
			@SizeIs("size / 2") @LengthIs("length / 2") @Nullable String text) {

	}

	record Page<T>(T first, List<T> more) {

	}

	sealed interface Result<T> {

	}

	@UnionCase(1)
	record Found<T>(T value) implements Result<T> {

	}

	sealed interface Vehicle {

	}

	@UnionCase(1)
	record Bicycle(int gears) implements Vehicle {

	}

	sealed interface MotorVehicle extends Vehicle {

	}

	@UnionCase(2)
	record Car(byte seats) implements MotorVehicle {

	}

}
