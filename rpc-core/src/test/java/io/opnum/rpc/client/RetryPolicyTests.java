package io.opnum.rpc.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.Idempotent;
import io.opnum.rpc.NdrConverter;
import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.client.ScriptedServer.Script;
import io.opnum.rpc.pdu.PacketFlag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Calls that are made again: where they certainly did not execute, or are idempotent.
 */
class RetryPolicyTests extends AbstractClientTests {

	private static final RetryPolicy QUICK = RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(1),
			Duration.ofMillis(5));

	private static Script busy(int times) {
		AtomicInteger left = new AtomicInteger(times);
		return (peer) -> {
			peer.acceptBind();
			while (left.getAndDecrement() > 0) {
				peer.fault(peer.request(), RpcStatus.SERVER_TOO_BUSY.code(), PacketFlag.DID_NOT_EXECUTE);
			}
			peer.serve();
		};
	}

	/** Takes the request and goes away. */
	private static final Script LOSE = (peer) -> {
		peer.acceptBind();
		peer.request();
	};

	private static final Script SERVE = (peer) -> {
		peer.acceptBind();
		peer.serve();
	};

	@Test
	void waitsMayBeAsLongAsADurationCanBe() {
		RetryPolicy policy = RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(1), Duration.ofSeconds(Long.MAX_VALUE))
			.withJitter(0);
		assertThat(policy.backoff(2, 0)).isEqualTo(Duration.ofMillis(1));
		assertThat(policy.backoff(1000, 0)).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
	}

	@Test
	void callThatDidNotExecuteIsMadeAgain() throws Exception {
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		client((builder) -> builder.retryPolicy(QUICK).interceptor((call, chain) -> {
			Object result = chain.proceed();
			if (result instanceof CompletableFuture<?> future) {
				future.join();
			}
			attempts.add(call.attempts());
			return result;
		}));
		assertThat(shelf(server(busy(2))).addOne(1)).isEqualTo(2);
		assertThat(shelf(server(busy(2))).addOneLater(1).join()).isEqualTo(2);
		assertThat(shelf(server(busy(0))).addOne(1)).isEqualTo(2);
		assertThat(attempts).containsExactly(3, 3, 1);
		assertThat(client().statistics().retries()).isEqualTo(4);
		assertThat(client().statistics().calls()).isEqualTo(7);
	}

	@Test
	void attemptsAreLimited() throws Exception {
		client((builder) -> builder.retryPolicy(QUICK));
		failure(ServerTooBusyException.class, () -> shelf(server(busy(3))).addOne(1));
		failure(ServerTooBusyException.class, shelf(server(busy(3))).addOneLater(1));
		assertThat(client().statistics().calls()).isEqualTo(6);
	}

	@Test
	void nothingIsMadeAgainWithoutPolicy() throws Exception {
		failure(ServerTooBusyException.class, () -> shelf(server(busy(1))).addOne(1));
		failure(RpcCommunicationException.class, () -> shelf(server(LOSE, SERVE)).addOneAgain(1));
		assertThat(client().statistics().retries()).isZero();
	}

	@Test
	void callThatMayHaveExecutedIsMadeAgainWhereItIsIdempotent() throws Exception {
		client((builder) -> builder.retryPolicy(QUICK));
		assertThat(shelf(server(LOSE, LOSE, SERVE)).addOneAgain(1)).isEqualTo(2);
		assertThat(shelf(server(LOSE, LOSE, SERVE)).addOneAgainLater(1).join()).isEqualTo(2);
		ScriptedServer once = server(LOSE, SERVE);
		assertThat(failure(RpcCommunicationException.class, () -> shelf(once).addOne(1)).didNotExecute()).isFalse();
		assertThat(once.connections()).isOne();
	}

	@Test
	void failureThatWillNotPassIsNotMadeAgain() throws Exception {
		client((builder) -> builder.retryPolicy(QUICK));
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), RpcStatus.FAULT_UNSPEC.code(), 0);
			peer.fault(peer.request(), RpcStatus.OP_RNG_ERROR.code(), PacketFlag.DID_NOT_EXECUTE);
			peer.expectClose();
		});
		failure(RpcFaultException.class, () -> shelf(server).addOneAgain(1));
		failure(RpcFaultException.class, shelf(server).addOneAgainLater(1));
		assertThat(client().statistics().retries()).isZero();
	}

	@Test
	void whatMayHaveExecutedIsToldAlsoIfTheLastAttemptDidNot() throws Exception {
		client((builder) -> builder.retryPolicy(QUICK));
		ScriptedServer server = server(LOSE, busy(2));
		RpcCommunicationException failure = failure(RpcCommunicationException.class,
				() -> shelf(server).addOneAgain(1));
		assertThat(failure.didNotExecute()).isFalse();
		assertThat(failure.getSuppressed()).singleElement().isInstanceOf(ServerTooBusyException.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void noAttemptBeginsAfterTheDeadline(boolean asynchronous) throws Exception {
		client((builder) -> builder.timeout(Duration.ofSeconds(20))
			.retryPolicy(QUICK.withBackoff(Duration.ofSeconds(30), Duration.ofSeconds(30)).withJitter(0)));
		Shelf shelf = shelf(server(busy(5)));
		if (asynchronous) {
			failure(ServerTooBusyException.class, shelf.addOneLater(1));
		}
		else {
			failure(ServerTooBusyException.class, () -> shelf.addOne(1));
		}
		assertThat(client().statistics().calls()).isOne();
	}

	@Test
	void budgetIsUsedUpAndFilledBySuccess() throws Exception {
		client((builder) -> builder.retryPolicy(QUICK.withMaxAttempts(100).withBudget(0.5)));
		Shelf shelf = shelf(server(busy(11)));
		failure(ServerTooBusyException.class, () -> shelf.addOne(1));
		assertThat(client().statistics().retries()).isEqualTo(10);
		assertThat(shelf.addOne(1)).isEqualTo(2);
		assertThat(shelf.addOne(1)).isEqualTo(2);
		RetryBudget budget = new RetryBudget(0.5);
		for (int i = 0; i < 10; i++) {
			assertThat(budget.withdraw()).isTrue();
		}
		assertThat(budget.withdraw()).isFalse();
		budget.deposit();
		assertThat(budget.withdraw()).isFalse();
		budget.deposit();
		assertThat(budget.withdraw()).isTrue();
	}

	@Test
	void policyOfTheHandleGoesBeforeThatOfTheClient() throws Exception {
		client((builder) -> builder.retryPolicy(QUICK));
		ScriptedServer server = server(busy(1));
		failure(ServerTooBusyException.class,
				() -> client().proxy(Shelf.class, server.handle().with(BindingOption.RETRY_POLICY, RetryPolicy.NONE))
					.addOne(1));
	}

	@Test
	void interruptAndCancelEndTheWaitBetweenAttempts() throws Exception {
		client((builder) -> builder.timeout(Duration.ZERO)
			.retryPolicy(QUICK.withBackoff(Duration.ofDays(1), Duration.ofDays(1))));
		CountDownLatch answered = new CountDownLatch(2);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			for (int i = 0; i < 2; i++) {
				peer.fault(peer.request(), RpcStatus.SERVER_TOO_BUSY.code(), PacketFlag.DID_NOT_EXECUTE);
				answered.countDown();
			}
			peer.expectClose();
		});
		Shelf shelf = shelf(server);
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			failure(ServerTooBusyException.class, () -> shelf.addOne(1));
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		caller.start();
		CompletableFuture<Integer> later = shelf.addOneLater(1);
		answered.await();
		await(() -> client().statistics().callsInFlight() == 0);
		assertThat(later.cancel(true)).isTrue();
		caller.interrupt();
		assertThat(interrupted.get()).isTrue();
		assertThat(client().statistics().calls()).isEqualTo(2);
	}

	@Test
	void backoffGrowsUpToItsLimit() {
		RetryPolicy policy = RetryPolicy.DEFAULT.withBackoff(Duration.ofMillis(100), Duration.ofMillis(350))
			.withJitter(0.5);
		assertThat(policy.backoff(2, 0)).isEqualTo(Duration.ofMillis(100));
		assertThat(policy.backoff(3, 0)).isEqualTo(Duration.ofMillis(200));
		assertThat(policy.backoff(4, 0)).isEqualTo(Duration.ofMillis(350));
		assertThat(policy.backoff(1000, 0)).isEqualTo(Duration.ofMillis(350));
		assertThat(policy.backoff(2, 0.999999)).isBetween(Duration.ofMillis(50), Duration.ofMillis(51));
	}

	@Test
	void argumentsThatCantBeSentAgainDoNotHideThatTheCallMayHaveRun() throws Exception {
		ScriptedServer server = server(LOSE);
		client((builder) -> builder.retryPolicy(QUICK));
		RpcCommunicationException later = failure(RpcCommunicationException.class,
				shelf(server).addOnceLater(new Once(new AtomicInteger())));
		assertThat(later.didNotExecute()).isFalse();
		assertThat(later.getSuppressed()).singleElement()
			.satisfies((again) -> assertThat(again).hasStackTraceContaining("used up"));
		assertThatThrownBy(() -> shelf(server).addOnce(new Once(new AtomicInteger())))
			.hasStackTraceContaining("used up")
			.satisfies((failure) -> assertThat(failure.getSuppressed()).singleElement()
				.isInstanceOfSatisfying(RpcCommunicationException.class,
						(before) -> assertThat(before.didNotExecute()).isFalse()));
	}

	@Test
	void executorThatFailsDoesNotLeaveTheFutureOpen() throws Exception {
		ScriptedServer server = server(busy(1));
		client((builder) -> builder.retryPolicy(QUICK).callbackExecutor((task) -> {
			if (Thread.currentThread().getName().contains("deadlines")) {
				throw new IllegalStateException("no more tasks");
			}
			ForkJoinPool.commonPool().execute(task);
		}));
		assertThat(failure(ServerTooBusyException.class, shelf(server).addOneLater(1)).getSuppressed()).singleElement()
			.isInstanceOf(IllegalStateException.class);
	}

	@Test
	void valuesThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.DEFAULT.withMaxAttempts(0))
			.withMessage("maxAttempts must be positive, not 0");
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.DEFAULT.withJitter(1.1));
		assertThatIllegalArgumentException().isThrownBy(() -> RetryPolicy.DEFAULT.withBudget(-1));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RetryPolicy.DEFAULT.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
	}

	private Shelf shelf(ScriptedServer server) {
		return client().proxy(Shelf.class, server.handle());
	}

	@RpcInterface(uuid = "1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c07", version = "1.0")
	interface Shelf {

		int addOne(int number);

		CompletableFuture<Integer> addOneLater(int number);

		@Idempotent
		int addOneAgain(int number);

		@Idempotent
		CompletableFuture<Integer> addOneAgainLater(int number);

		@Idempotent
		int addOnce(Once number);

		@Idempotent
		CompletableFuture<Integer> addOnceLater(Once number);

	}

	/**
	 * What can be sent once.
	 *
	 * @param number how often it was
	 */
	record Once(@ConvertedBy(OnceConverter.class) AtomicInteger number) {

	}

	public static final class OnceConverter implements NdrConverter<AtomicInteger, Integer> {

		@Override
		public Integer toNdr(AtomicInteger number) {
			if (number.getAndIncrement() > 0) {
				throw new IllegalArgumentException("used up");
			}
			return 0;
		}

		@Override
		public AtomicInteger fromNdr(Integer number) {
			return new AtomicInteger(number);
		}

	}

}
