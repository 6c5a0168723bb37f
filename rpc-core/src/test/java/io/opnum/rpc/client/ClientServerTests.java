package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.Operation;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.transport.InProcessTransport;
import io.opnum.rpc.transport.TcpTransport;
import io.opnum.rpc.transport.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client and the server of this library with each other.
 */
class ClientServerTests extends AbstractClientTests {

	private static final long SEED = 20240607;

	@ParameterizedTest
	@EnumSource
	void callsGoThereAndBack(Way way) {
		Desk desk = desk(way);
		assertThat(desk.addOne(41)).isEqualTo(42);
		assertThat(desk.addOneLater(41).join()).isEqualTo(42);
		assertThat(desk.reverse("stressed")).isEqualTo("desserts");
		assertThat(desk.numbers(0)).isEmpty();
		UUID object = UUID.randomUUID();
		assertThat(client().proxy(Desk.class, handle(way).withObject(object)).object()).isEqualTo(object);
		assertThat(client().proxy(Shelf.class, handle(way)).addTwo(1)).isEqualTo(3);
		assertThat(client().proxy(Shelf.class, handle(way)).addTwo(2)).isEqualTo(4);
	}

	@ParameterizedTest
	@EnumSource
	void largeCallsAreCutAndJoined(Way way) {
		Desk desk = desk(way);
		String text = "abcdefghij".repeat(100_000);
		assertThat(desk.reverse(text)).isEqualTo(new StringBuilder(text).reverse().toString());
		assertThat(desk.numbers(500_000)).hasSize(500_000).startsWith(0, 1, 2).endsWith(499_998, 499_999);
	}

	@ParameterizedTest
	@EnumSource
	void failuresOfTheServerArriveAsWhatTheyAre(Way way) {
		Desk desk = desk(way);
		assertThat(failure(RpcFaultException.class, () -> desk.fail(RpcStatus.INVALID_TAG.code())).status())
			.isEqualTo(RpcStatus.INVALID_TAG);
		assertThat(failure(UnknownInterfaceException.class, () -> client().proxy(Missing.class, handle(way)).addTwo(1))
			.didNotExecute()).isTrue();
		RpcFaultException noSuchOperation = failure(RpcFaultException.class,
				() -> client().proxy(LargerShelf.class, handle(way)).addThree(1));
		assertThat(noSuchOperation.status()).isEqualTo(RpcStatus.OP_RNG_ERROR);
		assertThat(noSuchOperation.didNotExecute()).isTrue();
		assertThat(desk.addOne(1)).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource
	void hundredsOfCallsAreInFlightAtOnce(Way way) {
		Desk desk = desk(way);
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 2000; i++) {
			calls.add(desk.addOneLater(i));
		}
		for (int i = 0; i < 2000; i++) {
			assertThat(calls.get(i).join()).isEqualTo(i + 1);
		}
		assertThat(client().statistics().connections()).isLessThanOrEqualTo(way.multiplexed ? 1 : 8);
	}

