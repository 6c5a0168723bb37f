package io.opnum.rpc.ndr;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;

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
import io.opnum.rpc.Out;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.Ref;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.StatusCode;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unique;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import org.jspecify.annotations.Nullable;

/**
 * An interface of everything that an interface can say, with arguments for its
 * operations.
 */
@RpcInterface
interface Torture {

	void numbers(boolean flag, byte octet, short small, int number, long large, float single, double twice, char wide,
			@Ansi char narrow, Plain plain);

	void strings(String text, @Ansi String narrow, @Nullable String none, Texts texts, List<@Nullable String> list,
			@FixedSize({ 2, 8 }) @Ansi String[] table, int n, @SizeIs({ "n", "8" }) String[] sized);

	void arrays(int n, int m, @SizeIs("n") short[] conformant, @FixedSize({ 2, 3 }) int[][] matrix,
			@SizeIs({ "n", "m" }) byte[][] rows, @FixedSize(4) @FirstIs("m") @LengthIs("n") byte[] slice,
			@MaxIs("n") @LastIs("m") long @Nullable [] last, @SizeIs("n * 2 - m / 1") boolean[] calculated,
			List<List<Integer>> lists, Outer outer);

	void windows(int n, int m, @SizeIs({ "n", "m" }) @FirstIs({ "1", "" }) @LengthIs({ "n - 1", "m" }) int[][] part,
			@SizeIs("n") List<@Nullable Plain> pointers, @SizeIs("n") Set<String> names);

	void pointers(@Unique Plain unique, @Nullable Node node, @Full @Nullable Ring ring,
			List<@Full @Nullable Ring> rings, Optional<Optional<Integer>> twice, Pointed pointed);

	void unions(Shape shape, short level, @SwitchIs("level") Shape switched, List<@SwitchIs("level") Shape> shapes,
			Held held, @SwitchIs("level") Held other, @SwitchIs("level") Old old, Result<List<String>> result,
			Tree tree);

	void conveniences(Instant instant, Duration duration, LocalDate date, LocalTime time, OffsetDateTime offset,
			ZonedDateTime zoned, Money money, Map<String, List<Instant>> map, Set<UUID> set, OptionalInt optional,
			@ConvertedBy(NdrConverters.HyperInterval.class) Duration interval,
			@ConvertedBy(NdrConverters.UnixTime.class) Instant unix);

	List<Plain> holders(int n, @SizeIs("n") Out<byte[]> octets, InOut<@Nullable String> text, Out<Shape> shape,
			InOut<Map<Integer, String>> map);

