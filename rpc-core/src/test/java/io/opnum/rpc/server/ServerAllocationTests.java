package io.opnum.rpc.server;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much memory the threads of a server allocate for a call, over TCP. The bounds are
 * far from what is measured: they notice a copy of the stub data or a new object graph
 * for each call, and no single object.
 */
@Timeout(60)
class ServerAllocationTests {

	private static final int WARM_UP = 3_000;

	private static final int CALLS = 5_000;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	private final RpcServer server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build();

	private final RpcClient client = RpcClient.builder().build();

	@BeforeEach
	void start() {
		// It records where each buffer was touched
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
		this.server.register(Calculator.class, new SimpleCalculator());
		this.server.start();
	}

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
		ResourceLeakDetector.setLevel(this.level);
	}

	@Test
	void smallCallCostsLittleMoreThanItsDescription() {
		Calculator calculator = calculator();
		AtomicInteger sum = new AtomicInteger();
		assertThat(octetsPerCall(() -> sum.set(calculator.add(sum.get(), 1)))).isLessThan(1_200);
		assertThat(sum).hasValue(WARM_UP + CALLS);
	}

	@Test
	void longAnswerIsNotCopiedOnTheHeap() {
		Calculator calculator = calculator();
		// The operation makes an array of this length for each
		int length = 20_000;
		assertThat(octetsPerCall(() -> assertThat(calculator.octets(length)).hasSize(length)) - length)
			.isLessThan(length / 2);
	}

	private Calculator calculator() {
		return this.client.proxy(Calculator.class, BindingHandle.of(this.server.bindings().get(0)));
	}

	private static long octetsPerCall(Runnable call) {
		for (int i = 0; i < WARM_UP; i++) {
			call.run();
		}
		long before = allocated();
		for (int i = 0; i < CALLS; i++) {
			call.run();
		}
		return (allocated() - before) / CALLS;
	}

	/** What event loops and threads for calls have allocated. */
	private static long allocated() {
		long sum = 0;
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread.getName().startsWith("opnum-server") || thread.getName().startsWith("opnum-call")) {
				sum += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getId()));
			}
		}
		return sum;
	}

}
