package io.opnum.rpc.boot;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.Pricing;
import io.opnum.rpc.boot.fixtures.scanned.ImportOwnPackage;
import io.opnum.rpc.boot.fixtures.scanned.Scanned;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for how proxies are injected: {@link RpcClient}, {@link ImportRpcClients} and
 * {@link RpcClients}.
 */
class RpcClientTests {

	private final ApplicationContextRunner runner = Contexts.runner()
		.withPropertyValues("rpc.server.enabled=false",
				"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1[1]",
				"rpc.client.bindings.other.string-binding=ncacn_ip_tcp:127.0.0.1[2]");

	@Test
	void proxiesAreInjectedWhereverTheAnnotationMayStand() {
		this.runner.withBean(Everywhere.class).run((context) -> {
			Everywhere bean = context.getBean(Everywhere.class);
			assertThat(bean.constructor).isSameAs(proxy(context, "stock"));
			assertThat(bean.field).isSameAs(proxy(context, "other"));
			assertThat(bean.setter).isSameAs(proxy(context, "stock"));
			assertThat(bean.parameter).isSameAs(proxy(context, "other"));
			assertThat(bean.provider.getObject()).isSameAs(proxy(context, "stock"));
			assertThat(bean.optional).containsSame(proxy(context, "other"));
			assertThat(bean.composed).isSameAs(proxy(context, "stock"));
			assertThat(bean.inherited()).isSameAs(proxy(context, "other"));
		});
	}

	@Test
	void aBeanMethodsParametersAreInjected() {
		this.runner.withUserConfiguration(BeanMethods.class)
			.run((context) -> assertThat(context.getBean(Holder.class).inventory()).isSameAs(proxy(context, "stock")));
	}

	@Test
	void whatABeanMethodReturnsIsInjected() {
		this.runner.withUserConfiguration(ReturnedBean.class)
			.run((context) -> assertThat(context.getBean(WithField.class).field).isSameAs(proxy(context, "stock")));
	}

	@Test
	void theOnlyProxyIsInjectedByItsTypeAlone() {
		this.runner.withUserConfiguration(ImportOne.class)
			.withBean(ByType.class)
			.run((context) -> assertThat(context.getBean(ByType.class).inventory).isSameAs(proxy(context, "stock")));
	}

	@Test
	void twoProxiesAreToldApartByTheirBindings() {
		this.runner.withUserConfiguration(ImportTwo.class).run((context) -> {
			assertThat(proxy(context, "stock")).isNotSameAs(proxy(context, "other"));
			assertThat(context.getBeanProvider(Inventory.class)).hasSize(2);
			assertThatExceptionOfType(NoUniqueBeanDefinitionException.class)
				.isThrownBy(() -> context.getBean(Inventory.class));
		});
	}

	@Test
	void aLocalBeanWinsByTypeAndTheProxyIsReachedByItsBinding() {
		this.runner.withBean("local", InMemoryInventory.class)
			.withBean(ByType.class)
			.withBean(WithField.class)
			.run((context) -> {
				assertThat(context.getBean(Inventory.class)).isSameAs(context.getBean("local"));
				assertThat(context.getBean(ByType.class).inventory).isSameAs(context.getBean("local"));
				assertThat(context.getBean(WithField.class).field).isSameAs(proxy(context, "stock"));
			});
	}

	@Test
	void aLocalBeanThatHasTheNameOfTheBindingIsNotTakenForItsProxy() {
		this.runner.withBean("stock", InMemoryInventory.class).withBean(WithField.class).run((context) -> {
			assertThat(context.getBean(WithField.class).field).isSameAs(proxy(context, "stock"));
			assertThat(context.getBean(Inventory.class)).isSameAs(context.getBean("stock"));
		});
	}

