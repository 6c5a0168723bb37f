package io.opnum.rpc.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.MinimumAuthenticationLevel;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.Pricing;
import io.opnum.rpc.security.AuthenticationLevel;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how beans come to be served: {@link RpcService} and
 * {@link RpcServiceRegistrar}.
 */
class RpcServiceTests {

	private static final UUID OBJECT = UUID.fromString("0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33");

	private static final UUID TYPE = UUID.fromString("1c5b7e4f-3d20-4f1b-8e69-708192a30b44");

	private static final AtomicInteger made = new AtomicInteger();

	private final ApplicationContextRunner runner = Contexts.runner();

	@BeforeEach
	void forget() {
		made.set(0);
	}

	@Test
	void anyBeanOfAnRpcInterfaceIsServed() {
		this.runner.withBean("stock", InMemoryInventory.class).run((context) -> {
			RpcServer.Registration registration = registration(context.getBean(RpcServer.class));
			assertThat(registration.rpcInterface()).isEqualTo(Inventory.class);
			assertThat(registration.implementation()).isSameAs(context.getBean("stock"));
			assertThat(registration.options().objectUuids()).isEmpty();
			assertThat(registration.options().managerType()).isNull();
			assertThat(registration.options().endpoints()).isEmpty();
			assertThat(registration.options().endpointMap()).isTrue();
		});
	}

	@Test
	void theAnnotationSaysHow() {
		this.runner.withUserConfiguration(Annotated.class)
			.withPropertyValues("stock.object=" + OBJECT, "stock.text=Stock of ours")
			.run((context) -> {
				assertThat(context).hasBean("annotatedStock");
				RpcServer.Registration registration = registration(context.getBean(RpcServer.class));
				assertThat(registration.rpcInterface()).isEqualTo(Inventory.class);
				assertThat(registration.options().objectUuids()).containsExactly(OBJECT);
				assertThat(registration.options().managerType()).isEqualTo(TYPE);
				assertThat(registration.options().endpoints())
					.containsExactly(StringBinding.parseServerEndpoint("ncacn_ip_tcp:127.0.0.1"));
				assertThat(registration.options().endpointMap()).isFalse();
				assertThat(registration.options().annotation()).isEqualTo("Stock of ours");
			});
	}

	@Test
	void theAnnotationMayStandOnABeanMethod() {
		this.runner.withUserConfiguration(OnBeanMethods.class).run((context) -> {
			RpcServer.Registration registration = registration(context.getBean(RpcServer.class));
			assertThat(registration.implementation()).isSameAs(context.getBean("served"));
			assertThat(registration.options().objectUuids()).containsExactly(OBJECT);
		});
	}

	@Test
	void theTextInTheEndpointMapIsTheNameOfTheApplicationUnlessGiven() {
		ApplicationContextRunner stock = this.runner.withBean(InMemoryInventory.class)
			.withPropertyValues("spring.application.name=" + "warehouse".repeat(9));
		stock.run((context) -> assertThat(registration(context.getBean(RpcServer.class)).options().annotation())
			.hasSize(63)
			.startsWith("warehousewarehouse"));
		stock.withPropertyValues("rpc.server.annotation=Stock")
			.run((context) -> assertThat(registration(context.getBean(RpcServer.class)).options().annotation())
				.isEqualTo("Stock"));
	}

	@Test
	void aBeanOfTwoInterfacesIsServedForBoth() {
		this.runner.withBean(StockAndPrices.class)
			.run((context) -> assertThat(context.getBean(RpcServer.class).registrations())
				.extracting(RpcServer.Registration::rpcInterface)
				.containsExactlyInAnyOrder(Inventory.class, Pricing.class));
	}

	@Test
	void aScopedProxyIsServedInPlaceOfItsTarget() {
		this.runner.withUserConfiguration(ScopedStock.class).run((context) -> {
			Object implementation = registration(context.getBean(RpcServer.class)).implementation();
			assertThat(implementation).isSameAs(context.getBean("scopedStock"));
			assertThat(made).hasValue(0);
			((Inventory) implementation).levels();
			((Inventory) implementation).levels();
			assertThat(made).hasValue(2);
		});
	}

	@Test
	void aBeanIsServedThroughItsProxy() {
		List<String> advised = new ArrayList<>();
		this.runner.withBean("stock", InMemoryInventory.class)
			.withBean(Advising.class, () -> new Advising(advised))
			.run((context) -> {
				((Inventory) registration(context.getBean(RpcServer.class)).implementation()).reserve("bolt", 1);
				assertThat(advised).containsExactly("reserve");
			});
	}

	@Test
	void aLazyBeanIsMadeAtItsFirstCall() {
		this.runner.withUserConfiguration(LazyStock.class).run((context) -> {
			Inventory implementation = (Inventory) registration(context.getBean(RpcServer.class)).implementation();
			assertThat(made).hasValue(0);
			assertThat(implementation.reserve("bolt", 1)).isEqualTo(3);
			implementation.levels();
			assertThat(made).hasValue(1);
		});
	}

	@Test
	void aPrototypeIsMadeForEachCall() {
		this.runner.withUserConfiguration(PrototypeStock.class).run((context) -> {
			Inventory implementation = (Inventory) registration(context.getBean(RpcServer.class)).implementation();
			assertThat(implementation.reserve("bolt", 1)).isEqualTo(3);
			assertThat(implementation.reserve("bolt", 2)).isEqualTo(2);
			assertThat(made).hasValue(2);
		});
	}

