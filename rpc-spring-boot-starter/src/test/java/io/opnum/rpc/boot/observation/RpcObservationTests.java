package io.opnum.rpc.boot.observation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.StockLevel;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for the observation of calls on both sides, and for the meters.
 */
class RpcObservationTests {

	private static final String METHOD = Inventory.class.getName() + "/";

	private final Recorder recorder = new Recorder();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final ApplicationContextRunner runner = Contexts.runner()
		.withBean(Stock.class)
		.withBean(ObservationRegistry.class, () -> this.observations)
		.withBean(MeterRegistry.class, () -> this.meters)
		.withPropertyValues("rpc.server.bindings=opnum_inproc:[observed]",
				"rpc.client.bindings.stock.string-binding=opnum_inproc:[observed]",
				"rpc.client.bindings.stock.object=0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33");

	RpcObservationTests() {
		this.observations.observationConfig()
			.observationHandler(this.recorder)
			.observationHandler(new DefaultMeterObservationHandler(this.meters));
	}

	@Test
	void aCallIsObservedOnBothSides() {
		this.runner.run((context) -> {
			context.getBean(RpcClients.class).get("stock", Inventory.class).reserve("bolt", 1);
			Observation.Context client = this.recorder.ended("rpc.client.call.duration");
			assertThat(client.getContextualName()).isEqualTo(METHOD + "reserve");
			assertThat(lowCardinality(client)).containsExactlyInAnyOrder(KeyValue.of("rpc.system.name", "dcerpc"),
					KeyValue.of("rpc.method", METHOD + "reserve"), KeyValue.of("rpc.response.status_code", "rpc_s_ok"),
					KeyValue.of("error.type", "none"));
			assertThat(client.getHighCardinalityKeyValues()).contains(
					KeyValue.of("rpc.dcerpc.interface", "5f2d1a6e-3f0c-4b6d-9a51-0d6f3c1b7e11 v1.2"),
					KeyValue.of("rpc.dcerpc.opnum", "0"),
					KeyValue.of("rpc.dcerpc.object", "0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33"),
					KeyValue.of("server.address", "localhost"), KeyValue.of("server.port", "observed"));
			assertThat(((RpcClientObservationContext) client).getKind()).isEqualTo(Kind.CLIENT);
			Observation.Context server = this.recorder.ended("rpc.server.call.duration");
			assertThat(server.getContextualName()).isEqualTo(METHOD + "reserve");
			assertThat(lowCardinality(server)).isEqualTo(lowCardinality(client));
			assertThat(server.getHighCardinalityKeyValues()).contains(KeyValue.of("rpc.dcerpc.opnum", "0"),
					KeyValue.of("rpc.dcerpc.object", "0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33"));
			assertThat(((RpcServerObservationContext) server).getKind()).isEqualTo(Kind.SERVER);
		});
	}

