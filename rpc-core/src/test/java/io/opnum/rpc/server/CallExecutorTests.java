package io.opnum.rpc.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class CallExecutorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final CallExecutor executor = new CallExecutor("test-call-", Duration.ofMinutes(1));

	@AfterEach
	void close() {
		this.executor.close();
	}

	@Test
	void everyTaskRuns() throws InterruptedException {
		int count = 200_000;
		CountDownLatch done = new CountDownLatch(count);
		Runnable submitter = () -> {
			for (int i = 0; i < count / 4; i++) {
				this.executor.execute(done::countDown);
			}
		};
		for (int i = 0; i < 4; i++) {
			new Thread(submitter).start();
		}
		assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(this.executor.threads()).isLessThan(200);
	}

	@Test
	void everyTaskRunsWhereOneComesAtATime() throws InterruptedException {
		Semaphore done = new Semaphore(0);
		for (int i = 0; i < 20_000; i++) {
			this.executor.execute(done::release);
			assertThat(done.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void tasksThatBlockHaveAThreadEach() throws Exception {
		int count = 50;
		CyclicBarrier all = new CyclicBarrier(count + 1);
		for (int i = 0; i < count; i++) {
			this.executor.execute(() -> {
				try {
					all.await();
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
		}
		all.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(this.executor.threads()).isGreaterThanOrEqualTo(count);
	}

	@Test
	void taskBehindOneThatBlocksRuns() throws InterruptedException {
		for (int i = 0; i < 2_000; i++) {
			CountDownLatch second = new CountDownLatch(1);
			CountDownLatch first = new CountDownLatch(1);
			this.executor.execute(() -> {
				try {
					second.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
				first.countDown();
			});
			this.executor.execute(second::countDown);
			assertThat(first.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void threadsAreUsedAgain() throws InterruptedException {
		Set<Thread> threads = ConcurrentHashMap.newKeySet();
		Semaphore done = new Semaphore(0);
		for (int i = 0; i < 1_000; i++) {
			this.executor.execute(() -> {
				threads.add(Thread.currentThread());
				done.release();
			});
			done.acquire();
			awaitIdleness(threads);
		}
		assertThat(threads).hasSize(1).allMatch((thread) -> thread.getName().matches("test-call-\\d+"));
	}

	/** A thread that waits for a task is the next one's. */
	private static void awaitIdleness(Set<Thread> threads) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		for (Thread thread : threads) {
			while (thread.getState() != Thread.State.TIMED_WAITING) {
				assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
				Thread.onSpinWait();
			}
		}
	}

	@Test
	void threadsEndWhenTheyHaveNothingToDo() throws InterruptedException {
		CallExecutor shortLived = new CallExecutor("test-call-", Duration.ofMillis(1));
		for (int i = 0; i < 200; i++) {
			CountDownLatch done = new CountDownLatch(1);
			shortLived.execute(done::countDown);
			assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			if (i % 50 == 0) {
				assertThat(shortLived.awaitEnd(PATIENCE)).isTrue();
			}
		}
		assertThat(shortLived.awaitEnd(PATIENCE)).isTrue();
		assertThat(shortLived.threads()).isZero();
	}

	@Test
	void taskThatFailsHarmsNoOther() throws InterruptedException {
		CountDownLatch done = new CountDownLatch(1);
		this.executor.execute(() -> {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("failed");
		});
		AtomicInteger interrupted = new AtomicInteger();
		this.executor.execute(() -> {
			interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
			done.countDown();
		});
		assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(interrupted).hasValue(0);
	}

	@Test
	void closedExecutorInterruptsAndTakesNothing() throws InterruptedException {
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		this.executor.execute(() -> {
			running.countDown();
			try {
				Thread.sleep(PATIENCE.toMillis());
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		running.await();
		this.executor.close();
		assertThat(this.executor.awaitEnd(PATIENCE)).isTrue();
		assertThat(interrupted.getCount()).isZero();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.executor.execute(() -> {
		}));
	}

}
