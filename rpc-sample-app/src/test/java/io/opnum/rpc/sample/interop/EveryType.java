package io.opnum.rpc.sample.interop;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

import io.opnum.rpc.Ansi;
import io.opnum.rpc.Bool;
import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Int3264;
import io.opnum.rpc.LengthIs;
import io.opnum.rpc.MaxIs;
import io.opnum.rpc.Out;
import io.opnum.rpc.Range;
import io.opnum.rpc.RawEnum;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.StatusCode;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.SwitchType;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.Unsigned;
import io.opnum.rpc.V1Enum;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.MInterfacePointer;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;

/**
 * The types of the documentation, each in an operation that answers with something else
 * than it was asked. {@link EveryTypeService} and {@code src/test/peers/wine} implement
 * it, in Java and in C from the printed IDL.
 * <p>
 * Structures with pointers have members of four octets alone: Wine does not align them on
 * the wire.
 */
@RpcInterface(uuid = "6b1f3c52-0d4e-4a8b-9e27-5c8f1a2d3b40", version = "1.0")
interface EveryType {

	/** Each number less one, the flag negated, each character the next. */
	void primitives(InOut<Boolean> flag, InOut<Byte> octet, InOut<Short> narrow, InOut<Integer> number,
			InOut<Long> wide, InOut<Float> single, InOut<Double> twice, InOut<Character> letter,
			@Ansi InOut<Character> ansi, InOut<UUID> id);

	/** The sum. */
	double sum(boolean flag, byte octet, short narrow, int number, long wide, float single, double twice, char letter,
			@Ansi char ansi);

	boolean not(boolean value);

	byte nextOctet(byte value);

	short nextShort(@Unsigned short value);

	@Unsigned
	int nextLong(@Unsigned int value);

	long nextHyper(@Unsigned long value);

	float half(float value);

	double quarter(double value);

	char nextLetter(char value);

	@Ansi
	char nextAnsi(@Ansi char value);

	/** The flag negated, the number less one, the status, 0x80004005, 0xc0000022. */
	RpcStatus windows(@Bool InOut<Boolean> flag, @Int3264 InOut<Long> number, RpcStatus status,
			@StatusCode(StatusCode.Kind.HRESULT) Out<Integer> hresult,
			@StatusCode(StatusCode.Kind.NTSTATUS) Out<Integer> ntstatus);

	/** The other constant of each, a raw number and one. */
	Colour enums(Colour colour, @V1Enum InOut<Size> size, @RawEnum InOut<Integer> raw);

	/** {@code text}, then {@code nullable} or {@code -}, in capitals. */
	String strings(String text, @Nullable String nullable, @Ansi String ansi, @Ansi Out<String> ansiAgain,
			Out<@Nullable String> nothing);

	/** The name backwards. */
	Named fixedString(Named named);

	/** The text again in a buffer of a size. */
	void sizedStrings(int size, @SizeIs("size") String text, @SizeIs("size") Out<String> again);

	/** Backwards; counted, not terminated. */
	CountedString countedString(CountedString string);

	/** The coordinates negated, the label with {@code '}. */
	Labelled structures(Point point, Labelled labelled, Out<Point> mirrored);

	/** Every second of the numbers. */
	void conformantStructure(InOut<@Nullable Numbers> numbers);

	/** The list from its other end. */
	@Nullable Node reverse(@Nullable Node list);

	/** What the pointers lead to, and one; null where they are. */
	void pointers(InOut<@Nullable Integer> unique, InOut<@Nullable Point> point, Optional<Optional<Short>> twice,
			Out<Optional<Optional<Short>>> twiceAgain);

	/** Whether both are the same. */
	boolean same(@Full @Nullable Point first, @Full @Nullable Point second);

	/** Both the left of the pair; the same if there was but one. */
	void aliases(InOut<Aliases> pair);

	/** The numbers backwards. */
	void arrays(@FixedSize(4) InOut<int[]> fixed, int size, int length,
			@SizeIs("size") @LengthIs("length") short[] varying, @SizeIs("size") Out<short[]> conformant,
			@SizeIs("size") long @Nullable [] nullable, @SizeIs("size") Out<long @Nullable []> nullableAgain);

	/** The first octets of a block, as many as its length says, in capitals. */
	void fixedVarying(InOut<Integer> length, @FixedSize(16) @LengthIs("length") InOut<byte[]> octets);

	/** The matrix transposed. */
	int @FixedSize(3) [] @FixedSize(2) [] transpose(int @FixedSize(2) [] @FixedSize(3) [] matrix);

	/** The square of each point. */
	void arrayOfStructures(int count, @SizeIs("count") InOut<Point[]> points);

	/** The strings backwards, also their order. */
	@SizeIs("count")
	List<@Nullable String> arrayOfStrings(int count, @SizeIs("count") List<@Nullable String> texts);

	/** What there is, backwards. */
	List<String> counted(byte[] octets, Out<byte[]> octetsAgain, List<String> texts, @Nullable List<Integer> numbers,
			Out<@Nullable List<Integer>> numbersAgain, List<List<Short>> nested, Out<List<List<Short>>> nestedAgain);

	/** The next arm. */
	Shape shapes(Shape shape);

	/** The arm of the level: its number squared, the point mirrored, or nothing. */
	void levels(short level, @SwitchIs("level") InOut<Level> value);

	/** The same, selected by an enumeration. */
	void coloured(Colour colour, @SwitchIs("colour") InOut<Paint> paint);

	/** The same in a structure, with pointers. */
	Message message(Message message);

	NdrContextHandle open(int start);

