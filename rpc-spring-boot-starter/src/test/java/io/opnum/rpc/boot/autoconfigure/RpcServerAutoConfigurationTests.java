package io.opnum.rpc.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.ImportRpcClients;
import io.opnum.rpc.boot.RpcServerBindingCustomizer;
import io.opnum.rpc.boot.RpcServerCustomizer;
import io.opnum.rpc.boot.RpcServerGracefulShutdownLifecycle;
import io.opnum.rpc.boot.RpcServerLifecycle;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.boot.RpcServiceRegistrar;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.Pricing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RpcServerAutoConfiguration}.
 */
class RpcServerAutoConfigurationTests {

	private final ApplicationContextRunner runner = Contexts.runner();

	private final ApplicationContextRunner stock = this.runner.withBean("stock", InMemoryInventory.class);

	@Test
	void thereIsNoServerWithoutAnythingToServe() {
		new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(RpcServer.class)
				.doesNotHaveBean(RpcServerLifecycle.class));
	}

	@Test
	void clientProxiesAreNothingToServe() {
		new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.withUserConfiguration(Imported.class)
			.withPropertyValues("rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1[9]")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RpcServer.class));
	}

	@Test
	void configuredBindingsAskForAServerThoughNoBeanIsThere() {
		this.runner.run((context) -> assertThat(context.getBean(RpcServer.class).isListening()).isTrue());
	}

	@Test
	void theServerCanBeSwitchedOff() {
		this.stock.withPropertyValues("rpc.server.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(RpcServer.class));
	}

	@Test
	void theServerListensWhenTheContextHasStarted() {
		this.stock.run((context) -> {
			RpcServer server = context.getBean(RpcServer.class);
			assertThat(server.isListening()).isTrue();
			assertThat(server.bindings()).singleElement().satisfies((binding) -> {
				assertThat(binding.networkAddress()).isEqualTo("127.0.0.1");
				assertThat(binding.endpoint()).isNotNull();
			});
			assertThat(context).hasSingleBean(RpcServiceRegistrar.class)
				.hasSingleBean(RpcServerLifecycle.class)
				.hasSingleBean(RpcServerGracefulShutdownLifecycle.class);
		});
	}

	@Test
	void whereItListensIsInTheEnvironment() {
		this.stock.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:,opnum_inproc:[x],ncacn_ip_tcp:127.0.0.1")
			.run((context) -> {
				List<StringBinding> bindings = context.getBean(RpcServer.class).bindings();
				String port = bindings.get(0).endpoint();
				assertThat(context.getEnvironment().getProperty("local.rpc.port", Integer.class))
					.isEqualTo(Integer.valueOf(port));
				assertThat(context.getEnvironment().getProperty("local.rpc.endpoint"))
					.isEqualTo("ncacn_ip_tcp:127.0.0.1[%s]".formatted(port));
				assertThat(context.getEnvironment().getProperty("local.rpc.endpoints[0]"))
					.isEqualTo("ncacn_ip_tcp:127.0.0.1[%s]".formatted(port));
				assertThat(context.getEnvironment().getProperty("local.rpc.endpoints[1]"))
					.isEqualTo("opnum_inproc:[x]");
				assertThat(context.getEnvironment().getProperty("local.rpc.endpoints[2]"))
					.isEqualTo(bindings.get(2).toString());
				assertThat(context.getEnvironment().getProperty("local.rpc.endpoints[3]")).isNull();
				assertThat(context.getEnvironment().getProperty("local.rpc.endpoint-mapper.port")).isNull();
			});
	}

	@Test
	void anotherServerMayBeBrought() {
		this.stock.withUserConfiguration(OwnServer.class).run((context) -> {
			assertThat(context).hasSingleBean(RpcServer.class);
			RpcServer server = context.getBean("ownServer", RpcServer.class);
			assertThat(server.isListening()).isTrue();
			assertThat(server.registrations()).extracting(RpcServer.Registration::rpcInterface)
				.containsExactly(Inventory.class);
		});
	}

	@Test
	void customizersComeLastInTheirOrder() {
		this.stock.withUserConfiguration(Customizers.class).run((context) -> {
			assertThat(context.getBean(Customizers.class).called).containsExactly("first", "second");
			assertThat(context.getBean(RpcServer.class).bindings()).hasSize(2);
		});
	}

	@Test
	void endpointsAreChangedByCustomizersAndWithThemWhatServicesAreConfinedTo() {
		this.runner.withUserConfiguration(Moved.class).withBean(Confined.class).run((context) -> {
			RpcServer server = context.getBean(RpcServer.class);
			assertThat(server.bindings()).extracting(StringBinding::toString).containsExactly("opnum_inproc:[moved]");
			assertThat(server.registrations().get(0).options().endpoints()).extracting(StringBinding::toString)
				.containsExactly("opnum_inproc:[moved]");
			assertThat(call(context).reserve("bolt", 1)).isEqualTo(3);
		});
	}

	@Test
	void interceptorsSurroundCallsInTheirOrder() {
		this.stock.withUserConfiguration(Interceptors.class).run((context) -> {
			call(context).reserve("bolt", 1);
			assertThat(context.getBean(Interceptors.class).passed).containsExactly("outer", "inner", "/inner",
					"/outer");
		});
	}

	@Test
	void faultMappersDecideInTheirOrder() {
		this.stock.withUserConfiguration(FaultMappers.class)
			.run((context) -> assertThatExceptionOfType(RpcFaultException.class)
				.isThrownBy(() -> call(context).reserve("bolt", -1))
				.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.of(4711))));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void callsRunOnVirtualThreadsWhereTheyAreEnabled() {
		this.runner.withBean(ThreadNames.class)
			.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> {
				call(context).reserve("bolt", 1);
				assertThat(context.getBean(ThreadNames.class).thread).startsWith("rpc-server-");
			});
	}

	@Test
	void callsRunOnPlatformThreadsOtherwise() {
		this.runner.withBean(ThreadNames.class).run((context) -> {
			call(context).reserve("bolt", 1);
			assertThat(context.getBean(ThreadNames.class).thread).isNotEmpty().doesNotStartWith("rpc-server-");
		});
	}

	@Test
	void theServerIsClosedWithItsContext() {
		RpcServer[] server = new RpcServer[1];
		this.stock.run((context) -> server[0] = context.getBean(RpcServer.class));
		assertThat(server[0].isListening()).isFalse();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(server[0]::start);
	}

	private static Inventory call(AssertableApplicationContext context) {
		return context.getBean(io.opnum.rpc.RpcClient.class)
			.proxy(Inventory.class,
					BindingHandle.of(context.getEnvironment().getRequiredProperty("local.rpc.endpoint")));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = { Inventory.class, Pricing.class }, binding = "stock")
	static class Imported {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnServer {

		@Bean
		RpcServer ownServer() {
			return RpcServer.builder().endpoint("opnum_inproc:[own-%s]".formatted(UUID.randomUUID())).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		private final List<String> called = new ArrayList<>();

		@Bean
		@Order(2)
		RpcServerCustomizer second() {
			return (builder) -> this.called.add("second");
		}

		@Bean
		@Order(1)
		RpcServerCustomizer first() {
			return (builder) -> {
				this.called.add("first");
				builder.endpoint("opnum_inproc:[customized-%s]".formatted(UUID.randomUUID()));
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Moved {

		@Bean
		RpcServerBindingCustomizer moving() {
			return (configured) -> StringBinding.parseServerEndpoint("opnum_inproc:[moved]");
		}

	}

	@RpcService(endpoints = "ncacn_ip_tcp:127.0.0.1")
	static class Confined extends InMemoryInventory {

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		private final List<String> passed = new ArrayList<>();

		@Bean
		@Order(2)
		RpcServerInterceptor inner() {
			return recording("inner");
		}

		@Bean
		@Order(1)
		RpcServerInterceptor outer() {
			return recording("outer");
		}

		private RpcServerInterceptor recording(String name) {
			return (call, chain) -> {
				this.passed.add(name);
				Object result = chain.proceed();
				this.passed.add("/" + name);
				return result;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FaultMappers {

		@Bean
		@Order(2)
		FaultMapper later() {
			return (exception, call) -> RpcStatus.of(4712);
		}

		@Bean
		@Order(1)
		FaultMapper earlier() {
			return (exception, call) -> (exception instanceof IllegalArgumentException) ? RpcStatus.of(4711) : null;
		}

	}

	static class ThreadNames extends InMemoryInventory {

		private volatile String thread = "";

		@Override
		public int reserve(String sku, int quantity) {
			this.thread = Thread.currentThread().getName();
			return 0;
		}

	}

}