	@Test
	void importsAreFoundInPackages() {
		this.runner.withUserConfiguration(ImportPackage.class).run((context) -> {
			assertThat(context).hasSingleBean(Scanned.class);
			assertThat(context).hasSingleBean(Scanned.Nested.class);
			assertThat(context).doesNotHaveBean(Inventory.class);
		});
	}

	@Test
	void importsOfThePackageOfTheConfigurationNeedNoAttribute() {
		this.runner.withUserConfiguration(ImportOwnPackage.class)
			.run((context) -> assertThat(context).hasSingleBean(Scanned.class));
	}

	@Test
	void anInterfaceIsImportedOverSeveralBindings() {
		this.runner.withUserConfiguration(ImportTwo.class)
			.run((context) -> assertThat(context.getBean(RpcClients.class).bindings()).satisfiesExactly((other) -> {
				assertThat(other.name()).isEqualTo("other");
				assertThat(other.interfaces()).containsExactly(Inventory.class, Pricing.class);
			}, (stock) -> {
				assertThat(stock.name()).isEqualTo("stock");
				assertThat(stock.stringBinding()).hasToString("ncacn_ip_tcp:127.0.0.1[1]");
				assertThat(stock.interfaces()).containsExactly(Inventory.class);
			}));
	}

	@Test
	void bindingsThatNobodyUsesAreKnown() {
		this.runner.run((context) -> assertThat(context.getBean(RpcClients.class).bindings())
			.extracting(RpcClientBinding::name, RpcClientBinding::interfaces)
			.containsExactly(tuple("other", Set.of()), tuple("stock", Set.of())));
	}

	@Test
	void aProxyIsMadeOnce() {
		this.runner.run((context) -> {
			RpcClients clients = context.getBean(RpcClients.class);
			assertThat(clients.get("stock", Inventory.class)).isSameAs(clients.get("stock", Inventory.class))
				.isNotSameAs(clients.get("other", Inventory.class));
		});
	}

	@Test
	void aBindingGivesItsObjectAndDeadline() {
		this.runner
			.withPropertyValues("rpc.client.bindings.stock.object=0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33",
					"rpc.client.bindings.stock.timeout=2s")
			.run((context) -> {
				RpcClientBinding stock = context.getBean(RpcClients.class).bindings().get(1);
				assertThat(stock.handle().objectUuid()).hasToString("0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33");
				assertThat(stock.handle().timeout()).isEqualTo(Duration.ofSeconds(2));
			});
	}

	@Test
	void aBindingMayHaveSeveralServersAndRetries() {
		this.runner
			.withPropertyValues("rpc.client.bindings.several.string-bindings[0]=ncacn_ip_tcp:a[1]",
					"rpc.client.bindings.several.string-bindings[1]=ncacn_ip_tcp:b[1]",
					"rpc.client.bindings.several.retry.max-attempts=2")
			.run((context) -> {
				RpcClients clients = context.getBean(RpcClients.class);
				assertThat(clients.get("several", Inventory.class)).asString().contains("a[1]", "b[1]");
				RpcClientBinding several = clients.bindings()
					.stream()
					.filter((binding) -> binding.name().equals("several"))
					.findFirst()
					.orElseThrow();
				assertThat(several.stringBinding()).hasToString("ncacn_ip_tcp:a[1]");
				assertThat(several.handles()).hasSize(2).first().isSameAs(several.handle());
				assertThat(several.handles())
					.allSatisfy((handle) -> assertThat(handle.option(BindingOption.RETRY_POLICY))
						.isEqualTo(RetryPolicy.DEFAULT.withMaxAttempts(2)));
			});
	}

	@Test
	void theObjectOfTheStringBindingGoesFirst() {
		this.runner
			.withPropertyValues(
					"rpc.client.bindings.stock.string-binding=1c5b7e4f-3d20-4f1b-8e69-708192a30b44@ncacn_ip_tcp:[1]",
					"rpc.client.bindings.stock.object=0b4a6d3e-2c1f-4e0a-9d58-6f7081920a33")
			.run((context) -> assertThat(context.getBean(RpcClients.class).bindings().get(1).handle().objectUuid())
				.hasToString("1c5b7e4f-3d20-4f1b-8e69-708192a30b44"));
	}

