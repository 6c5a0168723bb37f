package io.opnum.rpc.sample.interop;

import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.MInterfacePointer;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.sample.FreePorts;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.RpcEcho;
import io.opnum.rpc.sample.interop.EveryType.Aliases;
import io.opnum.rpc.sample.interop.EveryType.Car;
import io.opnum.rpc.sample.interop.EveryType.Circle;
import io.opnum.rpc.sample.interop.EveryType.Colour;
import io.opnum.rpc.sample.interop.EveryType.CountedString;
import io.opnum.rpc.sample.interop.EveryType.Counter;
import io.opnum.rpc.sample.interop.EveryType.Dot;
import io.opnum.rpc.sample.interop.EveryType.Labelled;
import io.opnum.rpc.sample.interop.EveryType.Linked;
import io.opnum.rpc.sample.interop.EveryType.Message;
import io.opnum.rpc.sample.interop.EveryType.Mirrored;
import io.opnum.rpc.sample.interop.EveryType.Mixed;
import io.opnum.rpc.sample.interop.EveryType.Named;
import io.opnum.rpc.sample.interop.EveryType.Node;
import io.opnum.rpc.sample.interop.EveryType.None;
import io.opnum.rpc.sample.interop.EveryType.Nothing;
import io.opnum.rpc.sample.interop.EveryType.Numbered;
import io.opnum.rpc.sample.interop.EveryType.Numbers;
import io.opnum.rpc.sample.interop.EveryType.Octets;
import io.opnum.rpc.sample.interop.EveryType.Pair;
import io.opnum.rpc.sample.interop.EveryType.Plain;
import io.opnum.rpc.sample.interop.EveryType.Point;
import io.opnum.rpc.sample.interop.EveryType.Price;
import io.opnum.rpc.sample.interop.EveryType.Sail;
import io.opnum.rpc.sample.interop.EveryType.Size;
import io.opnum.rpc.sample.interop.EveryType.Squared;
import io.opnum.rpc.sample.interop.EveryType.Steam;
import io.opnum.rpc.sample.interop.EveryType.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Programs for Windows, compiled by {@code widl} and MinGW from the IDL that is printed,
 * and run by Wine.
 */
@RequiresPeer({ Peer.WIDL, Peer.WINE })
@SampleTest
class WineIntegrationTests {

	private static final String LOOPBACK = "ncacn_ip_tcp:127.0.0.1";

	private static Wine wine;

	private static PeerProcess cServer;

	private static CallIdRelay relay;

	private static RpcClient client;

	private static EveryType proxy;

	@BeforeAll
	static void start() throws Exception {
		wine = Wine.create();
		wine.build("every_type_client", EveryType.class);
		wine.build("every_type_server", EveryType.class);
		int port = FreePorts.find();
		cServer = PeerProcess.start(wine.program("every_type_server", port));
		relay = new CallIdRelay(port);
		client = RpcClient.builder().build();
		proxy = client.proxy(EveryType.class, binding());
	}

	private static BindingHandle binding() {
		return BindingHandle.of(LOOPBACK + "[" + relay.port() + "]").withTimeout(Duration.ofSeconds(20));
	}

	@AfterAll
	static void stop() throws Exception {
		if (client != null) {
			client.close();
		}
		if (relay != null) {
			relay.close();
		}
		if (cServer != null) {
			cServer.close();
		}
		if (wine != null) {
			wine.close();
		}
	}

	@Test
	void aClientInCCallsEveryOperationOfOurServer() {
		try (RpcServer server = RpcServer.builder().endpoint(LOOPBACK).build()) {
			server.register(EveryType.class, new EveryTypeService());
			server.start();
			Command.Result result = wine.program("every_type_client", server.bindings().get(0)).run().requireSuccess();
			Set<String> called = result.output()
				.lines()
				.filter((line) -> line.startsWith("ok "))
				.flatMap((line) -> Stream.of(line.trim().substring(3).split(" ")))
				.collect(Collectors.toCollection(TreeSet::new));
			assertThat(called).isEqualTo(operations());
		}
	}

