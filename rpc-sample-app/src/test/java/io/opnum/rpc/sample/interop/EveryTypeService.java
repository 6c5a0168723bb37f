package io.opnum.rpc.sample.interop;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.MInterfacePointer;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;

/**
 * {@link EveryType} in Java.
 */
class EveryTypeService implements EveryType {

	private final Map<NdrContextHandle, AtomicInteger> counters = new ConcurrentHashMap<>();

	private final AtomicInteger rundowns = new AtomicInteger();

	@Override
	public void primitives(InOut<Boolean> flag, InOut<Byte> octet, InOut<Short> narrow, InOut<Integer> number,
			InOut<Long> wide, InOut<Float> single, InOut<Double> twice, InOut<Character> letter, InOut<Character> ansi,
			InOut<UUID> id) {
		flag.set(!flag.get());
		octet.set((byte) (octet.get() - 1));
		narrow.set((short) (narrow.get() - 1));
		number.set(number.get() - 1);
		wide.set(wide.get() - 1);
		single.set(single.get() - 1);
		twice.set(twice.get() - 1);
		letter.set((char) (letter.get() + 1));
		ansi.set((char) (ansi.get() + 1));
		id.set(new UUID(id.get().getMostSignificantBits() - (1L << 32), id.get().getLeastSignificantBits() - 1));
	}

	@Override
	public double sum(boolean flag, byte octet, short narrow, int number, long wide, float single, double twice,
			char letter, char ansi) {
		return (flag ? 1.0 : 0) + octet + narrow + number + wide + single + twice + letter + ansi;
	}

	@Override
	public boolean not(boolean value) {
		return !value;
	}

	@Override
	public byte nextOctet(byte value) {
		return (byte) (value + 1);
	}

	@Override
	public short nextShort(short value) {
		return (short) (value + 1);
	}

	@Override
	public int nextLong(int value) {
		return value + 1;
	}

	@Override
	public long nextHyper(long value) {
		return value + 1;
	}

	@Override
	public float half(float value) {
		return value / 2;
	}

	@Override
	public double quarter(double value) {
		return value / 4;
	}

	@Override
	public char nextLetter(char value) {
		return (char) (value + 1);
	}

	@Override
	public char nextAnsi(char value) {
		return (char) (value + 1);
	}

	@Override
	public RpcStatus windows(InOut<Boolean> flag, InOut<Long> number, RpcStatus status, Out<Integer> hresult,
			Out<Integer> ntstatus) {
		flag.set(!flag.get());
		number.set(number.get() - 1);
		hresult.set(0x80004005);
		ntstatus.set(0xc0000022);
		return status;
	}

	@Override
	public Colour enums(Colour colour, InOut<Size> size, InOut<Integer> raw) {
		size.set((size.get() == Size.SMALL) ? Size.LARGE : Size.SMALL);
		raw.set(raw.get() + 1);
		return (colour == Colour.RED) ? Colour.BLUE : Colour.RED;
	}

	@Override
	public String strings(String text, @Nullable String nullable, String ansi, Out<String> ansiAgain,
			Out<@Nullable String> nothing) {
		ansiAgain.set(backwards(ansi));
		nothing.set(null);
		return (text + ((nullable != null) ? nullable : "-")).toUpperCase(Locale.ROOT);
	}

	@Override
	public Named fixedString(Named named) {
		return new Named(named.number(), backwards(named.name()));
	}

	@Override
	public void sizedStrings(int size, String text, Out<String> again) {
		again.set(text);
	}

	@Override
	public CountedString countedString(CountedString string) {
		return new CountedString(string.length(), string.maximumLength(),
				(string.buffer() != null) ? backwards(string.buffer()) : null);
	}

	@Override
	public Labelled structures(Point point, Labelled labelled, Out<Point> mirrored) {
		mirrored.set(mirrored(point));
		return new Labelled(-labelled.number(), labelled.label() + "'",
				(labelled.hint() != null) ? labelled.hint() + "'" : null, labelled.ansi() + "'", -labelled.size());
	}

	private static Point mirrored(Point point) {
		return new Point((byte) -point.weight(), -point.x(), (short) -point.z(), -point.y());
	}

	@Override
	public void conformantStructure(InOut<@Nullable Numbers> numbers) {
		Numbers given = numbers.getOrNull();
		if (given != null) {
			int[] left = new int[given.count() / 2];
			Arrays.setAll(left, (index) -> given.numbers()[2 * index + 1]);
			numbers.set(new Numbers((short) left.length, left));
		}
	}

	@Override
	public @Nullable Node reverse(@Nullable Node list) {
		Node reversed = null;
		for (Node node = list; node != null; node = node.next()) {
			reversed = new Node(node.value(), reversed);
		}
		return reversed;
	}

	@Override
	public void pointers(InOut<@Nullable Integer> unique, InOut<@Nullable Point> point, Optional<Optional<Short>> twice,
			Out<Optional<Optional<Short>>> twiceAgain) {
		Integer number = unique.getOrNull();
		unique.set((number != null) ? number + 1 : null);
		Point given = point.getOrNull();
		point.set((given != null) ? mirrored(given) : null);
		twiceAgain.set(twice.map((once) -> once.map((value) -> (short) (value + 1))));
	}