	@ParameterizedTest
	@EnumSource
	void hundredsOfThreadsCallAtOnce(Way way) throws Exception {
		Desk desk = desk(way);
		List<Thread> threads = new ArrayList<>();
		ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
		for (int i = 0; i < 200; i++) {
			int from = i * 1000;
			Thread thread = new Thread(() -> {
				try {
					for (int number = from; number < from + 20; number++) {
						assertThat(desk.addOne(number)).isEqualTo(number + 1);
					}
				}
				catch (Throwable ex) {
					failures.add(ex);
				}
			});
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(failures).isEmpty();
		assertThat(client().statistics().calls()).isEqualTo(4000);
	}

	@ParameterizedTest
	@EnumSource
	void slowCallHoldsUpNoOther(Way way) {
		Desk desk = desk(way);
		CompletableFuture<Integer> slow = desk.sleep(-1);
		assertThat(desk.addOne(1)).isEqualTo(2);
		assertThat(slow).isNotDone();
		this.gate.complete(7);
		assertThat(slow.join()).isEqualTo(7);
	}

	@ParameterizedTest
	@EnumSource
	void deadlinesCancelsAndInterruptsRaceWithAnswersAndLeaveNothingBehind(Way way) throws Exception {
		desk(way);
		Random random = new Random(SEED);
		Desk hasty = client().proxy(Desk.class, handle(way).withTimeout(Duration.ofMillis(3)));
		Desk patient = client().proxy(Desk.class, handle(way));
		AtomicInteger ended = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
		for (int i = 0; i < 300; i++) {
			int millis = random.nextInt(6);
			switch (i % 4) {
				case 0 -> calls.add(hasty.sleep(millis));
				case 1 -> {
					CompletableFuture<Integer> call = patient.sleep(millis);
					calls.add(call);
					Thread canceller = new Thread(() -> call.cancel(true));
					canceller.start();
					threads.add(canceller);
				}
				case 2 -> {
					Thread caller = new Thread(() -> call(() -> patient.addOne(1), ended, unexpected));
					caller.start();
					threads.add(caller);
					if (random.nextBoolean()) {
						caller.interrupt();
					}
				}
				default -> {
					Thread caller = new Thread(() -> call(() -> hasty.nap(millis), ended, unexpected));
					caller.start();
					threads.add(caller);
				}
			}
		}
		for (Thread thread : threads) {
			thread.join();
		}
		for (CompletableFuture<Integer> call : calls) {
			try {
				call.get(30, TimeUnit.SECONDS);
			}
			catch (CancellationException ex) {
				continue;
			}
			catch (java.util.concurrent.ExecutionException ex) {
				assertThat(ex.getCause()).isInstanceOfAny(RpcTimeoutException.class, RpcCancelledException.class);
			}
		}
		assertThat(unexpected).isEmpty();
		assertThat(ended).hasValue(150);
		await(() -> client().statistics().callsInFlight() == 0);
		assertThat(patient.addOne(1)).isEqualTo(2);
	}

	private static void call(Runnable call, AtomicInteger ended, ConcurrentLinkedQueue<Throwable> unexpected) {
		try {
			call.run();
		}
		catch (RpcTimeoutException | RpcCancelledException ex) {
			// what was asked for
		}
		catch (Throwable ex) {
			unexpected.add(ex);
		}
		finally {
			ended.incrementAndGet();
		}
	}

	@ParameterizedTest
	@EnumSource
	void closingTheClientInTheMidstOfCallsEndsThemAll(Way way) throws Exception {
		Desk desk = desk(way);
		CountDownLatch begun = new CountDownLatch(50);
		AtomicInteger ended = new AtomicInteger();
		ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			Thread thread = new Thread(() -> call(() -> {
				while (true) {
					desk.addOne(1);
					begun.countDown();
				}
			}, ended, unexpected));
			thread.start();
			threads.add(thread);
		}
		begun.await();
		client().close();
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(unexpected).isEmpty();
		assertThat(ended).hasValue(50);
	}

	@ParameterizedTest
	@EnumSource
	void serverThatStopsFinishesItsCallsAndIsLeft(Way way) throws Exception {
		RpcServer server = server(way);
		Desk desk = client(way).proxy(Desk.class, handle(way));
		CompletableFuture<Integer> slow = desk.sleep(-1);
		assertThat(desk.addOne(1)).isEqualTo(2);
		server.stopListening();
		assertThat(slow).isNotDone();
		this.gate.complete(7);
		assertThat(slow.join()).isEqualTo(7);
		assertThat(server.awaitStop(Duration.ofSeconds(10))).isTrue();
		await(() -> client().statistics().connections() == 0);
		assertThat(failure(RpcCommunicationException.class, () -> desk.addOne(1)).didNotExecute()).isTrue();
	}