	@Test
	void aClientInCCallsTheSample(@Autowired SampleServer sample) throws Exception {
		wine.build("sample_client", RpcEcho.class, OrderDesk.class);
		wine.program("sample_client", LOOPBACK + "[" + sample.port() + "]").run().requireSuccess();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("calls")
	void aServerInCAnswersAsOneInJavaDoes(Call call) throws Exception {
		assertThat(call.to(proxy)).usingRecursiveComparison().isEqualTo(call.to(new EveryTypeService()));
	}

	static List<Call> calls() {
		Point point = new Point((byte) 1, 0x1_0000_0002L, (short) -3, 4.5);
		Node list = new Node(1, new Node(2, new Node(3, null)));
		Numbered one = new Numbered(1);
		return List.of(
				new Call("primitives", new InOut<>(true), new InOut<>((byte) -128), new InOut<>((short) 0),
						new InOut<>(0x12345678), new InOut<>(Long.MIN_VALUE), new InOut<>(1.5f), new InOut<>(-2.25),
						new InOut<>('\u20ac'), new InOut<>('a'),
						new InOut<>(UUID.fromString("01234567-89ab-cdef-8001-020304050607"))),
				new Call("sum", true, (byte) -2, (short) 300, 70_000, 5_000_000_000L, 0.5f, 0.25, '\u20ac', 'B'),
				new Call("not", false), new Call("not", true), new Call("nextOctet", (byte) 127),
				new Call("nextShort", (short) -2), new Call("nextLong", -2), new Call("nextHyper", Long.MAX_VALUE),
				new Call("half", 3f), new Call("quarter", -1e300), new Call("nextLetter", '\u20ab'),
				new Call("nextAnsi", 'x'),
				new Call("windows", new InOut<>(false), new InOut<>(-5L), RpcStatus.of(1722), new Out<>(), new Out<>()),
				new Call("enums", Colour.RED, new InOut<>(Size.SMALL), new InOut<>(12_345)),
				new Call("enums", Colour.BLUE, new InOut<>(Size.LARGE), new InOut<>(0)),
				new Call("strings", "z\u00fcrich \u20ac", "x", "abc", new Out<>(), new Out<>()),
				new Call("strings", "", null, "", new Out<>(), new Out<>()),
				new Call("fixedString", new Named(5, "eleven char")), new Call("fixedString", new Named(6, "")),
				new Call("sizedStrings", 32, "some of it", new Out<>()),
				new Call("countedString", new CountedString((short) 8, (short) 16, "ab\0c")),
				new Call("countedString", new CountedString((short) 0, (short) 0, null)),
				new Call("structures", point, new Labelled(5, "label", null, "ansi", 0.5f), new Out<>()),
				new Call("structures", point, new Labelled(-5, "", "hint", "", 1e30f), new Out<>()),
				new Call("conformantStructure", new InOut<>(new Numbers((short) 4, new int[] { 0, 10, 20, 30 }))),
				new Call("conformantStructure", new InOut<>(null)), new Call("reverse", list),
				new Call("reverse", (Object) null),
				new Call("pointers", new InOut<>(41), new InOut<>(point), Optional.of(Optional.of((short) 7)),
						new Out<>()),
				new Call("pointers", new InOut<>(null), new InOut<>(null), Optional.of(Optional.empty()), new Out<>()),
				new Call("pointers", new InOut<>(0), new InOut<>(null), Optional.empty(), new Out<>()),
				new Call("same", point, point), new Call("same", point, null), new Call("same", null, null),
				new Call("same", point, new Point((byte) 1, 2, (short) 3, 4)),
				new Call("aliases", new InOut<>(new Aliases(one, one))),
				new Call("aliases", new InOut<>(new Aliases(one, new Numbered(2)))),
				new Call("aliases", new InOut<>(new Aliases(null, null))),
				new Call("arrays", new InOut<>(new int[] { 1, 2, 3, 4 }), 6, 3, new short[] { 10, 20, 30 }, new Out<>(),
						new long[] { 1, 2, 3, 4, 5, 0x1_0000_0006L }, new Out<>()),
				new Call("arrays", new InOut<>(new int[4]), 2, 0, new short[0], new Out<>(), null, new Out<>()),
				new Call("fixedVarying", new InOut<>(5), new InOut<>("abcde".getBytes())),
				new Call("transpose", (Object) new int[][] { { 1, 2, 3 }, { 4, 5, 6 } }),
				new Call("arrayOfStructures", 2,
						new InOut<>(new Point[] { point, new Point((byte) 9, 10, (short) 11, 12) })),
				new Call("arrayOfStrings", 3, Arrays.asList("one", null, "three")),
				new Call("counted", new byte[] { 1, 2, -1 }, new Out<>(), List.of("one", "two"), List.of(1, -2),
						new Out<>(), List.of(List.of((short) 1, (short) 2), List.of((short) 3)), new Out<>()),
				new Call("shapes", new Dot(6)), new Call("shapes", new Circle((short) 1, 2)),
				new Call("shapes", new Nothing()), new Call("levels", (short) 1, new InOut<>(new Squared(100_000))),
				new Call("levels", (short) 2, new InOut<>(new Squared(-3))),
				new Call("levels", (short) 7, new InOut<>(new Mirrored(point))),
				new Call("levels", (short) 99, new InOut<>(new None())),
				new Call("coloured", Colour.RED, new InOut<>(new Mixed(70_000))),
				new Call("coloured", Colour.BLUE, new InOut<>(new Plain((byte) 7))),
				new Call("message", new Message(1, new Text("text"))),
				new Call("message", new Message(2, new Octets(2, new byte[] { 9, 8 }))),
				new Call("message", new Message(2, new Octets(0, null))),
				new Call("message", new Message(3, new Linked(list))), new Call("bulk", 300_000, new InOut<>(bytes())),
				new Call("ranged", 1), new Call("ranged", 100), new Call("rangedElements", List.of(1, 100), (short) -1),
				new Call("rangedElements", List.of(), null),
				new Call("expressions", 2, new InOut<>(4), new short[] { 0, 0, 0, 1 }, new short[] { 0, 0, 20 },
						new short[] { 0, 0, 0, 300 }, new byte[] { 0, 0, 4 }, new byte[] { 0, 5 }),
				new Call("turnedRows", 2, new short[][] { { 1, 2, 3 }, { 4, 5, 6 } }),
				new Call("explicit", 40, binding(), 2), new Call("object", new MInterfacePointer("MEOW".getBytes())),
				new Call("object", (Object) null), new Call("generic", new Pair<>(7, "seven")),
				new Call("inherited", new Car(3)), new Call("inherited", new Sail(1)),
				new Call("inherited", new Steam((byte) 1)), new Call("shared", List.of(one, new Numbered(1), one)),
				new Call("shared", List.of(one, new Numbered(1))), new Call("twice", 5),
				new Call("later", Instant.parse("2026-02-28T23:59:59.9999999Z"), Duration.ofSeconds(86_400, 100)),
				new Call("together", LocalDate.of(-4, 2, 29), LocalTime.of(23, 59, 58, 999_999_999), new Out<>()),
				new Call("zoned", ZonedDateTime.of(2026, 7, 1, 12, 30, 0, 5, ZoneId.of("Europe/Berlin"))),
				new Call("price", new Price(new BigDecimal("-12345678901234567890.12"), Currency.getInstance("EUR"))),
				new Call("counts", Map.of("one", 1)), new Call("counts", Map.of()),
				new Call("words", new LinkedHashSet<>(List.of("one", "two"))),
				new Call("optionals", OptionalInt.of(7), OptionalLong.of(0x1_ffff_ffffL), new Out<>(), new Out<>()),
				new Call("optionals", OptionalInt.empty(), OptionalLong.empty(), new Out<>(), new Out<>()),
				new Call("texts", URI.create("http://example.org/"), ZoneId.of("Europe/Berlin"), new Out<>()));
	}

	private static byte[] bytes() {
		byte[] bytes = new byte[300_000];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) (i * 7);
		}
		return bytes;
	}

	@Test
	void contextHandlesOfAServerInCAreKept() {
		NdrContextHandle first = proxy.open(10);
		NdrContextHandle second = proxy.open(20);
		assertThat(List.of(proxy.next(first), proxy.next(second), proxy.next(first))).containsExactly(11, 21, 12);
		InOut<NdrContextHandle> handle = new InOut<>(first);
		proxy.close(handle);
		assertThat(handle.get()).isEqualTo(NdrContextHandle.NIL);
		assertThatExceptionOfType(RpcFaultException.class).isThrownBy(() -> proxy.next(first))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.CONTEXT_MISMATCH));
		assertThat(proxy.next(second)).isEqualTo(22);
	}

	@Test
	void typedContextHandlesOfAServerInCAreKept() {
		try (ContextHandle<Counter> first = proxy.openCounter(10);
				ContextHandle<Counter> second = proxy.openCounter(20)) {
			assertThat(List.of(proxy.count(first), proxy.count(second), proxy.count(first))).containsExactly(11, 21,
					12);
			InOut<ContextHandle<Counter>> handle = new InOut<>(first);
			proxy.closeCounter(handle);
			assertThat(first.isClosed()).isTrue();
			assertThat(proxy.count(second)).isEqualTo(22);
		}
	}

	@Test
	void handlesOfAClientInCAreRunDownOnceWhenItIsKilled() throws Exception {
		EveryTypeService service = new EveryTypeService();
		try (RpcServer server = RpcServer.builder().endpoint(LOOPBACK).build()) {
			server.register(EveryType.class, service);
			server.start();
			PeerProcess.start(wine.program("every_type_client", server.bindings().get(0), "hold")).kill();
			await().atMost(Duration.ofSeconds(20)).until(() -> service.rundowns() > 0);
		}
		assertThat(service.rundowns()).isOne();
	}

	@Test
	void numbersOutOfRangeAreRefusedByAServerInC() {
		assertThatIllegalArgumentException().isThrownBy(() -> proxy.ranged(101)).withMessageContaining("1 to 100");
		Unranged unranged = client.proxy(Unranged.class, binding());
		assertThat(unranged.ranged(99)).isEqualTo(100);
		for (int number : new int[] { 0, 101, -1 }) {
			assertThatExceptionOfType(RpcFaultException.class).isThrownBy(() -> unranged.ranged(number))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.INVALID_BOUND));
		}
	}

	@Test
	void exceptionsOfAServerInCAreFaultsWithTheirStatus() {
		for (int status : new int[] { 1234, 0xe0001234 }) {
			assertThatExceptionOfType(RpcFaultException.class).isThrownBy(() -> proxy.fail(status))
				.satisfies((ex) -> assertThat(ex.status().code()).isEqualTo(status));
		}
	}

	@Test
	void everyOperationIsCalled() {
		Set<String> called = calls().stream().map(Call::operation).collect(Collectors.toCollection(TreeSet::new));
		called.addAll(List.of("open", "next", "close", "fail", "openCounter", "count", "closeCounter"));
		assertThat(called).isEqualTo(operations());
	}

	private static Set<String> operations() {
		return InterfaceStub.of(EveryType.class)
			.operations()
			.stream()
			.map(OperationStub::name)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * {@link EveryType} without its ranges.
	 */
	@RpcInterface(uuid = "6b1f3c52-0d4e-4a8b-9e27-5c8f1a2d3b40", version = "1.0")
	interface Unranged {

		@Operation(38)
		int ranged(int number);

	}

	/**
	 * A call that can be made of several implementations.
	 */
	static final class Call {

		private final Method method;

		private final @Nullable Object[] arguments;

		Call(String operation, @Nullable Object... arguments) {
			this.method = Arrays.stream(EveryType.class.getDeclaredMethods())
				.filter((method) -> method.getName().equals(operation))
				.findAny()
				.orElseThrow();
			this.arguments = arguments;
		}

		String operation() {
			return this.method.getName();
		}

		/**
		 * Make the call.
		 * @return the result and what is in the holders then
		 */
		List<@Nullable Object> to(EveryType target) throws Exception {
			@Nullable Object[] copies = Arrays.stream(this.arguments).map(Call::copyOf).toArray();
			List<@Nullable Object> results = new ArrayList<>();
			Object result = this.method.invoke(target, copies);
			// Of sets the order matters, too
			results.add((result instanceof Set<?> set) ? List.copyOf(set) : result);
			for (Object copy : copies) {
				if (copy instanceof Out<?> holder) {
					results.add(holder.getOrNull());
				}
			}
			return results;
		}

		private static @Nullable Object copyOf(@Nullable Object argument) {
			return (argument instanceof InOut<?> holder) ? new InOut<>(holder.getOrNull())
					: (argument instanceof Out<?>) ? new Out<>() : argument;
		}

		@Override
		public String toString() {
			return operation();
		}

	}

}
