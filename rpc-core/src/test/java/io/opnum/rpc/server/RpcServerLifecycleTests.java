package io.opnum.rpc.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.epm.EndpointMap;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Shutdown;
import io.opnum.rpc.testing.NoBufferLeaks;
import io.opnum.rpc.transport.ListenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

@Timeout(60)
@ExtendWith(NoBufferLeaks.class)
class RpcServerLifecycleTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final InterfaceId MGMT = InterfaceId.of("afa8bd80-7d8a-11c9-bef4-08002b102989", "1.0");

	private final ManualTransport transport = new ManualTransport();

	private final RecordingRegistrar registrar = new RecordingRegistrar();

	private final QueuedExecutor executor = new QueuedExecutor();

	private RpcServer server = TestServer.build(this.transport,
			(builder) -> builder.executor(this.executor).endpointRegistrar(this.registrar));

	@AfterEach
	void close() {
		this.server.close();
	}

	// Starting

	@Test
	void serverListensFromStartOn() {
		this.server.register(Calculator.class, new SimpleCalculator());
		assertThat(this.server.isListening()).isFalse();
		assertThat(this.server.bindings()).isEmpty();
		this.server.start();
		assertThat(this.server.isListening()).isTrue();
		assertThat(this.server.bindings()).extracting(StringBinding::toString).containsExactly("ncacn_ip_tcp:[9135]");
		assertThat(this.transport.isListening("9135")).isTrue();
		assertThatIllegalStateException().isThrownBy(this.server::start).withMessageContaining("listening already");
	}

	@Test
	void startingIsAllOrNothing() {
		RpcServer other = TestServer.build(this.transport, (builder) -> {
		});
		other.start();
		RpcServer both = TestServer.build(this.transport, (builder) -> {
			builder.endpoints.clear();
			builder.endpoint("ncacn_ip_tcp:[9136]").endpoint("ncacn_ip_tcp:[9135]").endpointRegistrar(this.registrar);
		});
		both.register(Calculator.class, new SimpleCalculator());
		assertThatExceptionOfType(ListenException.class).isThrownBy(both::start)
			.returns(ListenException.Reason.IN_USE, ListenException::reason);
		assertThat(this.transport.isListening("9136")).isFalse();
		assertThat(both.isListening()).isFalse();
		assertThat(this.registrar.entries).isEmpty();
		other.close();
		both.start();
		assertThat(both.isListening()).isTrue();
		both.close();
	}

	@Test
	void serverWhoseEndpointsCanNotBeRegisteredDoesNotListen() {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.registrar.refuse.set(true);
		assertThatIllegalStateException().isThrownBy(this.server::start).withMessage("no room");
		assertThat(this.transport.isListening("9135")).isFalse();
		assertThat(this.server.isListening()).isFalse();
		this.registrar.refuse.set(false);
		this.server.start();
		assertThat(this.registrar.entries).hasSize(1);
	}

	@Test
	void serverThatIsStoppedWhileItStartsDoesNotListen() {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.registrar.onRegister = this.server::stopListening;
		assertThatIllegalStateException().isThrownBy(this.server::start)
			.withMessageContaining("stopped while it started");
		assertThat(this.server.isListening()).isFalse();
		assertThat(this.transport.isListening("9135")).isFalse();
		assertThat(this.registrar.entries).isEmpty();
		this.registrar.onRegister = () -> {
		};
		this.server.start();
		assertThat(this.server.isListening()).isTrue();
	}

	@Test
	void closedServerTakesNothing() {
		this.server.close();
		assertThatIllegalStateException()
			.isThrownBy(() -> this.server.register(Calculator.class, new SimpleCalculator()))
			.withMessageContaining("closed: build a new one");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.server.listen(StringBinding.parse("ncacn_ip_tcp:[9136]")))
			.withMessageContaining("closed: build a new one");
		assertThat(this.server.registrations()).isEmpty();
	}

	// The endpoint map

	@Test
	void serversThatReplaceNothingAreInTheMapTogether() {
		EndpointMap shared = new EndpointMap();
		try (RpcServer first = sharing(shared, "9201", false); RpcServer second = sharing(shared, "9202", false)) {
			assertThat(shared.entries()).extracting((entry) -> entry.endpoint().endpoint())
				.containsExactly("9201", "9202");
			second.stopListening();
			first.stopListening();
		}
		assertThat(shared.entries()).isEmpty();
	}

	@Test
	void serversReplaceOthersOfTheirInterfaceUnlessTheyAreToldNotTo() {
		EndpointMap shared = new EndpointMap();
		try (RpcServer first = sharing(shared, "9201", true); RpcServer second = sharing(shared, "9202", true)) {
			assertThat(first.isListening() && second.isListening()).isTrue();
			assertThat(shared.entries()).extracting((entry) -> entry.endpoint().endpoint()).containsExactly("9202");
		}
	}

	private RpcServer sharing(EndpointMap endpointMap, String port, boolean replace) {
		RpcServer sharing = TestServer.build(this.transport, (builder) -> {
			builder.endpoints.clear();
			builder.endpoint("ncacn_ip_tcp:[" + port + "]").endpointRegistrar(endpointMap);
		});
		sharing.register(Calculator.class, new SimpleCalculator(), RegistrationOptions.DEFAULT.withReplace(replace));
		sharing.start();
		return sharing;
	}

	@Test
	void endpointsAreRegisteredForEveryInterfaceEndpointAndObject() {
		UUID object = UUID.randomUUID();
		this.server.listen(StringBinding.parse("ncacn_ip_tcp:"));
		this.server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withAnnotation("sums"));
		this.server.register(Calculator.class, new SimpleCalculator(), RegistrationOptions.DEFAULT.withObjects(object)
			.withEndpoints(StringBinding.parse("ncacn_ip_tcp:[9135]")));
		this.server.register(Greeter.class, () -> {
		}, RegistrationOptions.DEFAULT.withEndpointMap(false));
		this.server.start();
		assertThat(this.registrar.entries)
			.extracting((entry) -> entry.endpoint().endpoint() + " " + entry.objectUuid() + " " + entry.annotation())
			.containsExactlyInAnyOrder("9135 null sums", "49152 null sums", "9135 " + object + " ");
		assertThat(this.registrar.entries).extracting(EndpointEntry::interfaceId).containsOnly(Calculator.ID);
		assertThat(this.registrar.replacing).containsExactly(true);
	}

	@Test
	void endpointMapFollowsWhatIsRegisteredAndListenedOn() throws InterruptedException {
		this.server.start();
		assertThat(this.registrar.entries).isEmpty();
		RpcServer.Registration registration = this.server.register(Calculator.class, new SimpleCalculator());
		assertThat(this.registrar.entries).hasSize(1);
		this.server.listen(StringBinding.parse("ncacn_ip_tcp:[9136]"));
		assertThat(this.registrar.entries).hasSize(2);
		// The second endpoint does not push the first one out
		assertThat(this.registrar.replacing).containsExactly(true, false);
		registration.close();
		registration.close();
		assertThat(this.registrar.entries).isEmpty();
		this.server.register(Calculator.class, new SimpleCalculator());
		assertThat(this.registrar.entries).hasSize(2);
		stop();
		assertThat(this.registrar.entries).isEmpty();
		assertThat(this.transport.isListening("9136")).isFalse();
	}

	@Test
	void interfaceThatTheEndpointMapRefusesIsNotRegistered() {
		this.server.start();
		this.registrar.refuse.set(true);
		assertThatIllegalStateException()
			.isThrownBy(() -> this.server.register(Calculator.class, new SimpleCalculator()));
		assertThat(this.server.registrations()).isEmpty();
	}

	// Stopping

	@Test
	void stoppingTellsClientsAndLetsCallsEnd() throws InterruptedException {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
		RawPeer peer = this.transport.connect().bound(PacketFlag.CONC_MPX, Calculator.ID);
		RawPeer unbound = this.transport.connect();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		this.server.stopListening();
		this.server.stopListening();
		assertThat(this.server.isListening()).isFalse();
		await(() -> peer.answers() == 1);
		peer.next(Shutdown.class);
		await(unbound::isClosed);
		assertThat(this.server.awaitStop(Duration.ofMillis(10))).isFalse();
		peer.send(RawPeer.request(2, 0, 0, Calculator.stub(2, 3))).expectFault(RpcStatus.SERVER_UNAVAILABLE, true);
		this.executor.runAll();
		peer.expectResponse(1);
		assertThat(this.server.awaitStop(PATIENCE)).isTrue();
		assertThat(this.transport.isListening("9135")).isFalse();
		assertThat(this.server.bindings()).isEmpty();
	}

	@Test
	void awaitStopWaitsForAServerThatListens() throws InterruptedException {
		this.server.start();
		assertThat(this.server.awaitStop(Duration.ofMillis(10))).isFalse();
		stop();
	}

	@Test
	void serverCanBeStartedAgain() throws InterruptedException {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
		RawPeer old = this.transport.connect().bound(Calculator.ID);
		stop();
		this.server.start();
		assertThat(this.registrar.entries).hasSize(1);
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		old.next(Shutdown.class);
		old.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		this.executor.runAll();
		peer.expectResponse(1);
		old.expectResponse(1);
	}

	@Test
	void serverThatIsStillStoppingCanBeStarted() {
		this.server.start();
		this.server.stopListening();
		this.server.start();
		assertThat(this.server.isListening()).isTrue();
		assertThat(this.transport.isListening("9135")).isTrue();
	}

	@Test
	void remoteCallerStopsTheServerIfItMay() throws InterruptedException {
		this.server.close();
		this.server = TestServer.build(this.transport, (builder) -> builder.remoteStopAllowed(true));
		this.server.start();
		RawPeer peer = this.transport.connect().bound(MGMT);
		assertThat(peer.send(RawPeer.request(1, 0, 3, "")).expectResponse(1).stub().getIntLE(0)).isZero();
		assertThat(this.server.awaitStop(PATIENCE)).isTrue();
	}

	@Test
	void remoteCallerDoesNotStopTheServerOtherwise() {
		this.server.close();
		this.server = TestServer.build(this.transport, (builder) -> {
		});
		this.server.start();
		RawPeer peer = this.transport.connect().bound(MGMT);
		assertThat(peer.send(RawPeer.request(1, 0, 3, "")).expectResponse(1).stub().getIntLE(0))
			.isEqualTo(RpcStatus.ACCESS_DENIED.code());
		assertThat(this.server.isListening()).isTrue();
	}

	// Closing

	@Test
	void closingEndsEverything() {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
		RawPeer idle = this.transport.connect().bound(Calculator.ID);
		RawPeer busy = this.transport.connect().bound(Calculator.ID);
		busy.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		this.server.close();
		idle.next(Shutdown.class);
		busy.next(Shutdown.class);
		idle.expectClosed();
		assertThat(busy.isClosed()).isTrue();
		this.executor.runAll();
		busy.expectClosed();
		assertThat(this.registrar.entries).isEmpty();
		assertThat(this.server.statistics().connections()).isZero();
		assertThat(this.server.statistics().associations()).isZero();
		assertThat(this.server.statistics().callsInFlight()).isZero();
		this.server.close();
		assertThatIllegalStateException().isThrownBy(this.server::start).withMessageContaining("closed");
	}

	@Test
	void serverThatNeverStartedIsClosed() throws InterruptedException {
		this.server.close();
		assertThat(this.server.awaitStop(PATIENCE)).isTrue();
	}

	@Test
	void associationsAreRunDownWhenTheServerCloses() throws InterruptedException {
		CountDownLatch rundown = new CountDownLatch(1);
		AtomicInteger threads = new AtomicInteger();
		Thread test = Thread.currentThread();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				RpcCallContext.current().association().attribute(AutoCloseable.class, () -> () -> {
					threads.addAndGet((Thread.currentThread() != test) ? 1 : 0);
					rundown.countDown();
				});
				return 0;
			}

		});
		this.server.start();
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		this.executor.runAll();
		peer.expectResponse(1);
		this.server.close();
		assertThat(rundown.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(threads).hasValue(1);
	}

	@Test
	void threadsEndWithTheServer() throws InterruptedException {
		List<Thread> threads = new ArrayList<>();
		CountDownLatch running = new CountDownLatch(1);
		RpcServer server = TestServer.build(this.transport, (builder) -> builder.executor = null);
		server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				threads.add(Thread.currentThread());
				running.countDown();
				try {
					Thread.sleep(PATIENCE.toMillis());
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				return 0;
			}

		});
		server.start();
		this.transport.connect().bound(Calculator.ID).send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		assertThat(running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(threads.get(0).getName()).matches("opnum-call-\\d+");
		server.close();
		threads.get(0).join(PATIENCE.toMillis());
		assertThat(threads.get(0).isAlive()).isFalse();
		assertThat(server.statistics().callsInFlight()).isZero();
	}

	@Test
	void operationMayCloseTheServerItRunsOn() throws InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		RpcServer server = TestServer.build(this.transport, (builder) -> builder.executor = null);
		server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				server.close();
				closed.countDown();
				return 0;
			}

		});
		server.start();
		this.transport.connect().bound(Calculator.ID).send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3)));
		assertThat(closed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(server.awaitStop(PATIENCE)).isTrue();
	}

	// From an event loop

	@Test
	void operationOnAnEventLoopRegistersWhileTheServerWaitsForEventLoops() throws Exception {
		RpcServer server = TestServer.build(this.transport, (builder) -> builder.endpointRegistrar(this.registrar));
		RpcServer.Registration[] greeter = new RpcServer.Registration[1];
		server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				if (greeter[0] == null) {
					greeter[0] = server.register(Greeter.class, () -> {
					});
				}
				else {
					greeter[0].close();
				}
				return left + right;
			}

		});
		server.start();
		try (server) {
			RawPeer peer = this.transport.connect("9135").bound(Calculator.ID);
			whileItListens(server, "9136", () -> peer.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3))));
			peer.expectResponse(1);
			assertThat(server.registrations()).hasSize(2);
			await(() -> this.registrar.entries.size() == 4);
			whileItListens(server, "9137", () -> peer.send(RawPeer.request(2, 0, 0, Calculator.stub(2, 3))));
			peer.expectResponse(2);
			await(() -> this.registrar.entries.size() == 3);
			assertThat(this.registrar.entries).extracting(EndpointEntry::interfaceId).containsOnly(Calculator.ID);
		}
	}

	/** Have an event loop do something while another thread listens, and waits for it. */
	private void whileItListens(RpcServer server, String port, Runnable onEventLoop) throws Exception {
		CountDownLatch listening = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		AtomicBoolean inTime = new AtomicBoolean();
		this.registrar.onRegister = () -> {
			this.registrar.onRegister = () -> {
			};
			listening.countDown();
			try {
				inTime.set(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		};
		Thread thread = new Thread(() -> server.listen(StringBinding.parse("ncacn_ip_tcp:[" + port + "]")));
		thread.start();
		assertThat(listening.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		onEventLoop.run();
		done.countDown();
		thread.join(PATIENCE.toMillis());
		assertThat(inTime).as("the event loop did not wait").isTrue();
	}

	@Test
	void whatWaitsForEventLoopsIsRefusedOnOne() {
		List<Throwable> thrown = new ArrayList<>();
		RpcServer server = TestServer.build(this.transport, (builder) -> {
		});
		server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				thrown.add(catchThrowable(() -> server.listen(StringBinding.parse("ncacn_ip_tcp:[9136]"))));
				thrown.add(catchThrowable(server::start));
				return left + right;
			}

		});
		server.start();
		try (server) {
			RawPeer peer = this.transport.connect().bound(Calculator.ID);
			peer.send(RawPeer.request(1, 0, 0, Calculator.stub(2, 3))).expectResponse(1);
			assertThat(thrown).allSatisfy((ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("on an event loop"));
			assertThat(this.transport.isListening("9136")).isFalse();
		}
	}

	@Test
	void connectionThatWasUnderWayWhileTheServerStoppedIsClosed() throws InterruptedException {
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
		stop();
		this.transport.connectLate("9135").expectClosed();
		assertThat(this.server.statistics().connections()).isZero();
	}

	private void stop() throws InterruptedException {
		this.server.stopListening();
		assertThat(this.server.awaitStop(PATIENCE)).isTrue();
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
			Thread.sleep(1);
		}
	}

	/**
	 * Remembers what is registered.
	 */
	private static final class RecordingRegistrar implements EndpointRegistrar {

		private final List<EndpointEntry> entries = new CopyOnWriteArrayList<>();

		private final List<Boolean> replacing = new ArrayList<>();

		private final AtomicBoolean refuse = new AtomicBoolean();

		private volatile Runnable onRegister = () -> {
		};

		@Override
		public void register(List<EndpointEntry> entries, boolean replace) {
			if (this.refuse.get()) {
				throw new IllegalStateException("no room");
			}
			this.onRegister.run();
			this.entries.addAll(entries);
			this.replacing.add(replace);
		}

		@Override
		public void unregister(List<EndpointEntry> entries) {
			this.entries.removeAll(entries);
		}

	}

	/**
	 * An interface without endpoints in the map.
	 */
	@RpcInterface(uuid = "9a1c4f0e-5b53-4a63-9d0c-2f6d41a7c002", version = "1.0")
	interface Greeter {

		void greet();

	}

}