	@Test
	void restartedServerIsFoundOnItsNewEndpoint() throws Exception {
		int mapper = ScriptedServer.freePort();
		Desk desk = client((builder) -> builder.endpointMapperPort(mapper)).proxy(Desk.class,
				BindingHandle.of("ncacn_ip_tcp:127.0.0.1"));
		assertThat(failure(RpcCommunicationException.class, () -> desk.addOne(1)))
			.hasMessageContaining(Integer.toString(mapper));
		List<StringBinding> endpoints = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			try (RpcServer server = mappedServer(mapper)) {
				server.register(Desk.class, new DefaultDesk());
				server.start();
				assertThat(desk.addOne(i)).isEqualTo(i + 1);
				assertThat(desk.addOneLater(i).join()).isEqualTo(i + 1);
				StringBinding found = StringBinding.parse(endpointOf(desk));
				assertThat(endpoints).doesNotContain(found);
				endpoints.add(found);
			}
		}
		assertThat(endpoints).hasSize(3);
		assertThat(failure(RpcCommunicationException.class, () -> desk.addOne(1)).didNotExecute()).isTrue();
	}

	@Test
	void callsInFlightSurviveTheRestartOfTheirServerIfTheyDidNotExecute() throws Exception {
		int mapper = ScriptedServer.freePort();
		Desk desk = client((builder) -> builder.endpointMapperPort(mapper)).proxy(Desk.class,
				BindingHandle.of("ncacn_ip_tcp:127.0.0.1"));
		RpcServer server = mappedServer(mapper);
		server.register(Desk.class, new DefaultDesk());
		server.start();
		AtomicInteger succeeded = new AtomicInteger();
		ConcurrentLinkedQueue<RpcException> failures = new ConcurrentLinkedQueue<>();
		CountDownLatch stop = new CountDownLatch(1);
		List<Thread> callers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			Thread caller = new Thread(() -> {
				while (stop.getCount() > 0) {
					try {
						desk.addOne(1);
						succeeded.incrementAndGet();
					}
					catch (RpcException ex) {
						failures.add(ex);
					}
				}
			});
			caller.start();
			callers.add(caller);
		}
		await(() -> succeeded.get() > 100);
		server.close();
		server = closeLater(mappedServer(mapper));
		server.register(Desk.class, new DefaultDesk());
		server.start();
		int before = succeeded.get();
		await(() -> succeeded.get() > before + 100);
		stop.countDown();
		for (Thread caller : callers) {
			caller.join();
		}
		assertThat(failures).allSatisfy((failure) -> assertThat(failure)
			.isInstanceOfAny(RpcCommunicationException.class, EndpointNotRegisteredException.class));
	}

	@Test
	void endpointMapIsRead() throws Exception {
		int mapper = ScriptedServer.freePort();
		RpcServer server = closeLater(mappedServer(mapper));
		server.register(Desk.class, new DefaultDesk());
		server.register(Shelf.class, (number) -> number + 2);
		server.start();
		client((builder) -> builder.endpointMapperPort(mapper));
		List<EndpointEntry> entries = client().endpointMap(StringBinding.parse("ncacn_ip_tcp:127.0.0.1"));
		assertThat(entries).extracting(EndpointEntry::interfaceId)
			.contains(InterfaceStub.of(Desk.class).interfaceId(), InterfaceStub.of(Shelf.class).interfaceId());
		assertThat(client().endpointMap(StringBinding.parse("ncacn_ip_tcp:127.0.0.1[%d]".formatted(mapper))))
			.isEqualTo(entries);
		RpcException failure = failure(RpcException.class,
				() -> client().endpointMap(StringBinding.parse("ncacn_ip_tcp:127.0.0.1[1]")));
		assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
	}

	@Test
	void serverSaysWhetherItListensAlsoAfterItMoved() throws Exception {
		int mapper = ScriptedServer.freePort();
		client((builder) -> builder.endpointMapperPort(mapper));
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:127.0.0.1");
		for (int i = 0; i < 2; i++) {
			try (RpcServer server = mappedServer(mapper)) {
				server.register(Desk.class, new DefaultDesk());
				server.start();
				assertThat(listening(handle)).isTrue();
			}
			RpcException failure = failure(RpcException.class,
					client().isServerListening(handle, Desk.class, Duration.ofSeconds(10)));
			assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
		}
	}

	private boolean listening(BindingHandle handle) {
		return client().isServerListening(handle, Desk.class, Duration.ofSeconds(10)).toCompletableFuture().join();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void callbacksMayCallAgain(int depth) {
		Desk desk = desk(Way.TCP);
		CompletableFuture<Integer> chain = desk.addOneLater(0);
		for (int i = 0; i < depth; i++) {
			chain = chain.thenCompose(desk::addOneLater).thenApply(desk::addOne);
		}
		assertThat(chain.join()).isEqualTo(1 + 2 * depth);
	}

	// ---- servers and ways to them

	private RpcServer mappedServer(int mapper) {
		return RpcServer.builder()
			.endpointMapper(StringBinding.parse("ncacn_ip_tcp:127.0.0.1[%d]".formatted(mapper)))
			.endpoint("ncacn_ip_tcp:127.0.0.1")
			.build();
	}

	private static String endpointOf(Desk desk) {
		String text = desk.toString();
		return text.substring(text.indexOf(" at ") + 4);
	}

	private Desk desk(Way way) {
		server(way);
		return client(way).proxy(Desk.class, handle(way));
	}

	private final List<StringBinding> served = new ArrayList<>();

	private final CompletableFuture<Integer> gate = new CompletableFuture<>();

	private Transport transport;

	private RpcServer server(Way way) {
		this.transport = closeLater(way.transport());
		RpcServer server = closeLater(
				RpcServer.builder().transport(this.transport).endpoint(way.binding).maxConcurrentCalls(4096).build());
		server.register(Desk.class, new DefaultDesk(this.gate));
		server.register(Shelf.class, (number) -> number + 2);
		server.start();
		this.served.addAll(server.bindings());
		return server;
	}

	private RpcClient client(Way way) {
		return client((builder) -> builder
			.transport(way.multiplexed ? this.transport : new SingleCallTransport(this.transport)));
	}

	private BindingHandle handle(Way way) {
		return BindingHandle.of(this.served.get(0));
	}

	enum Way {

		TCP("ncacn_ip_tcp:127.0.0.1", true), TCP_ONE_CALL_AT_A_TIME("ncacn_ip_tcp:127.0.0.1", false),
		IN_PROCESS("opnum_inproc:", true);

		private final String binding;

		private final boolean multiplexed;

		Way(String binding, boolean multiplexed) {
			this.binding = binding;
			this.multiplexed = multiplexed;
		}

		Transport transport() {
			return StringBinding.parse(this.binding).protocolSequence().equals(ProtocolSequence.IN_PROCESS)
					? new InProcessTransport() : new TcpTransport();
		}

	}

	/**
	 * An interface that is served.
	 */
	@RpcInterface
	interface Desk {

		int addOne(int number);

		CompletableFuture<Integer> addOneLater(int number);

		String reverse(String text);

		int[] numbers(int count);

		UUID object();

		void fail(int status);

		/** Answers after so many milliseconds; if negative, when the gate opens. */
		CompletableFuture<Integer> sleep(int millis);

		int nap(int millis);

	}

	/**
	 * Another interface of the same server.
	 */
	@RpcInterface(uuid = "9b64d6c1-1f0a-4bb1-9d8d-0d1f0f6b3a01", version = "1.0")
	interface Shelf {

		int addTwo(int number);

	}

	/**
	 * The same with an operation that the server does not have.
	 */
	@RpcInterface(uuid = "9b64d6c1-1f0a-4bb1-9d8d-0d1f0f6b3a01", version = "1.0")
	interface LargerShelf {

		@Operation(0)
		int addTwo(int number);

		@Operation(7)
		int addThree(int number);

	}

	/**
	 * An interface that is not served.
	 */
	@RpcInterface
	interface Missing {

		int addTwo(int number);

	}

	private static final class DefaultDesk implements Desk {

		private final CompletableFuture<Integer> gate;

		DefaultDesk() {
			this(new CompletableFuture<>());
		}

		DefaultDesk(CompletableFuture<Integer> gate) {
			this.gate = gate;
		}

		@Override
		public int addOne(int number) {
			return number + 1;
		}

		@Override
		public CompletableFuture<Integer> addOneLater(int number) {
			return CompletableFuture.completedFuture(number + 1);
		}

		@Override
		public String reverse(String text) {
			return new StringBuilder(text).reverse().toString();
		}

		@Override
		public int[] numbers(int count) {
			return IntStream.range(0, count).toArray();
		}

		@Override
		public UUID object() {
			UUID object = RpcCallContext.current().objectUuid();
			return (object != null) ? object : new UUID(0, 0);
		}

		@Override
		public void fail(int status) {
			throw new RpcFaultException(RpcStatus.of(status));
		}

		@Override
		public CompletableFuture<Integer> sleep(int millis) {
			if (millis < 0) {
				return this.gate;
			}
			return CompletableFuture.supplyAsync(() -> millis,
					CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
		}

		@Override
		public int nap(int millis) {
			try {
				return sleep(millis).join();
			}
			catch (CompletionException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
