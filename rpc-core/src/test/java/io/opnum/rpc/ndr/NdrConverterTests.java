package io.opnum.rpc.ndr;

import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.Unpooled;
import io.opnum.rpc.Ansi;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.FixedSize;
import io.opnum.rpc.Full;
import io.opnum.rpc.InOut;
import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.InterfaceDefinitionException.Defect;
import io.opnum.rpc.NdrConverter;
import io.opnum.rpc.Out;
import io.opnum.rpc.Pipe;
import io.opnum.rpc.Range;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.SwitchIs;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Types that a converter puts on the wire.
 */
class NdrConverterTests {

	@Test
	void typeSaysItsConverter() {
		sends("money", "0700000000000000", new Money(7));
	}

	@Test
	void useGoesBeforeType() {
		sends("text", "02000000" + "00000000" + "02000000" + "37000000", new Money(7));
	}

	@Test
	void whatStandsOnTheUseIsSaidOfTheForm() {
		sends("ansi", "02000000" + "00000000" + "02000000" + "3700", new Money(7));
		sends("nullable", "00000200" + "00000000" + "0700000000000000", new Money(7));
		sends("nullable", "00000000", (Object) null);
		sends("sized", "02000000" + "02000000" + "0102", 2, new Octets((byte) 1, (byte) 2));
		sends("nullableOctets", "01000000" + "00000200" + "01000000" + "05", new Octets((byte) 5));
		sends("nullableOctets", "00000000" + "00000000", (Object) null);
		assertThatIllegalArgumentException().isThrownBy(() -> hex("sized", 3, new Octets((byte) 1)))
			.withMessage("Converted.sized: octets has 1 elements, but its size_is is 3");
	}

	@Test
	void fieldsAreFormsInPlace() {
		sends("account",
				"01" + "00000000000000" + "0700000000000000" + "00000200" + "02000000" + "04000200" + "08000200" + "02"
						+ "00000000000000" + "0900000000000000" + "02000000" + "0102" + "0000" + "02000000" + "00000000"
						+ "02000000" + "38000000",
				new Account((byte) 1, new Money(7), new Money(9), new Octets((byte) 1, (byte) 2), new Money(8),
						(byte) 2));
	}

	@Test
	void fullPointersToOneObjectStayThat() {
		Object[] received = receive("aliases", "01000000" + "00000000" + "0700000000000000" + "01000000");
		assertThat(received[0]).isEqualTo(new Money(7)).isSameAs(received[1]);
	}

	@Test
	void everyPlaceMayBeConverted() {
		List<Money> list = List.of(new Money(1), new Money(2));
		Money[] array = { new Money(3) };
		Page<Money> page = new Page<>(new Money(4), List.of(new Money(5)));
		assertThat(RoundTrip.request(operation("places"), list, array, Optional.of(new Money(6)), page,
				new Paid(new Money(8)), List.of(new Money(9)), new Stock(3, new Paid(new Money(3)))))
			.usingRecursiveComparison()
			.isEqualTo(new Object[] { list, array, Optional.of(new Money(6)), page, new Paid(new Money(8)),
					List.of(new Money(9)), new Stock(3, new Paid(new Money(3))) });
		Out<Money> out = new Out<>();
		out.set(new Money(1));
		assertThat(RoundTrip.responseHex(operation("holders"), new Money(3), out, new InOut<>(new Money(2))))
			.isEqualTo("0100000000000000" + "00000200" + "02000000" + "00000000" + "02000000" + "32000000" + "00000000"
					+ "0300000000000000");
		assertThat(RoundTrip.response(operation("future"), new Money(7))).isEqualTo(new Money(7));
	}

	@Test
	void converterMayBeGeneric() {
		sends("pair", "01000000" + "00000200" + "02000000" + "00000000" + "02000000" + "61000000", new Pair<>(1, "a"));
		sends("pairs", "01000000" + "00000200" + "01000000" + "00000000" + "0700000000000000" + "0800000000000000",
				List.of(new Pair<>(new Money(7), new Money(8))));
	}

	@Test
	void primitiveMayBeConverted() {
		sends("celsius", "d204000000000000", 12.34);
	}