	@Test
	void aServerSeesWhereACallComesFrom() {
		this.runner.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1").run((context) -> {
			context.getBean(RpcClient.class)
				.proxy(Inventory.class,
						BindingHandle.of(context.getEnvironment().getRequiredProperty("local.rpc.endpoint")))
				.levels();
			assertThat(this.recorder.ended("rpc.server.call.duration").getHighCardinalityKeyValues())
				.contains(KeyValue.of("network.peer.address", "127.0.0.1"))
				.extracting(KeyValue::getKey)
				.contains("network.peer.port")
				.doesNotContain("rpc.dcerpc.object");
			assertThat(this.recorder.ended("rpc.client.call.duration").getHighCardinalityKeyValues()).contains(
					KeyValue.of("server.address", "127.0.0.1"),
					KeyValue.of("server.port", context.getEnvironment().getRequiredProperty("local.rpc.port")));
		});
	}

	@Test
	void anExceptionIsOfItsClassOnTheServerAndOfItsStatusOnTheClient() {
		this.runner.run((context) -> {
			assertThatException()
				.isThrownBy(() -> context.getBean(RpcClients.class).get("stock", Inventory.class).reserve("bolt", -1));
			assertThat(lowCardinality(this.recorder.ended("rpc.server.call.duration"))).contains(
					KeyValue.of("rpc.response.status_code", "none"),
					KeyValue.of("error.type", "java.lang.IllegalArgumentException"));
			Observation.Context client = this.recorder.ended("rpc.client.call.duration");
			assertThat(lowCardinality(client)).contains(KeyValue.of("rpc.response.status_code", "nca_s_fault_unspec"),
					KeyValue.of("error.type", "nca_s_fault_unspec"));
			assertThat(client.getHighCardinalityKeyValues()).contains(KeyValue.of("rpc.dcerpc.status", "0x1c000012"));
			assertThat(client.getError()).isInstanceOf(RpcFaultException.class);
		});
	}

	@Test
	void aStatusWithoutANameIsNoValueOfAMetric() {
		this.runner.run((context) -> {
			assertThatException()
				.isThrownBy(() -> context.getBean(RpcClients.class).get("stock", Inventory.class).reserve("fault", 0));
			for (String name : List.of("rpc.server.call.duration", "rpc.client.call.duration")) {
				Observation.Context ended = this.recorder.ended(name);
				assertThat(lowCardinality(ended)).contains(KeyValue.of("rpc.response.status_code", "_OTHER"),
						KeyValue.of("error.type", "_OTHER"));
				assertThat(ended.getHighCardinalityKeyValues())
					.contains(KeyValue.of("rpc.dcerpc.status", "0x00abcdef"));
			}
		});
	}

	@Test
	void anAsynchronousCallIsObservedUntilItsResultIsThere() {
		this.runner.run((context) -> {
			Stock stock = context.getBean(Stock.class);
			CompletableFuture<Integer> count = context.getBean(RpcClients.class)
				.get("stock", Inventory.class)
				.count("bolt");
			assertThat(this.recorder.ended).isEmpty();
			stock.count.complete(4);
			assertThat(count).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(4);
			this.recorder.await(2);
			assertThat(lowCardinality(this.recorder.ended("rpc.server.call.duration")))
				.contains(KeyValue.of("error.type", "none"));
		});
	}

	@Test
	void anAsynchronousFailureIsObserved() {
		this.runner.run((context) -> {
			context.getBean(Stock.class).count.completeExceptionally(new RpcFaultException(RpcStatus.SERVER_TOO_BUSY));
			assertThat(context.getBean(RpcClients.class).get("stock", Inventory.class).count("bolt")).failsWithin(10,
					TimeUnit.SECONDS);
			this.recorder.await(2);
			assertThat(lowCardinality(this.recorder.ended("rpc.server.call.duration")))
				.contains(KeyValue.of("error.type", "nca_s_server_too_busy"));
			assertThat(lowCardinality(this.recorder.ended("rpc.client.call.duration")))
				.contains(KeyValue.of("error.type", "nca_s_server_too_busy"));
		});
	}

	@Test
	void theObservationIsCurrentForTheOperation() {
		this.runner.run((context) -> {
			context.getBean(RpcClients.class).get("stock", Inventory.class).levels();
			assertThat(context.getBean(Stock.class).current).isEqualTo("rpc.server.call.duration");
		});
	}

	@Test
	void theObservationIsOutsideOfAllInterceptors() {
		this.runner.withUserConfiguration(Failing.class).run((context) -> {
			assertThatException()
				.isThrownBy(() -> context.getBean(RpcClients.class).get("stock", Inventory.class).levels())
				.withMessage("Before the call");
			assertThat(lowCardinality(this.recorder.ended("rpc.client.call.duration")))
				.contains(KeyValue.of("error.type", "java.lang.UnsupportedOperationException"));
		});
	}

	@Test
	void aConventionMayBeBrought() {
		this.runner.withUserConfiguration(Conventions.class).run((context) -> {
			context.getBean(RpcClients.class).get("stock", Inventory.class).levels();
			assertThat(this.recorder.ended("served").getLowCardinalityKeyValues()).isEmpty();
			assertThat(this.recorder.ended("called").getLowCardinalityKeyValues())
				.contains(KeyValue.of("tenant", "one"));
		});
	}

	@Test
	void observationsCanBeSwitchedOff() {
		this.runner.withPropertyValues("rpc.server.observation.enabled=false", "rpc.client.observation.enabled=false")
			.run((context) -> {
				context.getBean(RpcClients.class).get("stock", Inventory.class).levels();
				assertThat(this.recorder.ended).isEmpty();
			});
	}

	@Test
	void thereIsATimerOfEachOperation() {
		this.runner.run((context) -> {
			Inventory inventory = context.getBean(RpcClients.class).get("stock", Inventory.class);
			inventory.levels();
			inventory.levels();
			for (String name : List.of("rpc.server.call.duration", "rpc.client.call.duration")) {
				assertThat(this.meters.get(name)
					.tags("rpc.method", METHOD + "levels", "rpc.system.name", "dcerpc", "rpc.response.status_code",
							"rpc_s_ok", "error.type", "none")
					.timer()
					.count()).isEqualTo(2);
			}
		});
	}

	@Test
	void metersTellWhatServerAndClientHold() {
		this.runner.run((context) -> {
			context.getBean(RpcServerMetrics.class).bindTo(this.meters);
			context.getBean(RpcClientMetrics.class).bindTo(this.meters);
			assertThat(gauge("rpc.server.connections")).isZero();
			assertThat(gauge("rpc.server.buffered")).isZero();
			assertThat(gauge("rpc.server.context.handles")).isZero();
			assertThat(gauge("rpc.client.context.handles")).isZero();
			assertThat(this.meters.get("rpc.server.context.rundowns").functionCounter().count()).isZero();
			Inventory inventory = context.getBean(RpcClients.class).get("stock", Inventory.class);
			CompletableFuture<Integer> count = inventory.count("bolt");
			Stock stock = context.getBean(Stock.class);
			assertThat(stock.entered).succeedsWithin(10, TimeUnit.SECONDS);
			for (String side : List.of("server", "client")) {
				assertThat(gauge("rpc.%s.connections".formatted(side))).isEqualTo(1);
				assertThat(gauge("rpc.%s.associations".formatted(side))).isEqualTo(1);
				assertThat(gauge("rpc.%s.active.calls".formatted(side))).isEqualTo(1);
			}
			stock.count.complete(4);
			assertThat(count).succeedsWithin(10, TimeUnit.SECONDS);
			assertThatException().isThrownBy(() -> inventory.reserve("bolt", -1));
			assertThat(this.meters.get("rpc.server.faults").functionCounter().count()).isEqualTo(1);
			assertThat(this.meters.get("rpc.server.rejected.calls").functionCounter().count()).isZero();
			assertThat(this.meters.get("rpc.server.protocol.errors").functionCounter().count()).isZero();
		});
	}

	private double gauge(String name) {
		return this.meters.get(name).gauge().value();
	}

	private static List<KeyValue> lowCardinality(Observation.Context context) {
		return context.getLowCardinalityKeyValues().stream().collect(Collectors.toList());
	}

	static class Stock extends InMemoryInventory {

		private final CompletableFuture<Integer> count = new CompletableFuture<>();

		private final CompletableFuture<Void> entered = new CompletableFuture<>();

		private final ObservationRegistry registry;

		private volatile String current = "";

		Stock(ObservationRegistry registry) {
			this.registry = registry;
		}

		@Override
		public int reserve(String sku, int quantity) {
			if (sku.equals("fault")) {
				throw new RpcFaultException(RpcStatus.of(0xabcdef));
			}
			return super.reserve(sku, quantity);
		}

		@Override
		public List<StockLevel> levels() {
			Observation observation = this.registry.getCurrentObservation();
			this.current = (observation != null) ? observation.getContext().getName() : "none";
			return super.levels();
		}

		@Override
		public CompletableFuture<Integer> count(String sku) {
			this.entered.complete(null);
			return this.count;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		RpcClientInterceptor failing() {
			return (call, chain) -> {
				throw new UnsupportedOperationException("Before the call");
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Conventions {

		@Bean
		RpcServerObservationConvention serverConvention() {
			return new RpcServerObservationConvention() {

				@Override
				public String getName() {
					return "served";
				}

			};
		}

		@Bean
		RpcClientObservationConvention clientConvention() {
			return new DefaultRpcClientObservationConvention() {

				@Override
				public String getName() {
					return "called";
				}

				@Override
				public KeyValues getLowCardinalityKeyValues(RpcClientObservationContext context) {
					return super.getLowCardinalityKeyValues(context).and("tenant", "one");
				}

			};
		}

	}

	/** Keeps what has ended. */
	static class Recorder implements ObservationHandler<Observation.Context> {

		private final List<Observation.Context> ended = Collections.synchronizedList(new ArrayList<>());

		@Override
		public void onStop(Observation.Context context) {
			this.ended.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

		void await(int number) {
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
			while (this.ended.size() < number) {
				assertThat(System.nanoTime()).isLessThan(deadline);
				Thread.onSpinWait();
			}
		}

		/** A server's observation may end after its client has the result. */
		Observation.Context ended(String name) {
			await(1);
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
			while (true) {
				for (Observation.Context context : List.copyOf(this.ended)) {
					if (name.equals(context.getName())) {
						return context;
					}
				}
				assertThat(System.nanoTime()).as("%s ends", name).isLessThan(deadline);
				Thread.onSpinWait();
			}
		}

	}

}
