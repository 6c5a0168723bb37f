package io.opnum.rpc.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;

/**
 * What this JVM has used of processor time and of heap. Thread-safe.
 */
final class Usage {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	/** Counts threads that have ended, too; of JDK 21 and newer. */
	private static final Method TOTAL = total();

	private static final AtomicLong ENDED = new AtomicLong();

	private Usage() {
	}

	private static Method total() {
		try {
			return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	static long cpuNanos() {
		return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
	}

	static long threadCpuNanos() {
		return THREADS.getCurrentThreadCpuTime();
	}

	/** The octets that all threads have allocated. */
	static long allocatedOctets() throws ReflectiveOperationException {
		if (TOTAL != null) {
			return (long) TOTAL.invoke(THREADS);
		}
		return ENDED.get() + Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
			.filter((octets) -> octets > 0)
			.sum();
	}

	/** The current thread is about to end. */
	static void threadEnds() {
		ENDED.addAndGet(THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()));
	}

	/** The octets of the heap that are in use once garbage is collected. */
	static long heapOctets() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			System.gc();
			least = Math.min(least, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
		}
		return least;
	}

}