	@Override
	public boolean same(@Nullable Point first, @Nullable Point second) {
		return first == second;
	}

	@Override
	public void aliases(InOut<Aliases> pair) {
		Numbered left = pair.get().left();
		Numbered right = (pair.get().right() == left || left == null) ? left : new Numbered(left.number());
		pair.set(new Aliases(left, right));
	}

	@Override
	public void arrays(InOut<int[]> fixed, int size, int length, short[] varying, Out<short[]> conformant,
			long @Nullable [] nullable, Out<long @Nullable []> nullableAgain) {
		int[] given = fixed.get();
		int[] turned = new int[given.length];
		Arrays.setAll(turned, (index) -> given[given.length - 1 - index]);
		fixed.set(turned);
		short[] all = new short[size];
		for (int i = 0; i < length; i++) {
			all[i] = varying[length - 1 - i];
		}
		conformant.set(all);
		long[] again = (nullable != null) ? new long[size] : null;
		for (int i = 0; again != null && i < size; i++) {
			again[i] = nullable[size - 1 - i];
		}
		nullableAgain.set(again);
	}

	@Override
	public void fixedVarying(InOut<Integer> length, InOut<byte[]> octets) {
		byte[] upper = Arrays.copyOf(octets.get(), length.get() - 1);
		for (int i = 0; i < upper.length; i++) {
			upper[i] = (byte) Character.toUpperCase(upper[i]);
		}
		length.set(upper.length);
		octets.set(upper);
	}

	@Override
	public int[][] transpose(int[][] matrix) {
		int[][] transposed = new int[3][2];
		for (int i = 0; i < 6; i++) {
			transposed[i % 3][i / 3] = matrix[i / 3][i % 3];
		}
		return transposed;
	}

	@Override
	public void arrayOfStructures(int count, InOut<Point[]> points) {
		points.set(Arrays.stream(points.get()).map(EveryTypeService::mirrored).toArray(Point[]::new));
	}

	@Override
	public List<@Nullable String> arrayOfStrings(int count, List<@Nullable String> texts) {
		List<@Nullable String> turned = new ArrayList<>();
		for (String text : texts) {
			turned.add(0, (text != null) ? backwards(text) : null);
		}
		return turned;
	}

	@Override
	public List<String> counted(byte[] octets, Out<byte[]> octetsAgain, List<String> texts,
			@Nullable List<Integer> numbers, Out<@Nullable List<Integer>> numbersAgain, List<List<Short>> nested,
			Out<List<List<Short>>> nestedAgain) {
		octetsAgain.set(backwards(octets));
		numbersAgain.set((numbers != null) ? turned(numbers) : null);
		nestedAgain.set(turned(nested.stream().map(EveryTypeService::turned).toList()));
		return turned(texts.stream().map(EveryTypeService::backwards).toList());
	}

	@Override
	public Shape shapes(Shape shape) {
		if (shape instanceof Dot dot) {
			return new Circle((short) dot.at(), dot.at() * 3.5f);
		}
		return (shape instanceof Circle) ? new Nothing() : new Dot(7);
	}

	@Override
	public void levels(short level, InOut<Level> value) {
		if (value.get() instanceof Squared squared) {
			value.set(new Squared(squared.number() * squared.number()));
		}
		else if (value.get() instanceof Mirrored mirrored) {
			value.set(new Mirrored(mirrored(mirrored.point())));
		}
	}

	@Override
	public void coloured(Colour colour, InOut<Paint> paint) {
		if (paint.get() instanceof Mixed mixed) {
			paint.set(new Mixed(mixed.red() + 1));
		}
		else if (paint.get() instanceof Plain plain) {
			paint.set(new Plain((byte) (plain.blue() + 1)));
		}
	}

	@Override
	public Message message(Message message) {
		Body body = message.body();
		if (body instanceof Text text) {
			return new Message(1, new Text(backwards(text.text())));
		}
		if (body instanceof Octets octets) {
			byte[] given = octets.octets();
			return new Message(2,
					new Octets((given != null) ? 1 : 0, (given != null) ? new byte[] { given[0] } : null));
		}
		return new Message(3, new Linked(reverse(((Linked) body).node())));
	}

	@Override
	public NdrContextHandle open(int start) {
		NdrContextHandle handle = new NdrContextHandle(0, UUID.randomUUID());
		this.counters.put(handle, new AtomicInteger(start));
		return handle;
	}

	@Override
	public int next(NdrContextHandle handle) {
		return counter(handle).incrementAndGet();
	}

	@Override
	public void close(InOut<NdrContextHandle> handle) {
		counter(handle.get());
		this.counters.remove(handle.get());
		handle.set(NdrContextHandle.NIL);
	}

	private AtomicInteger counter(NdrContextHandle handle) {
		AtomicInteger counter = this.counters.get(handle);
		if (counter == null) {
			throw new RpcFaultException(RpcStatus.CONTEXT_MISMATCH, "There is no such counter");
		}
		return counter;
	}

