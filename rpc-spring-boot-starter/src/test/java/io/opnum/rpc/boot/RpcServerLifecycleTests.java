package io.opnum.rpc.boot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanNameAware;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the lifecycle of the server: {@link RpcServerLifecycle} and
 * {@link RpcServerGracefulShutdownLifecycle}.
 */
class RpcServerLifecycleTests {

	private final ApplicationContextRunner runner = Contexts.runner();

	@Test
	void theServerStartsBeforeTheWebServerAndStopsAfterIt() {
		assertThat(RpcServerLifecycle.PHASE).isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE);
		assertThat(RpcServerGracefulShutdownLifecycle.PHASE)
			.isLessThan(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE)
			.isGreaterThan(RpcServerLifecycle.PHASE);
	}

	@Test
	void theServerIsStartedAmongTheLifecyclesByItsPhase() {
		List<String> order = Collections.synchronizedList(new ArrayList<>());
		this.runner.withBean(InMemoryInventory.class)
			.withBean("earlier", Recording.class, () -> new Recording(RpcServerLifecycle.PHASE - 10, order))
			.withBean("later", Recording.class,
					() -> new Recording(WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE, order))
			.withBean(Events.class, () -> new Events(order))
			.run((context) -> assertThat(order).containsExactly("start earlier", "started", "start later"));
		assertThat(order).containsExactly("start earlier", "started", "start later", "stop later", "stopped",
				"stop earlier");
	}

	@Test
	void aContextThatIsStoppedAndStartedServesAgain() {
		this.runner.withBean(InMemoryInventory.class).run((context) -> {
			context.stop();
			assertThat(context.getBean(RpcServer.class).isListening()).isFalse();
			context.start();
			assertThat(context.getBean(RpcServer.class).isListening()).isTrue();
			assertThat(context.getBean(RpcServer.class).registrations()).hasSize(1);
			assertThat(proxy(context).reserve("bolt", 1)).isEqualTo(3);
		});
	}

	@Test
	void aCallInFlightEndsBeforeTheServerStops() {
		this.runner.withBean(SlowInventory.class).run((context) -> {
			SlowInventory slow = context.getBean(SlowInventory.class);
			CompletableFuture<Integer> call = inBackground(() -> proxy(context).reserve("bolt", 1));
			assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
			CompletableFuture<Void> closed = closing(context);
			awaitNotListening(context);
			assertThat(closed).isNotDone();
			slow.mayLeave.countDown();
			assertThat(call).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(3);
			assertThat(closed).succeedsWithin(10, TimeUnit.SECONDS);
		});
	}

	@Test
	void aCallThatDoesNotEndIsGivenUpAfterTheTimeoutOfThePhase() {
		this.runner.withBean(SlowInventory.class)
			.withUserConfiguration(LifecycleConfiguration.class)
			.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=100ms")
			.run((context) -> {
				CompletableFuture<Integer> call = inBackground(() -> proxy(context).reserve("bolt", 1));
				assertThat(context.getBean(SlowInventory.class).entered.await(10, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<Void> closed = closing(context);
				assertThat(closed).succeedsWithin(20, TimeUnit.SECONDS);
				assertThat(call).failsWithin(10, TimeUnit.SECONDS);
			});
	}

	@Test
	void anImmediateShutdownDoesNotWait() {
		this.runner.withBean(SlowInventory.class).withPropertyValues("rpc.server.shutdown=immediate").run((context) -> {
			assertThat(context).doesNotHaveBean(RpcServerGracefulShutdownLifecycle.class);
			CompletableFuture<Integer> call = inBackground(() -> proxy(context).reserve("bolt", 1));
			assertThat(context.getBean(SlowInventory.class).entered.await(10, TimeUnit.SECONDS)).isTrue();
			assertThat(closing(context)).succeedsWithin(20, TimeUnit.SECONDS);
			assertThat(call).failsWithin(10, TimeUnit.SECONDS);
		});
	}

	@Test
	void callsAreRefusedOnceTheServerDrains() {
		this.runner.withBean(SlowInventory.class).run((context) -> {
			SlowInventory slow = context.getBean(SlowInventory.class);
			// What belongs to the context is closed with it
			try (io.opnum.rpc.RpcClient client = io.opnum.rpc.RpcClient.builder().build()) {
				Inventory inventory = client.proxy(Inventory.class, handle(context));
				CompletableFuture<Integer> call = inBackground(() -> inventory.reserve("bolt", 1));
				assertThat(slow.entered.await(10, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<Void> closed = closing(context);
				awaitNotListening(context);
				assertThatExceptionOfType(RpcException.class).isThrownBy(inventory::levels);
				slow.mayLeave.countDown();
				assertThat(call).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(3);
				assertThat(closed).succeedsWithin(10, TimeUnit.SECONDS);
			}
		});
	}

	private static CompletableFuture<Void> closing(ConfigurableApplicationContext context) {
		return inBackground(() -> {
			context.close();
			return null;
		});
	}

	/** On a thread of its own: the common pool may have a single one. */
	private static <T> CompletableFuture<T> inBackground(Supplier<T> supplier) {
		return CompletableFuture.supplyAsync(supplier, (task) -> new Thread(task).start());
	}

	private static void awaitNotListening(ConfigurableApplicationContext context) throws InterruptedException {
		RpcServer server = context.getBean(RpcServer.class);
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
		while (server.isListening()) {
			assertThat(System.nanoTime()).isLessThan(deadline);
			Thread.onSpinWait();
		}
	}

	private static Inventory proxy(AssertableApplicationContext context) {
		return context.getBean(io.opnum.rpc.RpcClient.class).proxy(Inventory.class, handle(context));
	}

	private static BindingHandle handle(ConfigurableApplicationContext context) {
		return BindingHandle.of(context.getEnvironment().getRequiredProperty("local.rpc.endpoint"));
	}

	@org.springframework.boot.autoconfigure.ImportAutoConfiguration(org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration.class)
	static class LifecycleConfiguration {

	}

	static class SlowInventory extends InMemoryInventory {

		private final CountDownLatch entered = new CountDownLatch(1);

		private final CountDownLatch mayLeave = new CountDownLatch(1);

		@Override
		public int reserve(String sku, int quantity) {
			this.entered.countDown();
			try {
				this.mayLeave.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return super.reserve(sku, quantity);
		}

	}

	record Events(List<String> order) {

		@EventListener
		void started(RpcServerStartedEvent event) {
			assertThat(event.getSource().isListening()).isTrue();
			this.order.add("started");
		}

		@EventListener
		void stopped(RpcServerStoppedEvent event) {
			assertThat(event.getSource().isListening()).isFalse();
			this.order.add("stopped");
		}

	}

	static class Recording implements SmartLifecycle, BeanNameAware {

		private final int phase;

		private final List<String> order;

		private String name = "";

		private boolean running;

		Recording(int phase, List<String> order) {
			this.phase = phase;
			this.order = order;
		}

		@Override
		public void setBeanName(String name) {
			this.name = name;
		}

		@Override
		public void start() {
			this.running = true;
			this.order.add("start " + this.name);
		}

		@Override
		public void stop() {
			this.running = false;
			this.order.add("stop " + this.name);
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return this.phase;
		}

	}

}
