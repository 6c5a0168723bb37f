package io.opnum.rpc.client;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How much memory a call takes, of both sides together, over TCP. The bounds leave half
 * as much again as is measured for what differs between JVMs: they notice a copy of the
 * stub data or some new objects for each call, and no single small one.
 */
@Timeout(120)
class CallAllocationTests {

	private static final int WARM_UP = 6_000;

	private static final int CALLS = 4_000;

	private static final int AT_ONCE = 50;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final PasswordCredentials ALICE = new PasswordCredentials("alice", "OFFICE", "secret".toCharArray());

	private static final Order ORDER = new Order("Stock Example GmbH",
			IntStream.range(0, 10).mapToObj((i) -> new Line("SKU-%06d".formatted(i), i, 1999L + i)).toList());

	private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

	private final RpcServer server = RpcServer.builder()
		.endpoint("ncacn_ip_tcp:127.0.0.1")
		.minimumAuthenticationLevel(AuthenticationLevel.NONE)
		.securityAcceptor(
				NtlmAcceptor.builder(NtlmServerNames.ofHost("localhost"), (name, domain) -> NtHash.of(ALICE.password()))
					.build())
		.build();

	private final RpcClient client = RpcClient.builder().securityInitiator(new NtlmInitiator("")).build();

	@BeforeEach
	void start() {
		// It records where each buffer was touched
		ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
		this.server.register(Desk.class, new LocalDesk());
		this.server.start();
	}

	@AfterEach
	void close() {
		this.client.close();
		this.server.close();
		ResourceLeakDetector.setLevel(this.level);
	}

	@ParameterizedTest
	@CsvSource({ "NONE, 1900", "PRIVACY, 3600" })
	void blockingCallTakesLittleMemory(AuthenticationLevel level, long most) {
		Desk desk = desk(level);
		assertThat(octetsPerCall(1, () -> assertThat(desk.addOne(41)).isEqualTo(42))).isLessThan(most);
	}

	@ParameterizedTest
	@CsvSource({ "NONE, 2300", "PRIVACY, 4000" })
	void asynchronousCallTakesLittleMemory(AuthenticationLevel level, long most) {
		Desk desk = desk(level);
		assertThat(octetsPerCall(AT_ONCE,
				() -> CompletableFuture
					.allOf(IntStream.range(0, AT_ONCE).mapToObj(desk::addOneLater).toArray(CompletableFuture<?>[]::new))
					.orTimeout(30, TimeUnit.SECONDS)
					.join()))
			.isLessThan(most);
	}

	@ParameterizedTest
	@CsvSource({ "NONE, 3800", "PRIVACY, 5600" })
	void structuresTakeLittleMoreThanTheirValues(AuthenticationLevel level, long most) {
		Desk desk = desk(level);
		assertThat(octetsPerCall(1, () -> assertThat(desk.place(ORDER)).isEqualTo(10))).isLessThan(most);
	}

	private Desk desk(AuthenticationLevel level) {
		BindingHandle handle = BindingHandle.of(this.server.bindings().get(0));
		return this.client.proxy(Desk.class, (level == AuthenticationLevel.NONE) ? handle
				: handle.with(AuthenticationInfo.OPTION, AuthenticationInfo.ntlm(level, ALICE)));
	}

	private static long octetsPerCall(int calls, Runnable some) {
		for (int i = 0; i < WARM_UP; i += calls) {
			some.run();
		}
		long before = allocated();
		for (int i = 0; i < CALLS; i += calls) {
			some.run();
		}
		return (allocated() - before) / CALLS;
	}

	/** What this thread, event loops, and threads for calls have allocated. */
	private static long allocated() {
		long sum = 0;
		for (Thread thread : Thread.getAllStackTraces().keySet()) {
			if (thread == Thread.currentThread() || thread.getName().startsWith("opnum-")
					|| thread.getName().startsWith("ForkJoinPool")) {
				sum += Math.max(0, THREADS.getThreadAllocatedBytes(thread.getId()));
			}
		}
		return sum;
	}

	/**
	 * The interface.
	 */
	@RpcInterface(uuid = "c4b2a6a4-95d8-4b0e-8a5f-1f3f7ac10b59", version = "1.0")
	interface Desk {

		int addOne(int value);

		CompletableFuture<Integer> addOneLater(int value);

		int place(Order order);

	}

	/**
	 * An order.
	 */
	record Order(String customer, List<Line> lines) {

	}

	/**
	 * One line of it.
	 */
	record Line(String sku, int quantity, long price) {

	}

	private static final class LocalDesk implements Desk {

		@Override
		public int addOne(int value) {
			return value + 1;
		}

		@Override
		public CompletableFuture<Integer> addOneLater(int value) {
			return CompletableFuture.completedFuture(value + 1);
		}

		@Override
		public int place(Order order) {
			return order.lines().size();
		}

	}

}