	@Override
	public void fail(int status) {
		throw new RpcFaultException(RpcStatus.of(status), "As asked for");
	}

	@Override
	public void bulk(int size, InOut<byte[]> octets) {
		byte[] next = octets.get().clone();
		for (int i = 0; i < next.length; i++) {
			next[i]++;
		}
		octets.set(next);
	}

	@Override
	public int ranged(int number) {
		return number + 1;
	}

	@Override
	public int rangedElements(List<Integer> numbers, @Nullable Short one) {
		return numbers.stream().mapToInt(Integer::intValue).sum() + ((one != null) ? one : 0);
	}

	@Override
	public int expressions(int n, InOut<Integer> m, short[] twice, short[] more, short[] pointed, byte[] upTo,
			byte[] half) {
		m.set(m.get() + 1);
		return twice[2 * n - 1] + more[n] + pointed[pointed.length - 1] + upTo[n] + half[half.length - 1];
	}

	@Override
	public short[][] turnedRows(int rows, short[][] table) {
		short[][] turned = new short[rows][];
		Arrays.setAll(turned, (row) -> table[rows - 1 - row]);
		return turned;
	}

	@Override
	public int explicit(int left, BindingHandle binding, int right) {
		return left + right;
	}

	@Override
	public @Nullable MInterfacePointer object(@Nullable MInterfacePointer object) {
		return (object != null) ? new MInterfacePointer(backwards(object.data())) : null;
	}

	@Override
	public Pair<String, Integer> generic(Pair<Integer, String> pair) {
		return new Pair<>(pair.right(), pair.left());
	}

	@Override
	public Vehicle inherited(Vehicle vehicle) {
		if (vehicle instanceof Car car) {
			return new Sail(car.wheels() * 10_000_000_000L);
		}
		return (vehicle instanceof Sail) ? new Steam((byte) -3) : new Car(4);
	}

	@Override
	public boolean shared(List<Numbered> numbers) {
		return numbers.get(0) == numbers.get(numbers.size() - 1);
	}

	@Override
	public List<Numbered> twice(int number) {
		Numbered one = new Numbered(number);
		return List.of(one, one);
	}

	@Override
	public Instant later(Instant instant, Duration duration) {
		return instant.plus(duration);
	}

	@Override
	public LocalDateTime together(LocalDate date, LocalTime time, Out<OffsetDateTime> offset) {
		offset.set(OffsetDateTime.of(date, time, ZoneOffset.ofHours(1)));
		return LocalDateTime.of(date, time);
	}

	@Override
	public ZonedDateTime zoned(ZonedDateTime time) {
		return time.plusHours(1);
	}

	@Override
	public Price price(Price price) {
		return new Price(price.amount().scaleByPowerOfTen(-1), Currency.getInstance("CHF"));
	}

	@Override
	public Map<String, Integer> counts(Map<String, Integer> counts) {
		Map<String, Integer> next = new LinkedHashMap<>();
		counts.forEach((word, count) -> next.put(word, count + 1));
		return next;
	}

	@Override
	public Set<String> words(Set<String> words) {
		return new LinkedHashSet<>(turned(words.stream().map(EveryTypeService::backwards).toList()));
	}

	@Override
	public OptionalDouble optionals(OptionalInt number, OptionalLong wide, Out<OptionalInt> next,
			Out<OptionalLong> nextWide) {
		next.set(number.isPresent() ? OptionalInt.of(number.getAsInt() + 1) : OptionalInt.empty());
		nextWide.set(wide.isPresent() ? OptionalLong.of(wide.getAsLong() + 1) : OptionalLong.empty());
		return number.isPresent() ? OptionalDouble.of(number.getAsInt() / 2.0) : OptionalDouble.empty();
	}

	@Override
	public Locale texts(URI uri, ZoneId zone, Out<URI> other) {
		other.set(URI.create(uri + "?zone=" + zone));
		return Locale.forLanguageTag("de-CH");
	}

	@Override
	public ContextHandle<Counter> openCounter(int start) {
		AtomicInteger counter = new AtomicInteger(start);
		return ContextHandle.of(counter::incrementAndGet, (state) -> this.rundowns.incrementAndGet());
	}

	@Override
	public int count(ContextHandle<Counter> counter) {
		return counter.state().next();
	}

	@Override
	public void closeCounter(InOut<ContextHandle<Counter>> counter) {
		counter.get().close();
	}

	/**
	 * Return how many counters were run down.
	 */
	int rundowns() {
		return this.rundowns.get();
	}

	private static byte[] backwards(byte[] octets) {
		byte[] again = new byte[octets.length];
		for (int i = 0; i < octets.length; i++) {
			again[i] = octets[octets.length - 1 - i];
		}
		return again;
	}

	private static String backwards(String text) {
		return new StringBuilder(text).reverse().toString();
	}

	private static <T> List<T> turned(List<T> list) {
		List<T> turned = new ArrayList<>(list);
		Collections.reverse(turned);
		return turned;
	}

}
