package io.opnum.rpc.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.RpcClientBinding;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import io.opnum.rpc.boot.RpcClientCustomizer;
import io.opnum.rpc.boot.RpcClientInterceptorFor;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RpcClientAutoConfiguration}.
 */
class RpcClientAutoConfigurationTests {

	private final ApplicationContextRunner runner = Contexts.runner()
		.withBean("stock", InMemoryInventory.class)
		.withPropertyValues("rpc.server.bindings=opnum_inproc:[client-tests]",
				"rpc.client.bindings.a.string-binding=opnum_inproc:[client-tests]",
				"rpc.client.bindings.b.string-binding=opnum_inproc:[client-tests]");

	@Test
	void thereIsAlwaysAClient() {
		new ApplicationContextRunner().withConfiguration(Contexts.autoConfigurations())
			.run((context) -> assertThat(context).hasSingleBean(RpcClient.class)
				.hasSingleBean(RpcClients.class)
				.hasSingleBean(RpcClientConnectionDetails.class));
	}

	@Test
	void anotherClientMayBeBrought() {
		this.runner.withUserConfiguration(OwnClient.class)
			.run((context) -> assertThat(context).getBean(RpcClient.class).isSameAs(context.getBean("ownClient")));
	}

	@Test
	void otherClientsMayBeBrought() {
		this.runner.withUserConfiguration(OwnClients.class)
			.run((context) -> assertThat(context).getBean(RpcClients.class).isSameAs(context.getBean("ownClients")));
	}

	@Test
	void customizersComeLastInTheirOrder() {
		this.runner.withUserConfiguration(Customizers.class)
			.run((context) -> assertThat(context.getBean(Customizers.class).called).containsExactly("first", "second"));
	}

	@Test
	void interceptorsOfABindingAreInsideOfThoseOfAll() {
		this.runner.withUserConfiguration(Interceptors.class).run((context) -> {
			List<String> passed = context.getBean(Interceptors.class).passed;
			context.getBean(RpcClients.class).get("a", Inventory.class).levels();
			assertThat(passed).containsExactly("all", "all later", "a", "a and b");
			passed.clear();
			context.getBean(RpcClients.class).get("b", Inventory.class).levels();
			assertThat(passed).containsExactly("all", "all later", "a and b");
		});
	}

	@Test
	void anInterceptorOfABindingMayCallOverAnother() {
		this.runner.withUserConfiguration(CallingInterceptor.class).run((context) -> {
			assertThat(context).hasNotFailed();
			context.getBean(RpcClients.class).get("a", Inventory.class).levels();
			assertThat(context.getBean(CallingInterceptor.class).reserved).containsExactly(3);
		});
	}

	@Test
	void anEndpointResolverMayBeBrought() {
		this.runner.withUserConfiguration(OwnResolver.class)
			.withPropertyValues("rpc.client.bindings.a.string-binding=opnum_inproc:")
			.run((context) -> assertThat(context.getBean(RpcClients.class).get("a", Inventory.class).reserve("bolt", 1))
				.isEqualTo(3));
	}

	@Test
	void thePortOfAnEndpointMapperThatIsNotEmbeddedCantBeFollowed() {
		this.runner
			.withPropertyValues("rpc.client.bindings.a.string-binding=ncacn_ip_tcp:127.0.0.1",
					"rpc.client.endpoint-mapper-port=0")
			.run((context) -> assertThatExceptionOfType(EndpointNotRegisteredException.class)
				.isThrownBy(() -> context.getBean(RpcClients.class).get("a", Inventory.class).levels())
				.withMessageContaining("rpc.client.endpoint-mapper-port"));
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void futuresCompleteOnVirtualThreadsWhereTheyAreEnabled() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			CompletableFuture<String> thread = context.getBean(RpcClients.class)
				.get("a", Inventory.class)
				.count("bolt")
				.thenApply((count) -> Thread.currentThread().getName());
			assertThat(thread).succeedsWithin(10, TimeUnit.SECONDS)
				.asString()
				.matches("rpc-client-.*|" + Pattern.quote(Thread.currentThread().getName()));
		});
	}

	@Test
	void theClientIsClosedWithItsContext() {
		Inventory[] proxy = new Inventory[1];
		this.runner.run((context) -> {
			proxy[0] = context.getBean(RpcClients.class).get("a", Inventory.class);
			proxy[0].levels();
		});
		assertThatExceptionOfType(RpcException.class).isThrownBy(proxy[0]::levels);
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClient {

		@Bean
		RpcClient ownClient() {
			return RpcClient.builder().build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnClients {

		@Bean
		RpcClients ownClients() {
			return new RpcClients() {

				@Override
				public <T> T get(String binding, Class<T> rpcInterface) {
					throw new UnsupportedOperationException();
				}

				@Override
				public List<RpcClientBinding> bindings() {
					return List.of();
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		private final List<String> called = new ArrayList<>();

		@Bean
		@Order(2)
		RpcClientCustomizer second() {
			return (builder) -> this.called.add("second");
		}

		@Bean
		@Order(1)
		RpcClientCustomizer first() {
			return (builder) -> this.called.add("first");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnResolver {

		@Bean
		EndpointResolver ownResolver() {
			return (partial, interfaceId, objectUuid) -> CompletableFuture
				.completedStage(Endpoint.of(StringBinding.parse("opnum_inproc:[client-tests]")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CallingInterceptor {

		private final List<Integer> reserved = new ArrayList<>();

		@Bean
		@RpcClientInterceptorFor("a")
		RpcClientInterceptor calling(@io.opnum.rpc.boot.RpcClient("b") Inventory other) {
			return (call, chain) -> {
				this.reserved.add(other.reserve("bolt", 1));
				return chain.proceed();
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Interceptors {

		private final List<String> passed = new ArrayList<>();

		@Bean
		@Order(4)
		@RpcClientInterceptorFor({ "a", "b" })
		RpcClientInterceptor ofBoth() {
			return recording("a and b");
		}

		@Bean
		@Order(3)
		@RpcClientInterceptorFor("a")
		RpcClientInterceptor ofOne() {
			return recording("a");
		}

		@Bean
		@Order(6)
		RpcClientInterceptor ofAllLater() {
			return recording("all later");
		}

		@Bean
		@Order(5)
		RpcClientInterceptor ofAll() {
			return recording("all");
		}

		private RpcClientInterceptor recording(String name) {
			return (call, chain) -> {
				this.passed.add(name);
				return chain.proceed();
			};
		}

	}

}
