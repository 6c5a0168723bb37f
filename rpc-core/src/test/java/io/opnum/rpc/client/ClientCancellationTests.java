package io.opnum.rpc.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Deadlines, interrupts and cancels, and what the server is told (C706 12.6.4.6,
 * 12.6.4.8, MS-RPCE 3.3.2.5).
 */
class ClientCancellationTests extends AbstractClientTests {

	private static final Duration SHORT = Duration.ofMillis(300);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void deadlineOfMultiplexedCallLeavesTheConnectionToOthers(boolean orphan) throws Exception {
		CountDownLatch late = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			if (!orphan) {
				peer.withoutFeatures();
			}
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			Request request = peer.request();
			assertThat(peer.expect(CoCancel.class).callId()).isEqualTo(request.callId());
			if (orphan) {
				assertThat(peer.expect(Orphaned.class).callId()).isEqualTo(request.callId());
			}
			// the answer comes all the same, in two fragments
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, peer.number(1)));
			peer.send(peer.response(request.callId(), PacketFlag.LAST_FRAG, peer.number(1)));
			late.countDown();
			peer.serve();
		});
		BindingHandle handle = server.handle();
		connect(handle);
		RpcTimeoutException failure = failure(RpcTimeoutException.class,
				() -> client().proxy(Calculator.class, handle.withTimeout(SHORT)).addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.TIMEOUT);
		assertThat(failure.didNotExecute()).isFalse();
		assertThat(failure).hasMessageContainingAll("Calculator.addOne", "PT0.3S");
		late.await();
		assertThat(client().proxy(Calculator.class, handle).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	@Test
	void deadlineOfOnlyCallEndsItsConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			peer.respond(peer.request(), 1);
			Request request = peer.request();
			assertThat(peer.expect(CoCancel.class).callId()).isEqualTo(request.callId());
			assertThat(peer.expect(Orphaned.class).callId()).isEqualTo(request.callId());
			peer.expectClose();
		}, (peer) -> {
			peer.withoutMultiplexing().acceptBind();
			peer.serve();
		});
		connect(server.handle());
		failure(RpcTimeoutException.class,
				() -> client().proxy(Calculator.class, server.handle().withTimeout(SHORT)).addOne(1));
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void deadlineOfAsynchronousCallCompletesItsFuture() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.request();
			peer.expect(CoCancel.class);
			peer.expect(Orphaned.class);
			peer.expectClose();
		});
		connect(server.handle());
		CompletableFuture<Integer> call = client().proxy(Calculator.class, server.handle().withTimeout(SHORT))
			.addOneLater(1);
		assertThat(failure(RpcTimeoutException.class, call).didNotExecute()).isFalse();
	}

	@Test
	void deadlineOfTheClientHoldsWhereTheHandleHasNone() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			while (true) {
				peer.read();
			}
		});
		client((builder) -> builder.timeout(SHORT));
		failure(RpcTimeoutException.class, () -> calculator(server).addOne(1));
		failure(RpcTimeoutException.class, calculator(server).addOneLater(1));
	}

	@Test
	void zeroIsNoDeadline() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request first = peer.request();
			Request second = peer.request();
			answer.await();
			peer.respond(first, 1);
			peer.respond(second, 2);
			peer.expectClose();
		});
		ScriptedServer silent = server((peer) -> {
			peer.read();
			peer.expectClose();
		});
		client((builder) -> builder.timeout(SHORT));
		Calculator calculator = client().proxy(Calculator.class, server.handle().withTimeout(Duration.ZERO));
		CompletableFuture<Integer> first = calculator.addOneLater(0);
		CompletableFuture<Integer> second = CompletableFuture.supplyAsync(() -> calculator.addOne(1));
		failure(RpcTimeoutException.class, calculator(silent).addOneLater(1));
		assertThat(first).isNotDone();
		assertThat(second).isNotDone();
		answer.countDown();
		assertThat(first.join()).isOne();
		assertThat(second.join()).isEqualTo(2);
	}

	@Test
	void deadlineCoversConnectingAndSaysThatNothingWasSent() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.read();
			peer.expectClose();
		});
		BindingHandle handle = server.handle().withTimeout(SHORT);
		RpcTimeoutException failure = failure(RpcTimeoutException.class,
				() -> client().proxy(Calculator.class, handle).addOne(1));
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasMessageContaining("the request had not been sent");
		assertThat(failure(RpcTimeoutException.class, client().proxy(Calculator.class, handle).addOneLater(1))
			.didNotExecute()).isTrue();
		assertThat(server.connections()).isOne();
	}

	@Test
	void deadlineCoversResolution() throws Exception {
		client((builder) -> builder.timeout(SHORT)
			.endpointResolver((partial, interfaceId, object) -> new CompletableFuture<>()));
		Calculator calculator = client().proxy(Calculator.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1"));
		assertThat(failure(RpcTimeoutException.class, () -> calculator.addOne(1)).didNotExecute()).isTrue();
		assertThat(failure(RpcTimeoutException.class, calculator.addOneLater(1)).didNotExecute()).isTrue();
	}

	@Test
	void interruptEndsTheCallAndStaysSet() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.request();
			called.countDown();
			peer.expect(CoCancel.class);
			peer.expect(Orphaned.class);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		AtomicReference<RpcException> failure = new AtomicReference<>();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			failure.set(failure(RpcCancelledException.class, () -> calculator.addOne(1)));
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		caller.start();
		called.await();
		caller.interrupt();
		assertThat(interrupted.get()).isTrue();
		assertThat(failure.get().status()).isEqualTo(RpcStatus.CALL_CANCELLED);
		assertThat(failure.get().didNotExecute()).isFalse();
	}

	@Test
	void interruptedThreadDoesNotCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			throw new AssertionError("nobody should connect");
		});
		Thread.currentThread().interrupt();
		RpcCancelledException failure = failure(RpcCancelledException.class, () -> calculator(server).addOne(1));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(server.connections()).isZero();
	}

	@Test
	void cancelOfFutureTellsTheServer() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			called.countDown();
			assertThat(peer.expect(CoCancel.class).callId()).isEqualTo(request.callId());
			assertThat(peer.expect(Orphaned.class).callId()).isEqualTo(request.callId());
			cancelled.countDown();
			peer.serve();
		});
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> call = calculator.addOneLater(1);
		called.await();
		assertThat(call.cancel(true)).isTrue();
		assertThat(call.cancel(true)).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(call::join);
		cancelled.await();
		assertThat(client().statistics().callsInFlight()).isZero();
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void cancelAfterTheAnswerTellsNobody() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			while (true) {
				Pdu pdu = peer.read();
				assertThat(pdu).isInstanceOf(Request.class);
				peer.respond((Request) pdu, 1);
			}
		});
		CompletableFuture<Integer> call = calculator(server).addOneLater(0);
		assertThat(call.get()).isOne();
		assertThat(call.cancel(true)).isFalse();
		assertThat(calculator(server).addOne(0)).isOne();
	}

	@Test
	void cancelOfCallThatWaitsForConnectionSendsNothing() throws Exception {
		CountDownLatch bind = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			bind.await();
			peer.acceptBind();
			assertThat(peer.request().stub().readIntLE()).isEqualTo(2);
			peer.respond(new Request(0, null, 2, 0, 0, 0, null, null, null), 3);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> cancelled = calculator.addOneLater(1);
		CompletableFuture<Integer> other = calculator.addOneLater(2);
		cancelled.cancel(false);
		bind.countDown();
		assertThat(other.join()).isEqualTo(3);
	}

	@Test
	void silentConnectionGetsNoFurtherCalls() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			while (true) {
				peer.read();
			}
		}, (peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		BindingHandle handle = server.handle()
			.with(BindingOption.CONNECT_TIMEOUT, Duration.ofSeconds(1))
			.withTimeout(Duration.ofMillis(1500));
		Calculator calculator = client().proxy(Calculator.class, handle);
		failure(RpcTimeoutException.class, () -> calculator.addOne(1));
		await(() -> client().statistics().connections() == 0);
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void closingTheClientFailsEveryCallInFlight() throws Exception {
		CountDownLatch called = new CountDownLatch(2);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.request();
			called.countDown();
			peer.request();
			called.countDown();
			peer.expectClose();
		});
		ScriptedServer silent = server((peer) -> {
			peer.read();
			peer.expectClose();
		});
		client((builder) -> builder.timeout(Duration.ZERO)
			.endpointResolver((partial, interfaceId, object) -> new CompletableFuture<Endpoint>()));
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> asynchronous = calculator.addOneLater(1);
		CompletableFuture<Integer> synchronous = CompletableFuture.supplyAsync(() -> calculator.addOne(1));
		CompletableFuture<Integer> connecting = calculator(silent).addOneLater(1);
		CompletableFuture<Integer> resolving = client()
			.proxy(Calculator.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1"))
			.addOneLater(1);
		called.await();
		client().close();
		for (CompletableFuture<Integer> call : List.of(asynchronous, synchronous)) {
			RpcCancelledException failure = failure(RpcCancelledException.class, call);
			assertThat(failure).hasMessageContaining("the RpcClient was closed");
			assertThat(failure.didNotExecute()).isFalse();
		}
		for (CompletableFuture<Integer> call : List.of(connecting, resolving)) {
			assertThat(failure(RpcCancelledException.class, call).didNotExecute()).isTrue();
		}
	}

	@Test
	void closedClientMakesNoCalls() throws Exception {
		ScriptedServer server = server((peer) -> {
			throw new AssertionError("nobody should connect");
		});
		Calculator calculator = calculator(server);
		client().close();
		client().close();
		assertThat(failure(RpcCancelledException.class, () -> calculator.addOne(1)).didNotExecute()).isTrue();
		assertThat(failure(RpcCancelledException.class, calculator.addOneLater(1)).didNotExecute()).isTrue();
	}

	/** So that what is sent next is sent at once. */
	private void connect(BindingHandle handle) {
		assertThat(client().proxy(Calculator.class, handle).addOne(0)).isOne();
	}

}
