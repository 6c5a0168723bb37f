package io.opnum.rpc.benchmarks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Makes the calls of one round, and takes their time in nanoseconds.
 */
final class Caller {

	private static final long LONGEST = TimeUnit.MINUTES.toNanos(1);

	/** Beyond it calls at a rate wait: the stack is far behind. */
	private static final int MOST_IN_FLIGHT = 20_000;

	private final Stack.Client client;

	private final Scenario scenario;

	private final long end;

	private final AtomicReference<Throwable> failure = new AtomicReference<>();

	Caller(Stack.Client client, Scenario scenario, int millis) {
		this.client = client;
		this.scenario = scenario;
		this.end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
	}

	/** Make the next call as soon as one is answered. */
	Histogram asFastAsCan() throws Exception {
		Histogram latencies = this.scenario.asynchronous ? asynchronous() : blocking();
		check();
		return latencies;
	}

	private void check() {
		if (this.failure.get() != null) {
			throw new IllegalStateException(this.failure.get());
		}
	}

	private static Histogram histogram() {
		return new Histogram(LONGEST, 2);
	}

	private Histogram blocking() throws Exception {
		if (this.scenario.inFlight == 1) {
			return loop();
		}
		Histogram all = histogram();
		Thread[] threads = new Thread[this.scenario.inFlight];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				try {
					Histogram own = loop();
					synchronized (all) {
						all.add(own);
					}
				}
				catch (Throwable ex) {
					this.failure.set(ex);
				}
				Usage.threadEnds();
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		return all;
	}

	private Histogram loop() throws Exception {
		Histogram latencies = histogram();
		for (long now = System.nanoTime(); now < this.end;) {
			this.scenario.call(this.client);
			long then = System.nanoTime();
			latencies.recordValue(then - now);
			now = then;
		}
		return latencies;
	}

	private Histogram asynchronous() throws InterruptedException {
		ConcurrentHistogram latencies = new ConcurrentHistogram(LONGEST, 2);
		CountDownLatch done = new CountDownLatch(this.scenario.inFlight);
		for (int i = 0; i < this.scenario.inFlight; i++) {
			next(latencies, done);
		}
		done.await();
		return latencies;
	}

	private void next(ConcurrentHistogram latencies, CountDownLatch done) {
		long start = System.nanoTime();
		if (start >= this.end || this.failure.get() != null) {
			done.countDown();
			return;
		}
		this.scenario.begin(this.client).whenComplete((result, ex) -> {
			if (ex != null) {
				this.failure.set(ex);
			}
			latencies.recordValue(System.nanoTime() - start);
			next(latencies, done);
		});
	}

	/**
	 * Begin calls at a rate. The time of a call counts from when it should have begun, so
	 * that a stack which falls behind does not look better for being asked less.
	 */
	Histogram atRate(long callsPerSecond) throws InterruptedException {
		ConcurrentHistogram latencies = new ConcurrentHistogram(LONGEST, 2);
		AtomicInteger inFlight = new AtomicInteger();
		double interval = 1e9 / callsPerSecond;
		long start = System.nanoTime();
		for (long i = 0; this.failure.get() == null; i++) {
			long due = start + (long) (i * interval);
			if (due >= this.end) {
				break;
			}
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			while (inFlight.get() >= MOST_IN_FLIGHT && System.nanoTime() < this.end) {
				LockSupport.parkNanos(100_000);
			}
			inFlight.incrementAndGet();
			this.scenario.begin(this.client).whenComplete((result, ex) -> {
				if (ex != null) {
					this.failure.set(ex);
				}
				latencies.recordValue(Math.min(LONGEST, Math.max(0, System.nanoTime() - due)));
				inFlight.decrementAndGet();
			});
		}
		while (inFlight.get() > 0) {
			Thread.sleep(1);
		}
		check();
		return latencies;
	}

}
