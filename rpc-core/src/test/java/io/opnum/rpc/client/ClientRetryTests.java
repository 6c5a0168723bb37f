package io.opnum.rpc.client;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.client.ScriptedServer.Script;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Partially bound handles, endpoints that became stale, and calls that are made again:
 * once, and only where they certainly did not execute.
 */
class ClientRetryTests extends AbstractClientTests {

	private static final Script SERVING = (peer) -> {
		peer.acceptBind();
		peer.serve();
	};

	private final Resolver resolver = new Resolver();

	@Test
	void requestThatDidNotGoOutWhollyIsMadeAgain() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch lose = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			// Reads the first fragment, and no more until the buffers between are full
			peer.read();
			begun.countDown();
			lose.await();
			peer.reset();
		}, (peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 77);
			peer.expectClose();
		});
		CompletableFuture<Integer> call = calculator(server).lengthLater("a".repeat(20_000_000));
		begun.await();
		lose.countDown();
		assertThat(call.get()).isEqualTo(77);
		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void endpointIsResolvedOnceForAllCalls() throws Exception {
		ScriptedServer server = server(SERVING);
		this.resolver.answers(server);
		Calculator calculator = partiallyBound();
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			calls.add(calculator.addOneLater(i));
		}
		for (int i = 0; i < 20; i++) {
			assertThat(calls.get(i).join()).isEqualTo(i + 1);
		}
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(this.resolver.questions).hasValue(1);
		assertThat(this.resolver.asked).isEqualTo(InterfaceStub.of(Calculator.class).interfaceId());
	}

	@Test
	void failedResolutionFailsTheCallAndIsTriedAgainByTheNext() throws Exception {
		ScriptedServer server = server(SERVING);
		this.resolver.fails(notRegistered());
		Calculator calculator = partiallyBound();
		EndpointNotRegisteredException failure = failure(EndpointNotRegisteredException.class,
				() -> calculator.addOne(1));
		assertThat(failure).hasMessageContainingAll("Calculator.addOne (opnum 0)", "ncacn_ip_tcp:127.0.0.1", "no such");
		assertThat(failure.didNotExecute()).isTrue();
		this.resolver.answers(server);
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void resolverThatBreaksFailsTheCall(boolean throwing) {
		this.resolver.breaks(throwing);
		RpcCommunicationException failure = failure(RpcCommunicationException.class, () -> partiallyBound().addOne(1));
		assertThat(failure).hasMessageContaining("broken resolver");
		assertThat(failure.didNotExecute()).isTrue();
	}

	@Test
	void serverThatMovedIsFoundAgain() throws Exception {
		CountDownLatch gone = new CountDownLatch(1);
		ScriptedServer before = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			gone.await();
		});
		this.resolver.answers(before);
		Calculator calculator = partiallyBound();
		assertThat(calculator.addOne(0)).isOne();
		before.stopListening();
		gone.countDown();
		await(() -> client().statistics().connections() == 0);
		this.resolver.answers(server(SERVING));
		assertThat(calculator.addOne(4)).isEqualTo(5);
		assertThat(calculator.addOneLater(5).join()).isEqualTo(6);
		assertThat(this.resolver.questions).hasValue(2);
	}

	@Test
	void serverThatIsGoneForGoodIsLookedForOnce() throws Exception {
		this.resolver.answers(ScriptedServer.endpointOf(ScriptedServer.freePort()));
		RpcCommunicationException failure = failure(RpcCommunicationException.class, () -> partiallyBound().addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(this.resolver.questions).hasValue(2);
	}

	@Test
	void failureOfSecondResolutionTellsOfTheFirstAttempt() throws Exception {
		int port = ScriptedServer.freePort();
		this.resolver.answers(ScriptedServer.endpointOf(port)).then(notRegistered());
		EndpointNotRegisteredException failure = failure(EndpointNotRegisteredException.class,
				() -> partiallyBound().addOne(1));
		assertThat(failure).hasMessageContainingAll(Integer.toString(port), "no such");
	}

	@Test
	void portThatAnotherServerHasNowIsResolvedAnew() throws Exception {
		ScriptedServer stranger = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(peer.ack(bind, ContextResult.rejected(ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED)));
			peer.expectClose();
		});
		this.resolver.answers(stranger).then(server(SERVING));
		assertThat(partiallyBound().addOne(1)).isEqualTo(2);
	}

	@Test
	void portThatAnotherProtocolHasNowIsResolvedAnew() throws Exception {
		this.resolver.answers(server((peer) -> peer.read())).then(server(SERVING));
		assertThat(partiallyBound().addOne(1)).isEqualTo(2);
	}

	@Test
	void interfaceUnregisteredWhileConnectedIsResolvedAnew() throws Exception {
		ScriptedServer before = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.fault(peer.request(), RpcStatus.UNKNOWN_IF.code(), PacketFlag.DID_NOT_EXECUTE);
			peer.expectClose();
		});
		this.resolver.answers(before).then(server(SERVING));
		Calculator calculator = partiallyBound();
		assertThat(calculator.addOne(0)).isOne();
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void serverThatIsStoppingIsLeftForAnother() throws Exception {
		ScriptedServer before = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.fault(peer.request(), RpcStatus.SERVER_UNAVAILABLE.code(), PacketFlag.DID_NOT_EXECUTE);
			peer.expectClose();
		});
		this.resolver.answers(before).then(server(SERVING));
		Calculator calculator = partiallyBound();
		assertThat(calculator.addOne(0)).isOne();
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void callRefusedByServerThatIsStoppingIsRepeatedOnceOverNewConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), RpcStatus.SERVER_UNAVAILABLE.code(), PacketFlag.DID_NOT_EXECUTE);
			peer.expectClose();
		});
		RpcCommunicationException failure = failure(RpcCommunicationException.class,
				() -> calculator(server).addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.SERVER_UNAVAILABLE);
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void connectionThatRefusesCallsGetsNoMoreOfThem() throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request inFlight = peer.request();
			peer.fault(peer.request(), RpcStatus.SERVER_UNAVAILABLE.code(), PacketFlag.DID_NOT_EXECUTE);
			released.await();
			peer.respond(inFlight, 7);
			peer.expectClose();
		}, SERVING);
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> inFlight = calculator.addOneLater(0);
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(calculator.addOne(2)).isEqualTo(3);
		released.countDown();
		assertThat(inFlight.join()).isEqualTo(7);
		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void endpointOfTheInterfaceDefinitionIsConnectedToAgain() throws Exception {
		Script refusing = (peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), RpcStatus.SERVER_UNAVAILABLE.code(), PacketFlag.DID_NOT_EXECUTE);
			peer.expectClose();
		};
		ScriptedServer server = closeLater(ScriptedServer.startAt(WellKnownHere.PORT, refusing, SERVING));
		this.resolver.fails(notRegistered());
		client((builder) -> builder.endpointResolver(this.resolver));
		WellKnownHere wellKnown = client().proxy(WellKnownHere.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1"));
		assertThat(wellKnown.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isEqualTo(2);
		assertThat(this.resolver.questions).hasValue(0);
	}

	@Test
	void faultThatDoesNotSayThatNothingExecutedIsNotRepeated() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), RpcStatus.UNKNOWN_IF.code(), 0);
			peer.expectClose();
		});
		this.resolver.answers(server);
		failure(UnknownInterfaceException.class, () -> partiallyBound().addOne(1));
		assertThat(this.resolver.questions).hasValue(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0x1c010014, 0x1c010002, 5 })
	void otherFaultsAreNotRepeatedEvenIfNothingExecuted(int status) throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), status, PacketFlag.DID_NOT_EXECUTE);
			peer.expectClose();
		});
		this.resolver.answers(server);
		assertThat(failure(RpcException.class, () -> partiallyBound().addOne(1)).didNotExecute()).isTrue();
		assertThat(this.resolver.questions).hasValue(1);
		assertThat(server.connections()).isOne();
	}

	@Test
	void callThatMayHaveExecutedIsNeverRepeated() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.request();
		});
		this.resolver.answers(server);
		assertThat(failure(RpcCommunicationException.class, () -> partiallyBound().addOne(1)).didNotExecute())
			.isFalse();
		assertThat(this.resolver.questions).hasValue(1);
		assertThat(server.connections()).isOne();
	}

	@Test
	void givenEndpointIsNeverResolved() throws Exception {
		int port = ScriptedServer.freePort();
		client((builder) -> builder.endpointResolver(this.resolver));
		Calculator calculator = client().proxy(Calculator.class,
				BindingHandle.of(ScriptedServer.endpointOf(port).toStringBinding()));
		failure(RpcCommunicationException.class, () -> calculator.addOne(1));
		assertThat(this.resolver.questions).hasValue(0);
		ScriptedServer server = closeLater(ScriptedServer.startAt(port, SERVING));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isOne();
	}

	@Test
	void connectionsThatEndedWhileIdleGoUnnoticed() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
		});
		Calculator calculator = calculator(server);
		for (int i = 1; i <= 10; i++) {
			assertThat(calculator.addOne(0)).isOne();
			await(() -> client().statistics().connections() == 0);
			assertThat(server.connections()).isEqualTo(i);
		}
	}

	@Test
	void endpointOfTheInterfaceDefinitionComesFirstAndTheResolverWhereItFails() throws Exception {
		this.resolver.answers(server(SERVING));
		client((builder) -> builder.endpointResolver(this.resolver));
		WellKnown wellKnown = client().proxy(WellKnown.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1"));
		assertThat(wellKnown.addOne(1)).isEqualTo(2);
		assertThat(this.resolver.questions).as("the port of the definition refused").hasValue(1);
	}

	@Test
	void resolveTellsTheEndpoint() throws Exception {
		ScriptedServer server = server(SERVING);
		this.resolver.answers(server);
		client((builder) -> builder.endpointResolver(this.resolver));
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:127.0.0.1");
		assertThat(client().resolve(handle, Calculator.class).toCompletableFuture().join())
			.isEqualTo(server.endpoint());
		assertThat(handle.isFullyBound()).isTrue();
		assertThat(client().resolve(server.handle(), Calculator.class).toCompletableFuture().join())
			.isEqualTo(server.endpoint());
		assertThat(this.resolver.questions).hasValue(1);
	}

	private Calculator partiallyBound() {
		client((builder) -> builder.endpointResolver(this.resolver));
		return client().proxy(Calculator.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1"));
	}

	private static EndpointNotRegisteredException notRegistered() {
		return new EndpointNotRegisteredException("no such endpoint", RpcStatus.EPT_S_NOT_REGISTERED, true, null);
	}

	/**
	 * An interface whose definition names a port that nobody listens on.
	 */
	@RpcInterface(endpoints = "ncacn_ip_tcp:[1]")
	interface WellKnown {

		int addOne(int number);

	}

	/**
	 * An interface whose definition names a port that the test listens on.
	 */
	@RpcInterface(endpoints = "ncacn_ip_tcp:[" + WellKnownHere.PORT + "]")
	interface WellKnownHere {

		int PORT = 28417;

		int addOne(int number);

	}

	/**
	 * Answers as it was told, the last answer again and again.
	 */
	private static final class Resolver implements EndpointResolver {

		private final AtomicInteger questions = new AtomicInteger();

		private final List<CompletionStage<Endpoint>> answers = new ArrayList<>();

		private InterfaceId asked;

		private boolean throwing;

		Resolver answers(ScriptedServer server) {
			return answers(server.endpoint());
		}

		Resolver answers(Endpoint endpoint) {
			this.answers.clear();
			this.answers.add(CompletableFuture.completedFuture(endpoint));
			return this;
		}

		Resolver then(ScriptedServer server) {
			this.answers.add(CompletableFuture.completedFuture(server.endpoint()));
			return this;
		}

		Resolver then(RuntimeException failure) {
			this.answers.add(CompletableFuture.failedFuture(failure));
			return this;
		}

		Resolver fails(RuntimeException failure) {
			this.answers.clear();
			return then(failure);
		}

		void breaks(boolean throwing) {
			this.throwing = throwing;
			fails(new IllegalStateException("broken resolver"));
		}

		@Override
		public synchronized CompletionStage<Endpoint> resolve(StringBinding partial, InterfaceId interfaceId,
				@Nullable UUID objectUuid) {
			this.questions.incrementAndGet();
			this.asked = interfaceId;
			if (this.throwing) {
				throw new IllegalStateException("broken resolver");
			}
			return (this.answers.size() > 1) ? this.answers.remove(0) : this.answers.get(0);
		}

	}

}