	@Test
	void connectionDetailsSayWhereBindingsLead() {
		this.runner.withBean(RpcClientConnectionDetails.class, Elsewhere::new)
			.withBean(WithField.class)
			.run((context) -> assertThat(context.getBean(RpcClients.class).bindings())
				.extracting((binding) -> binding.stringBinding().toString())
				.containsExactly("ncacn_ip_tcp:stock.elsewhere.example[3]"));
	}

	@Test
	void aBindingThatIsNotConfiguredFailsTheContext() {
		this.runner.withBean(Misspelt.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(UnknownRpcClientBindingException.class));
	}

	@Test
	void anImportedProxyWhoseBindingIsNotConfiguredFailsTheContextThoughNobodyInjectsIt() {
		this.runner.withUserConfiguration(ImportMisspelt.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasRootCauseInstanceOf(UnknownRpcClientBindingException.class));
	}

	@Test
	void aTypeWithoutTheAnnotationFailsTheContext() {
		this.runner.withBean(NotRpc.class)
			.run((context) -> assertThat(context.getStartupFailure()).isInstanceOf(NotAnRpcInterfaceException.class)
				.hasMessageStartingWith("Field list in " + NotRpc.class.getName()));
	}

	private static Inventory proxy(BeanFactory beanFactory, String binding) {
		return beanFactory.getBean(binding + "#" + Inventory.class.getName(), Inventory.class);
	}

	abstract static class Base<T> {

		@RpcClient("other")
		private T inherited;

		T inherited() {
			return this.inherited;
		}

	}

	@RpcClient("stock")
	@Retention(RetentionPolicy.RUNTIME)
	@interface Stock {

	}

	static class Everywhere extends Base<Inventory> {

		final Inventory constructor;

		@RpcClient("other")
		Inventory field;

		Inventory setter;

		Inventory parameter;

		@RpcClient("stock")
		ObjectProvider<Inventory> provider;

		@RpcClient("other")
		Optional<Inventory> optional;

		@Stock
		Inventory composed;

		Everywhere(@RpcClient("stock") Inventory constructor) {
			this.constructor = constructor;
		}

		@RpcClient("stock")
		void setSetter(Inventory setter) {
			this.setter = setter;
		}

		@Autowired
		void setParameter(@RpcClient("other") Inventory parameter) {
			this.parameter = parameter;
		}

	}

	record Holder(Inventory inventory) {

	}

	static class WithField {

		@RpcClient("stock")
		Inventory field;

	}

	static class ByType {

		@Autowired
		Inventory inventory;

	}

	static class Misspelt {

		@RpcClient("stokc")
		Inventory field;

	}

	static class NotRpc {

		@RpcClient("stock")
		List<String> list;

	}

	static class Elsewhere implements RpcClientConnectionDetails {

		@Override
		public Set<String> getBindingNames() {
			return Set.of("stock");
		}

		@Override
		public StringBinding getStringBinding(String name) {
			return StringBinding.parse("ncacn_ip_tcp:%s.elsewhere.example[3]".formatted(name));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanMethods {

		@Bean
		Holder holder(@RpcClient("stock") Inventory inventory) {
			return new Holder(inventory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ReturnedBean {

		@Bean
		static WithField withField() {
			return new WithField();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = Inventory.class, binding = "stock")
	static class ImportOne {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = Inventory.class, binding = "stock")
	@ImportRpcClients(value = { Inventory.class, Pricing.class }, binding = "other")
	static class ImportTwo {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(basePackageClasses = Scanned.class, binding = "stock")
	static class ImportPackage {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = Inventory.class, binding = "stokc")
	static class ImportMisspelt {

	}

}
