package io.opnum.rpc.ndr;

import java.math.BigDecimal;
import java.math.BigInteger;
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
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.NdrConverters;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.UnionCase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the types of the JDK that are no NDR types are on the wire: the octets of the
 * documentation's section on conveniences.
 */
class ConvenienceMappingTests {

	@Nested
	class Times {

		@Test
		void instantIsAFileTime() {
			// 1970 is 0x019DB1DED53E8000 intervals after 1601
			sends("instant", "01" + "000000" + "00803ed5" + "deb19d01", (byte) 1, Instant.EPOCH);
			sends("instant", "01" + "000000" + "00000000" + "00000000", (byte) 1,
					Instant.parse("1601-01-01T00:00:00Z"));
			sends("instant", "01" + "000000" + "ffffffff" + "ffffffff", (byte) 1,
					Instant.parse("+60056-05-28T05:36:10.955161500Z"));
		}

		@Test
		void fileTimeCutsOffNanoseconds() {
			assertThat(
					RoundTrip.request(operation("instant"), (byte) 1, Instant.parse("2026-01-02T03:04:05.123456789Z")))
				.containsExactly((byte) 1, Instant.parse("2026-01-02T03:04:05.123456700Z"));
		}

		@Test
		void instantBeforeOrAfterFileTimes() {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("instant", (byte) 1, Instant.parse("1600-12-31T23:59:59.999999999Z")))
				.withMessage("Conveniences.instant: when is refused by InstantConverter: java.time.DateTimeException:"
						+ " 1600-12-31T23:59:59.999999999Z is out of the range of a FILETIME");
			assertThatIllegalArgumentException().isThrownBy(() -> hex("instant", (byte) 1, Instant.MAX));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("instant", (byte) 1, Instant.MIN));
		}

		@Test
		void instantMayHaveOtherForms() {
			sends("instants", "00803ed5deb19d01" + "00000000", Instant.EPOCH, Instant.EPOCH);
			sends("instants", "00803ed5deb19d01" + "ffffffff", Instant.EPOCH, Instant.ofEpochSecond(0xffffffffL));
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("instants", Instant.EPOCH, Instant.ofEpochSecond(-1)))
				.withMessageEndingWith("is out of the range of 32 bits of seconds");
		}

		@Test
		void durationIsSecondsAndNanoseconds() {
			sends("duration", "0700000000000000" + "08000000", Duration.ofSeconds(7, 8));
			sends("duration", "ffffffffffffffff" + "ffc99a3b", Duration.ofNanos(-1));
			refuses("duration", "0700000000000000" + "00ca9a3b", "has 1000000000 nanoseconds, expected 0 to 999999999");
		}

		@Test
		void durationMayBeAnInterval() {
			sends("interval", "0a00000000000000", Duration.ofNanos(1000));
			sends("interval", "ffffffffffffffff", Duration.ofNanos(-100));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("interval", Duration.ofDays(200_000_000)))
				.withMessageEndingWith(
						"is refused by HyperInterval: java.time.DateTimeException: PT4800000000H is out of"
								+ " the range of 64 bits of 100 ns");
			// What policies of Windows say for never
			Duration never = Duration.ofSeconds(-922337203686L, 522419200);
			sends("interval", "0000000000000080", never);
			sends("interval", "ffffffffffffff7f", never.plusNanos(100).negated());
			assertThatIllegalArgumentException().isThrownBy(() -> hex("interval", never.minusNanos(100)));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("interval", Duration.ofSeconds(Long.MIN_VALUE)));
		}

		@Test
		void datesAndTimesAreStructures() {
			sends("date", "ea070000" + "0200" + "0300", LocalDate.of(2026, 2, 3));
			sends("time", "0400" + "0500" + "0600" + "0000" + "07000000", LocalTime.of(4, 5, 6, 7));
			sends("dateTime", "ea070000" + "0200" + "0300" + "0400" + "0500" + "0600" + "0000" + "07000000",
					LocalDateTime.of(2026, 2, 3, 4, 5, 6, 7));
			sends("offsetDateTime",
					"ea070000" + "0200" + "0300" + "0400" + "0500" + "0600" + "0000" + "07000000" + "f0f1ffff",
					OffsetDateTime.of(2026, 2, 3, 4, 5, 6, 7, ZoneOffset.ofHours(-1)));
		}

		@Test
		void timeZoneIsAName() {
			ZoneId berlin = ZoneId.of("Europe/Berlin");
			sends("zonedDateTime",
					"ea070000" + "0200" + "0300" + "0400" + "0500" + "0600" + "0000" + "07000000" + "100e0000"
							+ "00000200" + "0e000000" + "00000000" + "0e000000"
							+ "4500750072006f00700065002f004200650072006c0069006e000000",
					ZonedDateTime.of(2026, 2, 3, 4, 5, 6, 7, berlin));
			sends("zone", "02000000" + "00000000" + "02000000" + "5a000000", ZoneOffset.UTC);
			refuses("zone", "02000000" + "00000000" + "02000000" + "21000000", "ZoneIdConverter");
		}

		@Test
		void dateDoesNotExist() {
			refuses("date", "ea070000" + "0200" + "1e00", "the request has bad stub data: date up to offset 8 of the"
					+ " stub: is refused by LocalDateConverter: java.time.DateTimeException: Invalid date 'FEBRUARY 30'");
			refuses("date", "ffffff7f" + "0100" + "0100", "LocalDateConverter");
			refuses("date", "ea070000" + "ffff" + "0100", "Invalid value for MonthOfYear (valid values 1 - 12): 65535");
			refuses("time", "0400" + "0500" + "0600" + "0000" + "ffffffff", "LocalTimeConverter");
			refuses("zonedDateTime",
					"ffc99a3b" + "0c00" + "1f00" + "1700" + "3b00" + "3b00" + "0000" + "00000000" + "f0f1ffff"
							+ "00000200" + "02000000" + "00000000" + "02000000" + "5a000000",
					"dateTime up to offset 44 of the stub: is refused by ZonedDateTimeConverter");
			refuses("time", "1800" + "0500" + "0600" + "0000" + "07000000", "LocalTimeConverter");
			refuses("offsetDateTime",
					"ea070000" + "0200" + "0300" + "0400" + "0500" + "0600" + "0000" + "07000000" + "ffffff7f",
					"dateTime.offset up to offset 24 of the stub: is refused by ZoneOffsetConverter");
		}

		@Test
		void anyTimeComesBack() {
			Random random = new Random(20261121);
			for (int i = 0; i < 300; i++) {
				LocalDateTime dateTime = LocalDateTime.of(
						LocalDate.ofEpochDay(random.nextLong(-365_000_000_000L, 365_000_000_000L)),
						LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L)));
				ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801));
				Duration duration = Duration.ofSeconds(random.nextLong(), random.nextInt(1_000_000_000));
				assertThat(RoundTrip.request(operation("dateTime"), dateTime)).containsExactly(dateTime);
				assertThat(RoundTrip.request(operation("offsetDateTime"), dateTime.atOffset(offset)))
					.containsExactly(dateTime.atOffset(offset));
				assertThat(RoundTrip.request(operation("duration"), duration)).containsExactly(duration);
			}
		}

	}

	@Nested
	class Numbers {

		@Test
		void bigIntegerIsItsOctets() {
			sends("bigInteger", "02000000" + "00000200" + "02000000" + "0100", BigInteger.valueOf(256));
			sends("bigInteger", "01000000" + "00000200" + "01000000" + "ff", BigInteger.valueOf(-1));
			refuses("bigInteger", "00000000" + "00000000", "a number of 0 octets, expected 1 to 65536");
		}

		@Test
		void bigDecimalHasAScale() {
			sends("bigDecimal", "02000000" + "02000000" + "00000200" + "02000000" + "04d2", new BigDecimal("12.34"));
			refuses("bigDecimal", "ffffff7f" + "01000000" + "00000200" + "01000000" + "01",
					"the scale 2147483647, expected -100000 to 100000");
			assertThatIllegalArgumentException()
				.isThrownBy(() -> hex("bigDecimal", BigDecimal.valueOf(1, Integer.MIN_VALUE)))
				.withMessageContaining("the scale -2147483648");
		}

		@Test
		void bigIntegerHasABound() {
			BigInteger largest = BigInteger.TWO.pow(8 * 65536 - 1).subtract(BigInteger.ONE);
			assertThat(RoundTrip.request(operation("bigInteger"), largest)).containsExactly(largest);
			assertThatIllegalArgumentException().isThrownBy(() -> hex("bigInteger", largest.add(BigInteger.ONE)))
				.withMessageContaining("a number of 65537 octets");
		}

		@Test
		void anyNumberComesBack() {
			Random random = new Random(20261121);
			for (int i = 0; i < 200; i++) {
				BigDecimal number = new BigDecimal(new BigInteger(random.nextInt(200), random).negate(),
						random.nextInt(-1000, 1000));
				assertThat(RoundTrip.request(operation("bigDecimal"), number)).containsExactly(number);
			}
		}

		@Test
		void optionalPrimitivesArePointers() {
			sends("optionals", "00000200" + "07000000" + "00000000" + "04000200" + "000000000000f83f",
					OptionalInt.of(7), OptionalLong.empty(), OptionalDouble.of(1.5));
		}

	}

	@Nested
	class Texts {

		@Test
		void uriAndLocaleAreStrings() {
			sends("texts",
					"02000000" + "00000000" + "02000000" + "61000000" + "03000000" + "00000000" + "03000000"
							+ "640065000000" + "0000" + "00000000" + "04000000" + "45555200",
					URI.create("a"), Locale.GERMAN, Currency.getInstance("EUR"));
		}

		@Test
		void localeWithoutALanguageTagIsNotSent() {
			sends("locale", "03000000" + "00000000" + "03000000" + "750065000000", new Locale("ue"));
			assertThat(RoundTrip.request(operation("locale"), Locale.ROOT)).containsExactly(Locale.ROOT);
			assertThat(RoundTrip.request(operation("locale"), Locale.forLanguageTag("th-TH-u-nu-thai-x-lvariant-TH")))
				.containsExactly(new Locale("th", "TH", "TH"));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("locale", new Locale("no language")))
				.withMessage(
						"Conveniences.locale: locale is refused by LocaleConverter: java.lang.IllegalArgumentException:"
								+ " the locale no language has no language tag, the nearest is und");
		}

		@Test
		void textIsNone() {
			refuses("uri", "02000000" + "00000000" + "02000000" + "20000000", "URIConverter");
			refuses("currency", "00000000" + "04000000" + "5a5a5a00", "CurrencyConverter");
			refuses("locale", "02000000" + "00000000" + "02000000" + "20000000", "LocaleConverter");
		}

	}

	@Nested
	class Collections {

		@Test
		void collectionAndSetAreLists() {
			String hex = "02000000" + "00000200" + "02000000" + "02000000" + "01000000";
			sends("collection", hex, List.of(2, 1));
			assertThat(hex("set", new java.util.LinkedHashSet<>(List.of(2, 1)))).isEqualTo(hex);
			assertThat((Set<?>) receive("set", hex)[0]).hasToString("[2, 1]");
		}

		@Test
		void mapIsAnArrayOfEntries() {
			Map<String, Integer> map = new LinkedHashMap<>();
			map.put("b", 1);
			map.put("a", 2);
			String hex = "02000000" + "00000200" + "02000000" + "04000200" + "01000000" + "08000200" + "02000000"
					+ "02000000" + "00000000" + "02000000" + "62000000" + "02000000" + "00000000" + "02000000"
					+ "61000000";
			sends("map", hex, map);
			assertThat((Map<?, ?>) receive("map", hex)[0]).hasToString("{b=1, a=2}");
			sends("map", "00000000" + "00000200" + "00000000", Map.of());
		}

		@Test
		void sizeMayBeBeside() {
			sends("sizedSet", "02000000" + "02000000" + "0100" + "0200", 2,
					new TreeSet<>(List.of((short) 1, (short) 2)));
			assertThatIllegalArgumentException().isThrownBy(() -> hex("sizedSet", 3, Set.of((short) 1)))
				.withMessage("Conveniences.sizedSet: values has 1 elements, but its size_is is 3");
		}

		@Test
		void whatIsReadCantBeModified() {
			assertThat((Collection<?>) RoundTrip.request(operation("collection"), List.of(1))[0]).isUnmodifiable();
			assertThat((Collection<?>) RoundTrip.request(operation("set"), Set.of(1))[0]).isUnmodifiable();
			assertThat((Map<?, ?>) RoundTrip.request(operation("map"), Map.of("a", 1))[0]).isUnmodifiable();
		}

		@Test
		void keysAreEqual() {
			refuses("set", "02000000" + "00000200" + "02000000" + "01000000" + "01000000",
					"values up to offset 20 of the stub: is refused by SetConverter:"
							+ " java.lang.IllegalArgumentException: 1 is an element twice");
			refuses("map",
					"02000000" + "00000200" + "02000000" + "04000200" + "01000000" + "08000200" + "02000000"
							+ "02000000" + "00000000" + "02000000" + "61000000" + "02000000" + "00000000" + "02000000"
							+ "61000000",
					"a is a key twice");
		}

		@Test
		void keyMayBeNull() {
			Map<@Nullable String, @Nullable Integer> map = new LinkedHashMap<>();
			map.put(null, null);
			sends("nullableMap", "01000000" + "00000200" + "01000000" + "00000000" + "00000000", map);
			assertThatIllegalArgumentException().isThrownBy(() -> hex("map", map))
				.withMessageStartingWith("Conveniences.map: map[0].key is null, which can't be sent");
		}

		@Test
		void everythingNests() {
			Deep deep = new Deep(Map.of("a", List.of(Set.of(LocalDate.of(2026, 2, 3)))),
					Optional.of(Map.of(Instant.EPOCH, BigDecimal.ONE)), OptionalLong.of(5), null,
					new Instant[] { Instant.EPOCH });
			Deep outer = new Deep(Map.of(), Optional.empty(), OptionalLong.empty(), deep, new Instant[0]);
			assertThat(RoundTrip.request(operation("deep"), outer)).usingRecursiveComparison()
				.isEqualTo(new Object[] { outer });
		}

		@Test
		void mapThatChangesMeanwhileIsSentAsItWas() {
			Map<String, Integer> changing = new ConcurrentHashMap<>() {

				@Override
				public void forEach(BiConsumer<? super String, ? super Integer> action) {
					super.forEach(action);
					put("key " + size(), size());
				}

			};
			// Body and pointees are two phases, and there are three formats
			assertThat(RoundTrip.request(operation("holder"), new Holder(changing)))
				.containsExactly(new Holder(Map.of("key 0", 0, "key 1", 1)));
			assertThat(changing).hasSize(3);
		}

		@Test
		void incomparableKeysAreFew() {
			Set<Point> few = points(CollectionConverters.Keys.MAX_INCOMPARABLE);
			assertThat(RoundTrip.request(operation("points"), few)).containsExactly(few);
			ByteBuf stub = Unpooled.buffer();
			operation("points").marshalRequest(new NdrWriter(stub, NdrFormat.NDR),
					new Object[] { points(CollectionConverters.Keys.MAX_INCOMPARABLE + 1) });
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> operation("points").unmarshalRequest(new NdrReader(stub, NdrFormat.NDR)))
				.withMessageEndingWith(
						"has 10001 keys or elements, but as Point does not implement Comparable<Point> at"
								+ " most 10000 are taken");
			Set<Object> mixed = new LinkedHashSet<>(List.of(new Rank(1)));
			mixed.addAll(points(CollectionConverters.Keys.MAX_INCOMPARABLE));
			stub.clear();
			operation("places").marshalRequest(new NdrWriter(stub, NdrFormat.NDR), new Object[] { mixed });
			assertThatExceptionOfType(BadStubDataException.class)
				.isThrownBy(() -> operation("places").unmarshalRequest(new NdrReader(stub, NdrFormat.NDR)))
				.withMessageContaining("as Point does not implement Comparable<Point>");
			Set<Integer> many = IntStream.range(0, 20_000).boxed().collect(Collectors.toSet());
			assertThat(RoundTrip.request(operation("set"), many)).containsExactly(many);
		}

		private static Set<Point> points(int count) {
			return IntStream.range(0, count).mapToObj(Point::new).collect(Collectors.toSet());
		}

	}

	@Test
	void cutStubsAreBadStubData() {
		Random random = new Random(20261121);
		Deep deep = new Deep(Map.of("a", List.of(Set.of(LocalDate.of(2026, 2, 3)))),
				Optional.of(Map.of(Instant.EPOCH, BigDecimal.ONE)), OptionalLong.of(5), null,
				new Instant[] { Instant.EPOCH });
		byte[] octets = HexFormat.of().parseHex(hex("deep", deep));
		for (int length = 0; length < octets.length; length++) {
			byte[] cut = Arrays.copyOf(octets, length);
			assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> receive("deep", cut));
		}
		for (int i = 0; i < 5000; i++) {
			byte[] altered = octets.clone();
			altered[random.nextInt(altered.length)] = (byte) random.nextInt();
			try {
				receive("deep", altered);
			}
			catch (BadStubDataException ex) {
				assertThat(ex).hasMessageStartingWith("Conveniences.deep: the request has bad stub data: deep");
			}
		}
	}

	private static void sends(String operation, String hex, @Nullable Object... arguments) {
		assertThat(hex(operation, arguments)).isEqualTo(hex);
		assertThat(RoundTrip.request(operation(operation), arguments)).isEqualTo(arguments);
	}

	private static void refuses(String operation, String hex, String message) {
		assertThatExceptionOfType(BadStubDataException.class).isThrownBy(() -> receive(operation, hex))
			.withMessageStartingWith("Conveniences." + operation + ": ")
			.withMessageContaining(message);
	}

	private static String hex(String operation, @Nullable Object... arguments) {
		return RoundTrip.requestHex(operation(operation), arguments);
	}

	private static @Nullable Object[] receive(String operation, String hex) {
		return receive(operation, HexFormat.of().parseHex(hex));
	}

	private static @Nullable Object[] receive(String operation, byte[] octets) {
		return operation(operation).unmarshalRequest(new NdrReader(Unpooled.wrappedBuffer(octets), NdrFormat.NDR));
	}

	private static OperationStub operation(String name) {
		return RoundTrip.operation(Conveniences.class, name);
	}

	@RpcInterface
	interface Conveniences {

		void instant(byte before, Instant when);

		void instants(@ConvertedBy(NdrConverters.HyperTime.class) Instant hyper,
				@ConvertedBy(NdrConverters.UnixTime.class) Instant unix);

		void duration(Duration duration);

		void interval(@ConvertedBy(NdrConverters.HyperInterval.class) Duration duration);

		void date(LocalDate date);

		void time(LocalTime time);

		void dateTime(LocalDateTime dateTime);

		void offsetDateTime(OffsetDateTime dateTime);

		void zonedDateTime(ZonedDateTime dateTime);

		void zone(ZoneId zone);

		void bigInteger(BigInteger number);

		void bigDecimal(BigDecimal number);

		void optionals(OptionalInt first, OptionalLong second, OptionalDouble third);

		void texts(URI uri, Locale locale, Currency currency);

		void uri(URI uri);

		void locale(Locale locale);

		void currency(Currency currency);

		void collection(Collection<Integer> values);

		void set(Set<Integer> values);

		void map(Map<String, Integer> map);

		void nullableMap(Map<@Nullable String, @Nullable Integer> map);

		void sizedSet(int count, @SizeIs("count") Set<Short> values);

		void deep(Deep deep);

		void holder(Holder holder);

		void points(Set<Point> points);

		void places(Set<Place> places);

	}

	sealed interface Place {

	}

	@UnionCase(2)
	record Rank(int number) implements Place, Comparable<Rank> {

		@Override
		public int compareTo(Rank other) {
			return Integer.compare(this.number, other.number);
		}

	}

	record Deep(Map<String, List<Set<LocalDate>>> map, Optional<Map<Instant, BigDecimal>> optional, OptionalLong number,
			@Nullable Deep next, Instant[] instants) {

	}

	record Holder(Map<String, Integer> map) {

	}

	@UnionCase(1)
	record Point(int x) implements Place {

	}

}