	@Test
	void aLazyContextServesAsWell() {
		this.runner.withBean("stock", InMemoryInventory.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				RpcServer server = context.getBean(RpcServer.class);
				assertThat(server.isListening()).isTrue();
				assertThat(((Inventory) registration(server).implementation()).reserve("bolt", 1)).isEqualTo(3);
			});
	}

	@Test
	void annotationsOfAClassHoldBehindProxies() {
		this.runner.withBean("stock", Vault.class)
			.withBean(Advising.class, new ArrayList<>())
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("requires level PRIVACY"));
		this.runner.withBean("stock", Vault.class, Vault::new, (definition) -> definition.setLazyInit(true))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("requires level PRIVACY"));
		this.runner
			.withBean("stock", Vault.class, Vault::new,
					(definition) -> definition.setScope(ConfigurableBeanFactory.SCOPE_PROTOTYPE))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("requires level PRIVACY"));
	}

	@Test
	void clientProxiesAreNotServed() {
		this.runner.withUserConfiguration(OwnProxy.class, Injected.class)
			.withPropertyValues("rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1[9]")
			.run((context) -> {
				assertThat(context).hasBean("stock#" + Inventory.class.getName());
				assertThat(context.getBean(RpcServer.class).registrations()).isEmpty();
			});
	}

	@Test
	void theSameInterfaceIsServedForDifferentObjects() {
		this.runner.withUserConfiguration(TwoObjects.class)
			.run((context) -> assertThat(context.getBean(RpcServer.class).registrations())
				.extracting((registration) -> registration.options().objectUuids())
				.containsExactlyInAnyOrder(Set.of(), Set.of(OBJECT)));
	}

	@Test
	void twoBeansForOneInterfaceAndObjectAreRefused() {
		this.runner.withBean("first", InMemoryInventory.class)
			.withBean("second", InMemoryInventory.class)
			.run((context) -> assertThat(context.getStartupFailure()).cause()
				.isInstanceOfSatisfying(DuplicateRpcServiceException.class, (ex) -> {
					assertThat(ex.beanName()).isEqualTo("second");
					assertThat(ex.otherBeanNames()).containsExactly("first");
					assertThat(ex.rpcInterface()).isEqualTo(Inventory.class);
				}));
	}

	@Test
	void anAnnotationThatNamesNoUuidIsRefused() {
		this.runner.withUserConfiguration(Annotated.class)
			.withPropertyValues("stock.object=1-2-3-4-5", "stock.text=")
			.run((context) -> assertThat(context.getStartupFailure()).hasStackTraceContaining(
					"The objectUuids of @RpcService on bean 'annotatedStock' has '1-2-3-4-5', which is no UUID"));
	}

	@Test
	void anInterfaceThatTheBeanLacksIsRefused() {
		this.runner.withUserConfiguration(WrongInterfaces.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasStackTraceContaining("which is no @RpcInterface that the bean implements"));
	}

	private static RpcServer.Registration registration(RpcServer server) {
		assertThat(server.registrations()).hasSize(1);
		return server.registrations().get(0);
	}

	static class StockAndPrices extends InMemoryInventory implements Pricing {

		@Override
		public int price(String sku) {
			return 1;
		}

	}

	static class Counted extends InMemoryInventory {

		Counted() {
			made.incrementAndGet();
		}

	}

	@RpcService(value = "annotatedStock", interfaces = Inventory.class, objectUuids = "${stock.object}",
			managerType = "1c5b7e4f-3d20-4f1b-8e69-708192a30b44", endpoints = "ncacn_ip_tcp:127.0.0.1",
			endpointMap = false, annotation = "${stock.text}")
	static class AnnotatedStock extends StockAndPrices {

	}

	@Configuration(proxyBeanMethods = false)
	@Import(AnnotatedStock.class)
	static class Annotated {

	}

	@Configuration(proxyBeanMethods = false)
	static class OnBeanMethods {

		@Bean
		@RpcService(objectUuids = "0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33")
		Inventory served() {
			return new InMemoryInventory();
		}

		@Bean
		@RpcService(enabled = false)
		Inventory kept() {
			return new InMemoryInventory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WrongInterfaces {

		@Bean
		@RpcService(interfaces = Pricing.class)
		Inventory stock() {
			return new InMemoryInventory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ScopedStock {

		@Bean
		@Scope(scopeName = ConfigurableBeanFactory.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.INTERFACES)
		Inventory scopedStock() {
			return new Counted();
		}

	}

	@MinimumAuthenticationLevel(AuthenticationLevel.PRIVACY)
	static class Vault extends InMemoryInventory {

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyStock {

		@Bean
		@Lazy
		Inventory lazyStock() {
			return new Counted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrototypeStock {

		@Bean
		@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
		Inventory prototypeStock() {
			return new Counted();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoObjects {

		@Bean
		@RpcService(objectUuids = "0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33")
		Inventory ofOneObject() {
			return new InMemoryInventory();
		}

		@Bean
		Inventory ofAllOthers() {
			return new InMemoryInventory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProxy {

		@Bean
		Inventory ownProxy(io.opnum.rpc.RpcClient client) {
			return client.proxy(Inventory.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1[9]"));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Injected {

		@Bean
		String user(@RpcClient("stock") Inventory inventory) {
			return inventory.toString();
		}

	}

	record Advising(List<String> advised) implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			if (!(bean instanceof InMemoryInventory)) {
				return bean;
			}
			ProxyFactory factory = new ProxyFactory(bean);
			factory.addAdvice((MethodInterceptor) (invocation) -> {
				this.advised.add(invocation.getMethod().getName());
				return invocation.proceed();
			});
			return factory.getProxy();
		}

	}

}