	@Test
	void componentOfAPrimitiveTypeMayHavePointersInItsForm() {
		// The accessor makes another object of the number each time
		sends("measured", "00000200" + "05000000" + "00000000" + "05000000" + "31003000300030000000",
				new Measured(1000));
	}

	@Test
	void formMayBeTheUnionOfASwitch() {
		sends("switched", "01000000" + "01000000" + "0700000000000000", 1, new Wrapped(new Paid(new Money(7))));
		assertThatIllegalArgumentException().isThrownBy(() -> hex("switched", 2, new Wrapped(new Paid(new Money(7)))))
			.withMessageContaining("is the arm Paid, but its switch_is is 2");
	}

	@Test
	void collectionMayBeAnArrayOfPointers() {
		sends("tags",
				"02000000" + "02000000" + "00000200" + "04000200" + "02000000" + "00000000" + "02000000" + "61000000"
						+ "02000000" + "00000000" + "02000000" + "62000000",
				new Tags(2, new LinkedHashSet<>(List.of("a", "b"))));
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> receive("tags",
					"01000000" + "02000000" + "00000200" + "02000000" + "00000000" + "02000000" + "61000000"))
			.withMessageContaining("tags.names at offset")
			.withMessageContaining("expected max_count 2");
	}

	@Test
	void tiedValueThatCantBeConvertedBackIsBadStubData() {
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> receive("oneWay", "01000000" + "01000000" + "0700000000000000"))
			.withMessage("Converted.oneWay: the request has bad stub data: value was made of what was received, but is"
					+ " refused by ReceivedConverter: java.lang.UnsupportedOperationException")
			.withCauseInstanceOf(UnsupportedOperationException.class);
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> receive("oneWayOptional", "02000000" + "00000200" + "02000000" + "0102"))
			.withMessageEndingWith("is refused by ReceivedOctetsConverter: java.lang.UnsupportedOperationException");
	}

	@Test
	void recursionGoesThroughConverters() {
		Chain chain = new Chain(1, new Chain(2, null));
		sends("chain", "01000000" + "00000200" + "02000000" + "00000000", chain);
	}

	@Test
	void valueIsConvertedOnce() {
		CountingConverter.COUNT.set(0);
		RoundTrip.request(operation("counting"), new CountedPair(new Counted("a"), new Counted("b")));
		// In each of three formats
		assertThat(CountingConverter.COUNT).hasValue(6);
		Counted same = new Counted("c");
		assertThat(RoundTrip.request(operation("counting"), new CountedPair(same, same)))
			.containsExactly(new CountedPair(same, same));
	}

	@Test
	void converterRefusesWhatIsSent() {
		assertThatIllegalArgumentException().isThrownBy(() -> hex("picky", List.of(new Picky(1), new Picky(-1))))
			.withMessage("Converted.picky: values[1] is refused by PickyConverter: java.lang.IllegalStateException: -1")
			.havingRootCause()
			.isInstanceOf(IllegalStateException.class);
		assertThatIllegalArgumentException().isThrownBy(() -> hex("picky", List.of(new Picky(0))))
			.withMessage("Converted.picky: values[0] is made null by PickyConverter");
		assertThatIllegalArgumentException().isThrownBy(() -> hex("picky", Arrays.asList((Picky) null)))
			.withMessageStartingWith("Converted.picky: values[0] is null, which can't be sent");
	}

	@Test
	void converterRefusesWhatIsReceived() {
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> receive("picky", "02000000" + "00000200" + "02000000" + "01000000" + "ffffffff"))
			.withMessage("Converted.picky: the request has bad stub data: values[1] up to offset 20 of the stub: is"
					+ " refused by PickyConverter: java.lang.IllegalStateException: -1")
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.BAD_STUB_DATA))
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue())
			.withCauseInstanceOf(IllegalStateException.class);
		assertThatExceptionOfType(BadStubDataException.class)
			.isThrownBy(() -> receive("picky", "01000000" + "00000200" + "01000000" + "00000000"))
			.withMessageEndingWith("values[0] up to offset 16 of the stub: is made null by PickyConverter");
	}

	@Test
	void descriptionIsThatOfTheForm() {
		assertThat(operation("money").parameters().get(0).type()).isEqualTo(TypeDescription.Primitive.HYPER);
	}

	@Test
	void elementsOfPipesMayBeConverted() {
		// Refused are elements that have no size of their own
		assertThat(RoundTrip.operation(Piped.class, "times").name()).isEqualTo("times");
		assertThat(RoundTrip.operation(Piped.class, "ranges").name()).isEqualTo("ranges");
		assertThat(defects(PipedTexts.class)).isNotEmpty();
		assertThat(defects(PipedArrays.class)).containsExactly(
				"arrays(Pipe<double[]>, Pipe<int[]>), parameter converted: the elements of double[] can't be converted or"
						+ " have a range. Use Pipe<Double>, annotated.",
				"arrays(Pipe<double[]>, Pipe<int[]>), parameter ranged: the elements of int[] can't be converted or have a"
						+ " range. Use Pipe<Integer>, annotated.");
	}

	@Test
	void converterIsMadeOnce() {
		int before = CountingConverter.MADE.get();
		InterfaceStub.of(Converted.class);
		RoundTrip.request(operation("counting"), new CountedPair(new Counted("a"), new Counted("b")));
		assertThat(CountingConverter.MADE).hasValue(Math.max(1, before));
	}

	@Test
	void defectsOfConverters() {
		assertThat(defects(Defective.class)).containsExactlyInAnyOrder(
				"other(String), parameter text: MoneyConverter converts Money, not String. Name a converter of String, or"
						+ " put @ConvertedBy in front of the type it is about.",
				"whole(List<Money>), parameter list: MoneyConverter converts Money, not List<Money>. Name a converter of"
						+ " List<Money>, or put @ConvertedBy in front of the type it is about.",
				"raw(Object), parameter value: RawConverter does not say what it converts. Let it implement"
						+ " NdrConverter<Object, ...> with type arguments.",
				"abstracted(Object), parameter value: the converter AbstractConverter is abstract. Name a class that can be"
						+ " made.",
				"inner(Object), parameter value: the converter InnerConverter has no constructor without parameters. Give"
						+ " it one; as an inner class make it static.",
				"failing(Object), parameter value: the converter FailingConverter can't be made:"
						+ " java.lang.IllegalStateException: no. Let its constructor do nothing that may fail.",
				"pointer(Object), parameter value: the form that PointerConverter gives it is a pointer. Say @Nullable,"
						+ " @Unique, @Full or @Ref where Object is used.",
				"formless(Thread), parameter thread, as ThreadConverter converts it: Runnable has no NDR form. Use a record,"
						+ " or a sealed interface of records, which is a union, or name a converter with @ConvertedBy.",
				"meaningless(Money), parameter money, as MoneyConverter converts it: @Ansi means nothing on Long. Leave it"
						+ " out, or put it in front of the type it is about.",
				"numbers(int[]), parameter numbers: the elements of int[] can't be converted. Use Integer[] or a List, or"
						+ " convert the whole: int @ConvertedBy(...) [].",
				"size(int, byte[]), parameter octets: @SizeIs names 'count', which is converted. Name a parameter that is"
						+ " on the wire as it is in Java.");
	}

	@Test
	void formContainsItself() {
		assertThat(defects(Circular.class))
			.containsExactly("LoopForm: the structure contains itself by value. Make it a"
					+ " pointer: mark the component @Nullable, or use Optional or a List.");
		assertThat(defects(Endless.class)).singleElement().asString().contains("expands without end");
	}

	private static List<String> defects(Class<?> type) {
		InterfaceDefinitionException exception = catchThrowableOfType(InterfaceDefinitionException.class,
				() -> InterfaceStub.of(type));
		assertThat(exception).isNotNull();
		return exception.defects().stream().map(Defect::toString).toList();
	}

	record Tags(int count, @SizeIs("count") Set<String> names) {

	}

	record Received(Payment payment) {

	}

	static final class ReceivedConverter implements NdrConverter<Received, Payment> {

		@Override
		public Payment toNdr(Received value) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Received fromNdr(Payment form) {
			return new Received(form);
		}

	}

	record ReceivedOctets(int count) {

	}

	static final class ReceivedOctetsConverter implements NdrConverter<ReceivedOctets, Optional<byte[]>> {

		@Override
		public Optional<byte[]> toNdr(ReceivedOctets value) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ReceivedOctets fromNdr(Optional<byte[]> form) {
			return new ReceivedOctets(form.map((octets) -> octets.length).orElse(0));
		}

	}

	private static void sends(String operation, String hex, @Nullable Object... arguments) {
		assertThat(hex(operation, arguments)).isEqualTo(hex);
		assertThat(RoundTrip.request(operation(operation), arguments)).isEqualTo(arguments);
	}

	private static String hex(String operation, @Nullable Object... arguments) {
		return RoundTrip.requestHex(operation(operation), arguments);
	}

	private static @Nullable Object[] receive(String operation, String hex) {
		return operation(operation)
			.unmarshalRequest(new NdrReader(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)), NdrFormat.NDR));
	}

	private static OperationStub operation(String name) {
		return RoundTrip.operation(Converted.class, name);
	}

	@RpcInterface
	interface Converted {

		void money(Money money);

		void text(@ConvertedBy(MoneyTextConverter.class) Money money);

		void ansi(@Ansi @ConvertedBy(MoneyTextConverter.class) Money money);

		void nullable(@Nullable Money money);

		void sized(int count, @SizeIs("count") Octets octets);

		void nullableOctets(@Nullable Octets octets);

		void account(Account account);

		void aliases(@Full Money first, @Full Money second);

		void places(List<Money> list, Money[] array, Optional<Money> optional, Page<Money> page, Payment payment,
				@ConvertedBy(MoneyListConverter.class) List<Money> whole, Stock stock);

		@ConvertedBy(MoneyConverter.class)
		Money holders(Out<Money> out, @ConvertedBy(MoneyTextConverter.class) InOut<Money> inOut);

		CompletableFuture<Money> future();

		void pair(Pair<Integer, String> pair);

		void pairs(List<Pair<Money, Money>> pairs);

		void measured(Measured value);

		void celsius(@ConvertedBy(HundredthsConverter.class) double value);

		void switched(int level, @SwitchIs("level") Wrapped value);

		void tags(Tags tags);

		void oneWay(int level, @SwitchIs("level") @ConvertedBy(ReceivedConverter.class) Received value);

		void oneWayOptional(int count,
				@SizeIs("count") @ConvertedBy(ReceivedOctetsConverter.class) ReceivedOctets value);

		void chain(Chain chain);

		void counting(CountedPair pair);

		void picky(List<@ConvertedBy(PickyConverter.class) Picky> values);

	}

	@ConvertedBy(MoneyConverter.class)
	static final class Money {

		private final long cents;

		Money(long cents) {
			this.cents = cents;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Money money && money.cents == this.cents;
		}

		@Override
		public int hashCode() {
			return Long.hashCode(this.cents);
		}

	}

	static final class MoneyConverter implements NdrConverter<Money, Long> {

		private MoneyConverter() {
		}

		@Override
		public Long toNdr(Money value) {
			return value.cents;
		}

		@Override
		public Money fromNdr(Long form) {
			return new Money(form);
		}

	}

	abstract static class BaseConverter<T> implements NdrConverter<Money, T> {

	}

	static class MoneyTextConverter extends BaseConverter<String> {

		@Override
		public String toNdr(Money value) {
			return Long.toString(value.cents);
		}

		@Override
		public Money fromNdr(String form) {
			return new Money(Long.parseLong(form));
		}

	}

	static class MoneyListConverter implements NdrConverter<List<Money>, long[]> {

		@Override
		public long[] toNdr(List<Money> value) {
			return value.stream().mapToLong((each) -> each.cents).toArray();
		}

		@Override
		public List<Money> fromNdr(long[] form) {
			return Arrays.stream(form).mapToObj(Money::new).toList();
		}

	}

	@ConvertedBy(OctetsConverter.class)
	static final class Octets {

		private final byte[] octets;

		Octets(byte... octets) {
			this.octets = octets;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Octets that && Arrays.equals(that.octets, this.octets);
		}

		@Override
		public int hashCode() {
			return Arrays.hashCode(this.octets);
		}

	}

	static class OctetsConverter implements NdrConverter<Octets, byte[]> {

		@Override
		public byte[] toNdr(Octets value) {
			return value.octets;
		}

		@Override
		public Octets fromNdr(byte[] form) {
			return new Octets(form);
		}

	}

	record Account(byte first, Money balance, @Nullable Money limit, Octets key,
			@ConvertedBy(MoneyTextConverter.class) Money text, byte last) {

	}

	record Page<T>(T item, List<T> items) {

	}

	sealed interface Payment {

	}

	@UnionCase(1)
	record Paid(Money amount) implements Payment {

	}

	@UnionCase(2)
	record Open() implements Payment {

	}

	record Stock(@ConvertedBy(LevelConverter.class) int level, Payment payment) {

	}

	static class LevelConverter implements NdrConverter<Integer, Short> {

		@Override
		public Short toNdr(Integer value) {
			return value.shortValue();
		}

		@Override
		public Integer fromNdr(Short form) {
			return form.intValue();
		}

	}

	@ConvertedBy(PairConverter.class)
	static class Pair<A, B> {

		private final A first;

		private final B second;

		Pair(A first, B second) {
			this.first = first;
			this.second = second;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Pair<?, ?> pair && pair.first.equals(this.first) && pair.second.equals(this.second);
		}

		@Override
		public int hashCode() {
			return Objects.hash(this.first, this.second);
		}

	}

	record PairForm<X, Y>(X x, Y y) {

	}

	static class PairConverter<T, U> implements NdrConverter<Pair<T, U>, PairForm<T, U>> {

		@Override
		public PairForm<T, U> toNdr(Pair<T, U> value) {
			return new PairForm<>(value.first, value.second);
		}

		@Override
		public Pair<T, U> fromNdr(PairForm<T, U> form) {
			return new Pair<>(form.x(), form.y());
		}

	}

	record Measured(@ConvertedBy(LabelConverter.class) long number) {

	}

	record Label(String text) {

	}

	static class LabelConverter implements NdrConverter<Long, Label> {

		@Override
		public Label toNdr(Long value) {
			return new Label(value.toString());
		}

		@Override
		public Long fromNdr(Label form) {
			return Long.valueOf(form.text());
		}

	}

	static class HundredthsConverter implements NdrConverter<Double, Long> {

		@Override
		public Long toNdr(Double value) {
			return Math.round(value * 100);
		}

		@Override
		public Double fromNdr(Long form) {
			return form / 100.0;
		}

	}

	@ConvertedBy(WrappedConverter.class)
	static class Wrapped {

		private final Payment payment;

		Wrapped(Payment payment) {
			this.payment = payment;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Wrapped wrapped && wrapped.payment.equals(this.payment);
		}

		@Override
		public int hashCode() {
			return this.payment.hashCode();
		}

	}

	static class WrappedConverter implements NdrConverter<Wrapped, Payment> {

		@Override
		public Payment toNdr(Wrapped value) {
			return value.payment;
		}

		@Override
		public Wrapped fromNdr(Payment form) {
			return new Wrapped(form);
		}

	}

	@ConvertedBy(ChainConverter.class)
	static class Chain {

		private final int value;

		private final @Nullable Chain next;

		Chain(int value, @Nullable Chain next) {
			this.value = value;
			this.next = next;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Chain chain && chain.value == this.value && Objects.equals(chain.next, this.next);
		}

		@Override
		public int hashCode() {
			return Objects.hash(this.value, this.next);
		}

	}

	record Link(int value, @Nullable Chain next) {

	}

	static class ChainConverter implements NdrConverter<Chain, Link> {

		@Override
		public Link toNdr(Chain value) {
			return new Link(value.value, value.next);
		}

		@Override
		public Chain fromNdr(Link form) {
			return new Chain(form.value(), form.next());
		}

	}

	record Counted(String text) {

	}

	record CountedPair(@ConvertedBy(CountingConverter.class) Counted first,
			@ConvertedBy(CountingConverter.class) Counted second) {

	}

	record CountedForm(String text, List<Integer> numbers) {

	}

	static class CountingConverter implements NdrConverter<Counted, CountedForm> {

		static final AtomicInteger MADE = new AtomicInteger();

		static final AtomicInteger COUNT = new AtomicInteger();

		CountingConverter() {
			MADE.incrementAndGet();
		}

		@Override
		public CountedForm toNdr(Counted value) {
			COUNT.incrementAndGet();
			return new CountedForm(value.text(), List.of(1));
		}

		@Override
		public Counted fromNdr(CountedForm form) {
			return new Counted(form.text());
		}

	}

	record Picky(int value) {

	}

	static class PickyConverter implements NdrConverter<Picky, Integer> {

		@Override
		public Integer toNdr(Picky value) {
			return check(value.value());
		}

		@Override
		public Picky fromNdr(Integer form) {
			return (check(form) != null) ? new Picky(form) : null;
		}

		private static Integer check(int value) {
			if (value < 0) {
				throw new IllegalStateException(Integer.toString(value));
			}
			return (value != 0) ? value : null;
		}

	}

	@RpcInterface
	interface Piped {

		void times(Pipe<Instant> times, Pipe<Money> amounts);

		void ranges(Pipe<@Range(min = 1, max = 9) Integer> numbers, Pipe<Ranged> records);

	}

	record Ranged(@Range(min = 1, max = 9) int number) {

	}

	@RpcInterface
	interface PipedArrays {

		void arrays(Pipe<@ConvertedBy(HundredthsConverter.class) double[]> converted,
				Pipe<@Range(min = 1, max = 9) int[]> ranged);

	}

	@RpcInterface
	interface PipedTexts {

		void texts(Pipe<URI> texts);

	}

	@RpcInterface
	interface Defective {

		void other(@ConvertedBy(MoneyConverter.class) String text);

		void whole(@ConvertedBy(MoneyConverter.class) List<Money> list);

		void raw(@ConvertedBy(RawConverter.class) Object value);

		void abstracted(@ConvertedBy(AbstractConverter.class) Object value);

		void inner(@ConvertedBy(InnerConverter.class) Object value);

		void failing(@ConvertedBy(FailingConverter.class) Object value);

		void pointer(@ConvertedBy(PointerConverter.class) Object value);

		void formless(@ConvertedBy(ThreadConverter.class) Thread thread);

		void meaningless(@Ansi @ConvertedBy(MoneyConverter.class) Money money);

		void numbers(@ConvertedBy(LevelConverter.class) int[] numbers);

		void size(@ConvertedBy(LevelConverter.class) int count, @SizeIs("count") byte[] octets);

	}

	@SuppressWarnings("rawtypes")
	static class RawConverter implements NdrConverter {

		@Override
		public Object toNdr(Object value) {
			return value;
		}

		@Override
		public Object fromNdr(Object form) {
			return form;
		}

	}

	abstract static class AbstractConverter implements NdrConverter<Object, String> {

	}

	class InnerConverter extends ObjectConverter {

	}

	static class FailingConverter extends ObjectConverter {

		FailingConverter() {
			throw new IllegalStateException("no");
		}

	}

	static class ObjectConverter implements NdrConverter<Object, String> {

		@Override
		public String toNdr(Object value) {
			return value.toString();
		}

		@Override
		public Object fromNdr(String form) {
			return form;
		}

	}

	static class PointerConverter implements NdrConverter<Object, @Nullable String> {

		@Override
		public @Nullable String toNdr(Object value) {
			return null;
		}

		@Override
		public Object fromNdr(@Nullable String form) {
			return "";
		}

	}

	static class ThreadConverter implements NdrConverter<Thread, Runnable> {

		@Override
		public Runnable toNdr(Thread value) {
			return value;
		}

		@Override
		public Thread fromNdr(Runnable form) {
			return new Thread(form);
		}

	}

	@RpcInterface
	interface Circular {

		void first(Loop loop);

	}

	@ConvertedBy(LoopConverter.class)
	record Loop(int value) {

	}

	record LoopForm(Loop loop) {

	}

	static class LoopConverter implements NdrConverter<Loop, LoopForm> {

		@Override
		public LoopForm toNdr(Loop value) {
			return new LoopForm(value);
		}

		@Override
		public Loop fromNdr(LoopForm form) {
			return form.loop();
		}

	}

	@RpcInterface
	interface Endless {

		void first(Self self);

	}

	@ConvertedBy(SelfConverter.class)
	record Self(int value) {

	}

	static class SelfConverter implements NdrConverter<Self, List<Self>> {

		@Override
		public List<Self> toNdr(Self value) {
			return new ArrayList<>();
		}

		@Override
		public Self fromNdr(List<Self> form) {
			return new Self(0);
		}

	}

}
