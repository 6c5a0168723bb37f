package io.opnum.rpc.client;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A call hands the time that is left on to servers that know what that is, and to the
 * calls that they make for it.
 */
class DeadlineHandOverTests extends AbstractClientTests {

	@Test
	void serverThatAgreedIsTold() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withFeatures(BindTimeFeatures.REMAINING_TIME).acceptBind();
			Request first = peer.request();
			assertThat(first.stub().readableBytes()).isEqualTo(4 + 20);
			assertThat(first.allocHint()).isEqualTo(24);
			assertThat(RemainingTime.take(first.stub())).isBetween(1_000_000L, 20_000_000L);
			peer.respond(first, 1);
			Request second = peer.request();
			assertThat(RemainingTime.take(second.stub())).isEqualTo(RemainingTime.NONE);
			assertThat(second.stub().readableBytes()).isEqualTo(4);
			peer.respond(second, 2);
			peer.expectClose();
		});
		BindingHandle handle = server.handle();
		assertThat(client().proxy(Calculator.class, handle.withTimeout(Duration.ofSeconds(20))).addOne(0)).isOne();
		assertThat(client().proxy(Calculator.class, handle.withTimeout(Duration.ZERO)).addOne(1)).isEqualTo(2);
	}

	@Test
	void otherServersAreNot() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			assertThat(request.stub().readableBytes()).isEqualTo(4);
			peer.respond(request, 1);
			peer.expectClose();
		});
		assertThat(calculator(server).addOne(0)).isOne();
	}

	@Test
	void callThatTheServerGivesUpInTimeHasTimedOut() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withFeatures(BindTimeFeatures.REMAINING_TIME).acceptBind();
			while (true) {
				if (peer.read() instanceof Request request) {
					long micros = RemainingTime.take(request.stub());
					long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(micros);
					while (System.nanoTime() < until) {
						LockSupport.parkNanos(until - System.nanoTime());
					}
					peer.fault(request, RpcStatus.FAULT_CANCEL.code(), 0);
				}
			}
		});
		for (int i = 0; i < 10; i++) {
			Calculator calculator = client().proxy(Calculator.class,
					server.handle().withTimeout(Duration.ofMillis(50 + i)));
			failure(RpcTimeoutException.class, calculator.addOneLater(1));
		}
	}

	@Test
	void clientThatDoesNotPropagateDeadlinesTellsNobody() throws Exception {
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.withFeatures(BindTimeFeatures.REMAINING_TIME).expect(Bind.class);
			assertThat(bind.contexts()).map(BindTimeFeatures::of)
				.filteredOn(Objects::nonNull)
				.singleElement()
				.satisfies((asked) -> assertThat(asked.has(BindTimeFeatures.REMAINING_TIME)).isFalse());
			// even a server that grants what it was not asked for
			peer.send(peer.ack(bind));
			Request request = peer.request();
			assertThat(request.stub().readableBytes()).isEqualTo(4);
			peer.respond(request, 1);
			peer.expectClose();
		});
		client((builder) -> builder.deadlinePropagation(false));
		assertThat(calculator(server).addOne(0)).isOne();
	}

	@Test
	void clientThatDoesNotPropagateDeadlinesHasItsOwn() throws Exception {
		CountDownLatch expired = new CountDownLatch(1);
		ScriptedServer slow = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			expired.await();
			peer.respond(request, 8);
			peer.expectClose();
		});
		Calculator calculator = client((builder) -> builder.deadlinePropagation(false)).proxy(Calculator.class,
				slow.handle());
		CompletableFuture<Integer> result = new CompletableFuture<>();
		try (RpcClient caller = RpcClient.builder().timeout(Duration.ofMillis(300)).build()) {
			Relay relay = caller.proxy(Relay.class, serve(new Relay() {

				@Override
				public int relay(int hops) {
					result.complete(calculator.addOne(hops));
					return hops;
				}

				@Override
				public CompletableFuture<Integer> relayLater(int hops) {
					throw new UnsupportedOperationException();
				}

			}));
			failure(RpcTimeoutException.class, () -> relay.relay(7));
			expired.countDown();
			assertThat(result.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(8);
		}
	}

	@Test
	void longRequestsTellItInTheirLastFragment() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withFeatures(BindTimeFeatures.REMAINING_TIME).taking(1432).acceptBind();
			for (int i = 0; i < 40; i++) {
				Request request = peer.request();
				assertThat(RemainingTime.take(request.stub())).isPositive();
				peer.respond(request, request.stub().readableBytes());
			}
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		for (int length = 680; length < 720; length++) {
			assertThat(calculator.length("a".repeat(length))).isGreaterThan(2 * length);
		}
	}

	@Test
	void callsThatAnOperationMakesHaveNoLonger() throws Exception {
		AtomicReference<Duration> left = new AtomicReference<>();
		Relay last = new Relay() {

			@Override
			public int relay(int hops) {
				left.set(RpcCallContext.current().remainingTime());
				return hops;
			}

			@Override
			public CompletableFuture<Integer> relayLater(int hops) {
				return CompletableFuture.completedFuture(relay(hops));
			}

		};
		Relay second = client((builder) -> builder.timeout(Duration.ZERO)).proxy(Relay.class, serve(last));
		Relay first = new Relay() {

			@Override
			public int relay(int hops) {
				return second.relay(hops + 1);
			}

			@Override
			public CompletableFuture<Integer> relayLater(int hops) {
				return second.relayLater(hops + 1);
			}

		};
		BindingHandle handle = serve(first).withTimeout(Duration.ofSeconds(50));
		Relay relay = client().proxy(Relay.class, handle);
		assertThat(relay.relay(0)).isOne();
		assertThat(left.getAndSet(null)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(50));
		assertThat(relay.relayLater(0).join()).isOne();
		assertThat(left.getAndSet(null)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(50));
		assertThat(second.relay(0)).isZero();
		assertThat(left).hasValue(null);
	}

	@Test
	void callOfOperationEndsWithTheTimeOfItsCaller() throws Exception {
		AtomicInteger inner = new AtomicInteger();
		CountDownLatch ended = new CountDownLatch(1);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		ScriptedServer silent = server((peer) -> {
			peer.acceptBind();
			while (true) {
				peer.read();
				inner.incrementAndGet();
			}
		});
		Calculator calculator = calculator(silent);
		Relay relay = client().proxy(Relay.class, serve(new Relay() {

			@Override
			public int relay(int hops) {
				failure.set(failure(RpcTimeoutException.class, () -> calculator.addOne(hops)));
				// No time is left at all for this one
				failure(RpcTimeoutException.class, calculator.addOneLater(hops));
				ended.countDown();
				return hops;
			}

			@Override
			public CompletableFuture<Integer> relayLater(int hops) {
				throw new UnsupportedOperationException();
			}

		}).withTimeout(Duration.ofMillis(400)));
		failure(RpcTimeoutException.class, () -> relay.relay(1));
		ended.await();
		assertThat(failure.get()).hasMessageContainingAll("Calculator.addOne",
				"the caller of the operation that makes this call");
		assertThat(inner.get()).isPositive();
	}

	private BindingHandle serve(Relay relay) {
		RpcServer server = closeLater(RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build());
		server.register(Relay.class, relay);
		server.start();
		return BindingHandle.of(server.bindings().get(0));
	}

	@RpcInterface(uuid = "1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c06", version = "1.0")
	interface Relay {

		int relay(int hops);

		CompletableFuture<Integer> relayLater(int hops);

	}

}
