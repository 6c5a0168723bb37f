package io.opnum.rpc.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * One side of one stack, in its own JVM: reads commands, answers each with a line.
 */
final class Worker {

	private static final Order ORDER = Order.ofTenLines();

	private Worker() {
	}

	static void server(Stack stack, int port) throws Exception {
		try (AutoCloseable server = stack.server(port)) {
			System.out.println("ready");
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			while (in.readLine() != null) {
				System.out.println(allocatedBytes() + " " + cpuNanos());
			}
		}
		System.exit(0);
	}

	static void client(Stack stack, int port) throws Exception {
		try (Stack.Client client = stack.client(port)) {
			if (client.addOne(41) != 42 || !client.place(ORDER).equals(ORDER.receipt())) {
				throw new IllegalStateException("Wrong answer");
			}
			System.out.println("ready");
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				String[] command = line.split(" ");
				System.out.println(run(client, Compare.Scenario.valueOf(command[1]), Integer.parseInt(command[2])));
			}
		}
		System.exit(0);
	}

	private static String run(Stack.Client client, Compare.Scenario scenario, int millis) throws Exception {
		long bytes = allocatedBytes();
		long cpu = cpuNanos();
		long start = System.nanoTime();
		Histogram latencies = scenario.asynchronous ? asynchronous(client, scenario, start + millis * 1_000_000L)
				: blocking(client, scenario, start + millis * 1_000_000L);
		long nanos = System.nanoTime() - start;
		return "%d %d %d %d %s %s".formatted(latencies.getTotalCount(), nanos, allocatedBytes() - bytes,
				cpuNanos() - cpu, latencies.getValueAtPercentile(50) / 1e3, latencies.getValueAtPercentile(99) / 1e3);
	}

	private static Histogram blocking(Stack.Client client, Compare.Scenario scenario, long end) throws Exception {
		if (scenario.inFlight == 1) {
			return loop(client, scenario, end);
		}
		Histogram all = new Histogram(60_000_000_000L, 2);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		Thread[] threads = new Thread[scenario.inFlight];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> {
				try {
					Histogram own = loop(client, scenario, end);
					synchronized (all) {
						all.add(own);
					}
				}
				catch (Throwable ex) {
					failure.set(ex);
				}
			});
			threads[i].start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		if (failure.get() != null) {
			throw new IllegalStateException(failure.get());
		}
		return all;
	}

	private static Histogram loop(Stack.Client client, Compare.Scenario scenario, long end) throws Exception {
		Histogram latencies = new Histogram(60_000_000_000L, 2);
		int value = 0;
		for (long now = System.nanoTime(); now < end;) {
			if (scenario.order) {
				client.place(ORDER);
			}
			else {
				value = client.addOne(value);
			}
			long then = System.nanoTime();
			latencies.recordValue(then - now);
			now = then;
		}
		return latencies;
	}

	private static Histogram asynchronous(Stack.Client client, Compare.Scenario scenario, long end) throws Exception {
		ConcurrentHistogram latencies = new ConcurrentHistogram(60_000_000_000L, 2);
		CountDownLatch done = new CountDownLatch(scenario.inFlight);
		AtomicReference<Throwable> failure = new AtomicReference<>();
		for (int i = 0; i < scenario.inFlight; i++) {
			next(client, scenario, end, latencies, done, failure);
		}
		done.await();
		if (failure.get() != null) {
			throw new IllegalStateException(failure.get());
		}
		return latencies;
	}

	private static void next(Stack.Client client, Compare.Scenario scenario, long end, ConcurrentHistogram latencies,
			CountDownLatch done, AtomicReference<Throwable> failure) {
		long start = System.nanoTime();
		if (start >= end || failure.get() != null) {
			done.countDown();
			return;
		}
		CompletableFuture<?> call = scenario.order ? client.placeAsync(ORDER) : client.addOneAsync(1);
		call.whenComplete((result, ex) -> {
			if (ex != null) {
				failure.set(ex);
			}
			latencies.recordValue(System.nanoTime() - start);
			next(client, scenario, end, latencies, done, failure);
		});
	}

	static long cpuNanos() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	/**
	 * All threads, those that ended included where the JVM can tell (21 and newer).
	 */
	static long allocatedBytes() throws Exception {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		try {
			Method total = ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
			return (long) total.invoke(threads);
		}
		catch (NoSuchMethodException ex) {
			return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
				.filter((bytes) -> bytes > 0)
				.sum();
		}
	}

}