	int next(NdrContextHandle handle);

	/** The null handle. */
	void close(InOut<NdrContextHandle> handle);

	/** The status as a fault. */
	void fail(@Unsigned int status);

	/** As many octets, that count on from those sent. */
	void bulk(int size, @SizeIs("size") InOut<byte[]> octets);

	/** The next number. */
	int ranged(@Range(min = 1, max = 100) int number);

	/** The sum of what there is. */
	int rangedElements(List<@Range(min = 1, max = 100) Integer> numbers, @Nullable @Range(min = -1, max = 1) Short one);

	/**
	 * The number {@code n} wants twice, once more, or as it is; {@code m} is one more
	 * then.
	 */
	int expressions(int n, InOut<Integer> m, @SizeIs("n * 2") short[] twice, @SizeIs("n + 1") short[] more,
			@SizeIs("m") short[] pointed, @MaxIs("n") byte[] upTo, @SizeIs("m / 2") byte[] half);

	/** The rows in the opposite order. */
	@SizeIs("rows")
	short[] @FixedSize(3) [] turnedRows(int rows, @SizeIs("rows") short[] @FixedSize(3) [] table);

	/** The sum, with a binding handle between the numbers. */
	int explicit(int left, BindingHandle binding, int right);

	/** The octets backwards. */
	@Nullable MInterfacePointer object(@Nullable MInterfacePointer object);

	/** The other way round. */
	Pair<String, Integer> generic(Pair<Integer, String> pair);

	/** The next vehicle. */
	Vehicle inherited(Vehicle vehicle);

	/** Whether the first is the last, too. */
	boolean shared(List<@Full Numbered> numbers);

	/** One, twice. */
	List<@Full Numbered> twice(int number);

	/** So much later. */
	Instant later(Instant instant, Duration duration);

	/** Both together, and an hour east of Greenwich. */
	LocalDateTime together(LocalDate date, LocalTime time, Out<OffsetDateTime> offset);

	/** An hour later. */
	ZonedDateTime zoned(ZonedDateTime time);

	/** The tenth of the amount, in another currency. */
	Price price(Price price);

	/** Each number and one. */
	Map<String, Integer> counts(Map<String, Integer> counts);

	/** Backwards, and in the opposite order. */
	Set<String> words(Set<String> words);

	/** Each and one, or nothing. */
	OptionalDouble optionals(OptionalInt number, OptionalLong wide, Out<OptionalInt> next, Out<OptionalLong> nextWide);

	/** The name of the other, the zone as its language. */
	Locale texts(URI uri, ZoneId zone, Out<URI> other);

	ContextHandle<Counter> openCounter(int start);

	int count(ContextHandle<Counter> counter);

	@ClosesContext
	void closeCounter(InOut<ContextHandle<Counter>> counter);

	/** What a context handle stands for. */
	interface Counter {

		int next();

	}

	record Pair<A, B>(A left, B right) {
	}

	record Price(BigDecimal amount, Currency currency) {
	}

	sealed interface Vehicle permits Car, Ship {

	}

	@UnionCase(1)
	record Car(int wheels) implements Vehicle {
	}

	sealed interface Ship extends Vehicle permits Sail, Steam {

	}

	@UnionCase(2)
	record Sail(long area) implements Ship {
	}

	@UnionCase(3)
	record Steam(byte funnels) implements Ship {
	}

	enum Colour {

		RED, @EnumNumber(300)
		BLUE

	}

	enum Size {

		@EnumNumber(-1)
		SMALL, @EnumNumber(70_000)
		LARGE

	}

	record CountedString(@Unsigned short length, @Unsigned short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") @Nullable String buffer) {
	}

	/** Wine has strings of fixed size in structures alone. */
	record Named(int number, @Ansi @FixedSize(12) String name) {
	}

	/** Without pointers, so that Wine aligns it. */
	record Point(byte weight, long x, short z, double y) {
	}

	record Labelled(int number, String label, @Nullable String hint, @Ansi String ansi, float size) {
	}

	record Numbers(short count, @SizeIs("count") int[] numbers) {
	}

	record Node(int value, @Nullable Node next) {
	}

	record Aliases(@Full @Nullable Numbered left, @Full @Nullable Numbered right) {
	}

	record Numbered(int number) {
	}

	sealed interface Shape permits Dot, Circle, Nothing {

	}

	@UnionCase(1)
	record Dot(int at) implements Shape {
	}

	@UnionCase(2)
	record Circle(short radius, float area) implements Shape {
	}

	@UnionCase(3)
	record Nothing() implements Shape {
	}

	@SwitchType(short.class)
	sealed interface Level permits Squared, Mirrored, None {

	}

	@UnionCase({ 1, 2 })
	record Squared(long number) implements Level {
	}

	@UnionCase(7)
	record Mirrored(Point point) implements Level {
	}

	@UnionCase(isDefault = true)
	record None() implements Level {
	}

	sealed interface Paint permits Mixed, Plain {

	}

	@UnionCase(0)
	record Mixed(int red) implements Paint {
	}

	@UnionCase(300)
	record Plain(byte blue) implements Paint {
	}

	record Message(int kind, @SwitchIs("kind") Body body) {
	}

	sealed interface Body permits Text, Octets, Linked {

	}

	@UnionCase(1)
	record Text(String text) implements Body {
	}

	@UnionCase(2)
	record Octets(int count, @SizeIs("count") byte @Nullable [] octets) implements Body {
	}

	@UnionCase(3)
	record Linked(@Nullable Node node) implements Body {
	}

}