	/**
	 * Arguments for an operation.
	 */
	static @Nullable Object[] arguments(String operation) {
		Plain plain = new Plain(Colour.GREEN, Wide.MANY, 3, true, -1, RpcStatus.ACCESS_DENIED, 5, 7, new UUID(1, 2));
		Ring last = new Ring(2, List.of());
		Ring ring = new Ring(1, List.of(last, last));
		Map<Integer, String> map = new LinkedHashMap<>();
		map.put(1, "a");
		map.put(2, "b");
		return switch (operation) {
			case "numbers" -> new Object[] { true, (byte) 1, (short) 2, 3, 4L, 5f, 6d, 'x', 'y', plain };
			case "strings" -> new Object[] { "text", "narrow", null,
					new Texts("ab", (short) 2, (short) 4, "cd", List.of("e", "")), Arrays.asList("f", null, "gh"),
					new String[] { "one", "two" }, 2, new String[] { "three", "" } };
			case "arrays" -> new Object[] { 2, 1, new short[] { 1, 2 }, new int[][] { { 1, 2, 3 }, { 4, 5, 6 } },
					new byte[][] { { 1 }, { 2 } }, new byte[] { 8, 9 }, new long[] { 7, 8 },
					new boolean[] { true, false, true }, List.of(List.of(1, 2), List.of()),
					new Outer((byte) 1, new Inner(3, new short[] { 1, 2, 3 })) };
			case "windows" -> new Object[] { 2, 2, new int[][] { { 3, 4 } }, Arrays.asList(plain, null),
					new LinkedHashSet<>(List.of("a", "b")) };
			case "pointers" -> new Object[] { plain, new Node(1, new Node(2, null)), ring,
					Arrays.asList(ring, null, last), Optional.of(Optional.of(7)), new Pointed(plain, 3,
							new MInterfacePointer(new byte[] { 1, 2, 3 }), new long[] { 1, 2, 3 }, List.of(1, 2)) };
			case "unions" -> new Object[] { new Square((byte) 3), (short) 1, new Circle(4),
					List.of(new Circle(1), new Circle(2)), new Held(3, null, "text", null), new Held(1, 5, null, null),
					new OldOctet((byte) 1), new Found<>(List.of("a", "b")), new Branch(new Leaf(1), new Leaf(2)) };
			case "conveniences" -> new Object[] { Instant.EPOCH, Duration.ofMillis(-1), LocalDate.of(2026, 2, 3),
					LocalTime.NOON, OffsetDateTime.parse("2026-02-03T04:05:06+01:00"),
					ZonedDateTime.parse("2026-02-03T04:05:06+01:00[Europe/Berlin]"),
					new Money(new BigDecimal("12.50"), BigInteger.TEN, Currency.getInstance("EUR"), Locale.GERMANY,
							URI.create("urn:a"), ZoneId.of("UTC")),
					Map.of("a", List.of(Instant.EPOCH)), Set.of(new UUID(3, 4)), OptionalInt.of(5),
					Duration.ofMinutes(1), Instant.EPOCH };
			case "holders" -> new Object[] { 2, held(new byte[] { 1, 2 }), new InOut<>("text"), held(new Circle(1)),
					new InOut<>(map) };
			default -> throw new IllegalArgumentException(operation);
		};
	}

	/**
	 * The result of the operation that has one.
	 */
	static List<Plain> result() {
		return List.of((Plain) arguments("numbers")[9]);
	}

	private static <T> Out<T> held(T value) {
		Out<T> out = new Out<>();
		out.set(value);
		return out;
	}

	record Plain(Colour colour, @V1Enum Wide wide, @RawEnum int raw, @Bool boolean flag, @Int3264 long pointerSized,
			RpcStatus status, @StatusCode(StatusCode.Kind.HRESULT) int result,
			@Range(min = 1, max = 10) @Unsigned long ranged, UUID id) {

	}

	enum Colour {

		RED, GREEN

	}

	enum Wide {

		ONE, MANY

	}

	record Texts(@Ansi @FixedSize(4) String fixed, @Unsigned short length, @Unsigned short size,
			@SizeIs("size") @LengthIs("length") @Nullable String counted, List<String> more) {

	}

	record Outer(byte first, Inner inner) {

	}

	record Inner(int n, @SizeIs("n") short[] values) {

	}

	record Node(int value, @Nullable Node next) {

	}

	record Ring(int value, List<@Full @Nullable Ring> next) {

	}

	record Pointed(@Ref Plain ref, int n, @Nullable MInterfacePointer unknown, @SizeIs("n") long @Nullable [] values,
			@Full List<Integer> full) {

	}

	sealed interface Shape {

	}

	@UnionCase(1)
	record Circle(int radius) implements Shape {

	}

	@UnionCase(value = 2, isDefault = true)
	record Square(byte side) implements Shape {

	}

	@UnionCase(9)
	record None() implements Shape {

	}

	@UnionCase(0)
	record Held(int level, @UnionCase(1) @Nullable Integer number, @UnionCase( {
			2, 3 }) @Nullable String text, @UnionCase(isDefault = true) @Nullable List<Short> list){

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

	sealed interface Result<T> {

	}

	@UnionCase(1)
	record Found<T>(T value) implements Result<T> {

	}

	@UnionCase(2)
	record Missing<T>(int reason) implements Result<T> {

	}

	sealed interface Tree {

	}

	@UnionCase(1)
	record Leaf(int value) implements Tree {

	}

	@UnionCase(2)
	record Branch(@Unique Tree left, @Unique Tree right) implements Tree {

	}

	record Money(BigDecimal amount, BigInteger count, Currency currency, Locale locale, URI uri, ZoneId zone) {

	}

}
