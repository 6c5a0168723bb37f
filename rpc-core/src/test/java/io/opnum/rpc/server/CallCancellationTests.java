package io.opnum.rpc.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.opnum.rpc.Interruptible;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a server makes of co_cancel and orphaned PDUs, and of callers that are gone (C706
 * 12.6.4.6, 12.6.4.8).
 */
@Timeout(60)
@ExtendWith(NoBufferLeaks.class)
class CallCancellationTests {

	private final ManualTransport transport = new ManualTransport();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final QueuedExecutor queue = new QueuedExecutor();

	private RpcServer server;

	private RawPeer start(Calculator calculator, Consumer<RpcServerBuilder> customizer) {
		this.server = TestServer.build(this.transport, (builder) -> {
			builder.executor(this.threads);
			customizer.accept(builder);
		});
		this.server.register(Calculator.class, calculator);
		this.server.start();
		return this.transport.connect().bound(PacketFlag.CONC_MPX, Calculator.ID);
	}

	private RawPeer start(Calculator calculator) {
		return start(calculator, (builder) -> {
		});
	}

	@AfterEach
	void close() {
		this.server.close();
		this.threads.shutdownNow();
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime()).as("the condition never came true").isLessThan(deadline);
			Thread.sleep(1);
		}
	}

	@Test
	void futureOfOperationIsCancelledAndItsCallAnsweredSo() throws Exception {
		CompletableFuture<Integer> result = new CompletableFuture<>();
		CountDownLatch called = new CountDownLatch(1);
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				called.countDown();
				return result;
			}

		});
		peer.send(RawPeer.request(1, 0, 1, "05000000"));
		called.await();
		peer.send(RawPeer.cancel(1));
		await(() -> peer.answers() == 1);
		assertThat(peer.expectFault(RpcStatus.FAULT_CANCEL, false).callId()).isOne();
		assertThat(result).isCancelled();
		peer.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1)));
		await(() -> peer.answers() == 1);
		peer.expectResponse(2);
	}

	@Test
	void futureIsCancelledAlsoWhereAnInterceptorMadeAnotherOfIt() throws Exception {
		CompletableFuture<Integer> result = new CompletableFuture<>();
		AtomicReference<Object> outer = new AtomicReference<>();
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				return result;
			}

		}, (builder) -> builder.interceptor((call, chain) -> {
			outer.set(((CompletableFuture<?>) chain.proceed()).thenApply((value) -> value));
			return outer.get();
		}));
		peer.send(RawPeer.request(1, 0, 1, "05000000"));
		await(() -> outer.get() != null);
		peer.disconnect();
		await(result::isCancelled);
		await(() -> this.server.statistics().callsInFlight() == 0);
	}

	@Test
	void endOfTheConnectionIsToldApartFromCancels() throws Exception {
		AtomicReference<RpcCallContext> context = new AtomicReference<>();
		CountDownLatch cancelled = new CountDownLatch(1);
		CountDownLatch gone = new CountDownLatch(1);
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				context.set(RpcCallContext.current());
				context.get().onCancel(cancelled::countDown);
				context.get().onDisconnect(gone::countDown);
				return new CompletableFuture<>() {

					@Override
					public boolean cancel(boolean mayInterruptIfRunning) {
						return false;
					}

				};
			}

		});
		peer.send(RawPeer.request(1, 0, 1, "01000000"));
		await(() -> context.get() != null);
		assertThat(context.get().isDisconnected()).isFalse();
		peer.send(RawPeer.cancel(1));
		cancelled.await();
		assertThat(context.get().isDisconnected()).isFalse();
		assertThat(gone.getCount()).isOne();
		peer.disconnect();
		gone.await();
		assertThat(context.get().isDisconnected()).isTrue();
	}

	@Test
	void listenersAreToldOnceAndOnNoEventLoop() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		AtomicInteger times = new AtomicInteger();
		AtomicReference<Boolean> onEventLoop = new AtomicReference<>();
		AtomicReference<Thread> late = new AtomicReference<>();
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				RpcCallContext context = RpcCallContext.current();
				context.onCancel(() -> {
					throw new IllegalStateException("a listener that fails holds up no other");
				});
				context.onCancel(() -> {
					times.incrementAndGet();
					onEventLoop.set(CallCancellationTests.this.transport.eventLoop.isHeldByCurrentThread());
					told.countDown();
				});
				called.countDown();
				try {
					told.await();
				}
				catch (InterruptedException ex) {
					throw new AssertionError(ex);
				}
				context.onCancel(() -> late.set(Thread.currentThread()));
				assertThat(late.get()).isSameAs(Thread.currentThread());
				return 42;
			}

		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)));
		called.await();
		peer.send(RawPeer.cancel(1), RawPeer.cancel(1), RawPeer.orphaned(1));
		await(() -> peer.answers() == 1);
		peer.expectResponse(1);
		assertThat(times).hasValue(1);
		assertThat(onEventLoop).hasValue(false);
	}

	@Test
	void listenersAreNotToldAfterTheAnswer() throws Exception {
		AtomicInteger times = new AtomicInteger();
		AtomicReference<RpcCallContext> context = new AtomicReference<>();
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				context.set(RpcCallContext.current());
				context.get().onCancel(times::incrementAndGet);
				return 42;
			}

		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)));
		await(() -> peer.answers() == 1);
		peer.send(RawPeer.cancel(1));
		peer.disconnect();
		context.get().onCancel(times::incrementAndGet);
		this.server.close();
		assertThat(times).hasValue(0);
		assertThat(context.get().isCancelled()).isFalse();
	}

	@Test
	void threadIsNotInterruptedUnlessAskedFor() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch proceed = new CountDownLatch(1);
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				called.countDown();
				try {
					proceed.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return 1;
			}

		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)));
		called.await();
		peer.send(RawPeer.cancel(1));
		proceed.countDown();
		await(() -> peer.answers() == 1);
		peer.expectResponse(1);
	}

	@Test
	void threadIsInterruptedWhereTheServerSaysSo() throws Exception {
		interrupted(new Waiting(), (builder) -> builder.interruptOnCancel(true));
	}

	@Test
	void threadIsInterruptedWhereTheImplementationSaysSo() throws Exception {
		interrupted(new InterruptibleWaiting(), (builder) -> {
		});
	}

	private void interrupted(Waiting calculator, Consumer<RpcServerBuilder> customizer) throws Exception {
		ExecutorService oneThread = Executors.newSingleThreadExecutor();
		RawPeer peer = start(calculator, (builder) -> {
			builder.executor(oneThread);
			customizer.accept(builder);
		});
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)));
		calculator.called.acquire();
		peer.send(RawPeer.cancel(1));
		await(() -> peer.answers() == 1);
		peer.expectFault(RpcStatus.FAULT_CANCEL, false);
		// The thread goes on as if nothing had been
		peer.send(RawPeer.request(2, 0, 2, "00000000"));
		await(() -> peer.answers() == 1);
		peer.expectResponse(2);
		assertThat(calculator.interruptedBefore).isFalse();
		oneThread.shutdown();
	}

	@Test
	void callThatWaitsForAThreadDoesNotRun() {
		AtomicInteger ran = new AtomicInteger();
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				return ran.incrementAndGet();
			}

		}, (builder) -> builder.executor(this.queue));
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)), RawPeer.cancel(1));
		this.queue.runAll();
		peer.expectFault(RpcStatus.FAULT_CANCEL, true);
		assertThat(ran).hasValue(0);
	}

	@Test
	void callThatWaitsForItsTurnDoesNotRun() {
		AtomicInteger ran = new AtomicInteger();
		start(new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				return ran.incrementAndGet();
			}

		}, (builder) -> builder.executor(this.queue));
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)), RawPeer.request(2, 0, 0, Calculator.stub(1, 1)),
				RawPeer.orphaned(2), RawPeer.request(3, 0, 0, Calculator.stub(1, 1)));
		this.queue.runAll();
		peer.expectResponse(1);
		assertThat(peer.expectFault(RpcStatus.FAULT_CANCEL, true).callId()).isEqualTo(2);
		peer.expectResponse(3);
		assertThat(ran).hasValue(2);
	}

	@RepeatedTest(3)
	void stormOfCancelsLeavesNothing() throws Exception {
		Random random = new Random(20261121);
		List<CompletableFuture<Integer>> futures = new ArrayList<>();
		RawPeer peer = start(new SimpleCalculator() {

			@Override
			public CompletableFuture<Integer> negate(int value) {
				CompletableFuture<Integer> future = new CompletableFuture<>();
				RpcCallContext.current().onCancel(() -> future.complete(value));
				synchronized (futures) {
					futures.add(future);
				}
				return future;
			}

		}, (builder) -> builder.interruptOnCancel(true));
		int calls = 100;
		for (int callId = 1; callId <= calls; callId++) {
			peer.send(RawPeer.request(callId, 0, 1, "05000000"));
			int victim = 1 + random.nextInt(callId);
			Pdu cancel = random.nextBoolean() ? RawPeer.cancel(victim) : RawPeer.orphaned(victim);
			peer.send(cancel);
		}
		for (int callId = 1; callId <= calls; callId++) {
			peer.send(RawPeer.cancel(callId));
		}
		await(() -> peer.answers() == calls);
		await(() -> this.server.statistics().callsInFlight() == 0);
		peer.disconnect().assertAllReleased();
		synchronized (futures) {
			assertThat(futures).allSatisfy((future) -> assertThat(future).isDone());
		}
	}

	/** Waits for ever. */
	private static class Waiting extends SimpleCalculator {

		final Semaphore called = new Semaphore(0);

		volatile boolean interruptedBefore;

		@Override
		public int add(int left, int right) {
			this.called.release();
			try {
				TimeUnit.HOURS.sleep(1);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("given up", ex);
			}
			throw new CancellationException("not reached");
		}

		@Override
		public byte[] octets(int count) {
			this.interruptedBefore = Thread.currentThread().isInterrupted();
			return new byte[count];
		}

	}

	private static final class InterruptibleWaiting extends Waiting {

		@Override
		@Interruptible
		public int add(int left, int right) {
			return super.add(left, right);
		}

	}

}
