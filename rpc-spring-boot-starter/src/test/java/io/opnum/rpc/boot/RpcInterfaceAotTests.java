package io.opnum.rpc.boot;

import java.io.IOException;
import java.util.List;

import io.opnum.rpc.ConvertedBy;
import io.opnum.rpc.NdrConverter;
import io.opnum.rpc.RpcFaultStatus;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.UnionCase;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.fixtures.Pricing;
import io.opnum.rpc.boot.fixtures.StockLevel;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.mgmt.Management;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.GenerationContext;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.aot.test.generate.TestGenerationContext;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.test.tools.CompileWithForkedClassLoader;
import org.springframework.core.test.tools.TestCompiler;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for processing ahead of time: the hints for native images, and the bean
 * definitions that are generated.
 */
class RpcInterfaceAotTests {

	private final TestGenerationContext generation = new TestGenerationContext();

	@Test
	void anInterfaceThatIsServedGetsItsHints() {
		process(Served.class);
		assertHints(this.generation.getRuntimeHints(), Inventory.class);
	}

	@Test
	void anInterfaceThatIsCalledGetsItsHints() {
		process(Calling.class);
		assertHints(this.generation.getRuntimeHints(), Inventory.class);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Pricing.class))
			.accepts(this.generation.getRuntimeHints());
	}

	@Test
	void theInterfacesOfTheRuntimeGetTheirHints() {
		RuntimeHints hints = new RuntimeHints();
		AotServices.factories()
			.load(RuntimeHintsRegistrar.class)
			.stream()
			.filter(RpcRuntimeHints.class::isInstance)
			.forEach((registrar) -> registrar.registerHints(hints, getClass().getClassLoader()));
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(EndpointMapper.class)).accepts(hints);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Management.class)).accepts(hints);
	}

	@Test
	void whatIsMadeByReflectionGetsItsHints() {
		RuntimeHints hints = new RuntimeHints();
		RpcInterfaceHints.register(hints, Shop.class);
		var reflection = RuntimeHintsPredicates.reflection();
		for (Class<?> made : List.of(SoldOut.class, MoneyConverter.class, SkuConverter.class)) {
			assertThat(reflection.onType(made).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
				.accepts(hints);
		}
		assertThat(reflection.onType(IOException.class).withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS))
			.rejects(hints);
		assertThat(reflection.onMethodInvocation(Card.class, "number")).accepts(hints);
		assertThat(reflection.onMethodInvocation(MoneyForm.class, "cents")).accepts(hints);
		assertThat(reflection.onType(Cash.class)).accepts(hints);
	}

	@Test
	void superInterfacesGetTheirHints() {
		RuntimeHints hints = new RuntimeHints();
		RpcInterfaceHints.register(hints, Extended.class);
		assertHints(hints, Extended.class, Inventory.class);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Inventory.class)).rejects(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(MoneyForm.class, "cents")).accepts(hints);
	}

	@Test
	void whatIsNoRpcInterfaceGetsNone() {
		process(Unconcerned.class);
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(Inventory.class))
			.rejects(this.generation.getRuntimeHints());
	}

	@Test
	@CompileWithForkedClassLoader
	@SuppressWarnings("unchecked")
	void proxiesAreAmongTheBeanDefinitionsThatAreGenerated() {
		ClassName initializer = process(Calling.class);
		TestCompiler.forSystem().with(this.generation).compile((compiled) -> {
			ApplicationContextInitializer<GenericApplicationContext> instance = compiled
				.getInstance(ApplicationContextInitializer.class, initializer.toString());
			GenericApplicationContext context = new GenericApplicationContext();
			instance.initialize(context);
			BeanDefinition proxy = context.getBeanDefinition("stock#" + Inventory.class.getName());
			assertThat(proxy.isFallback()).isTrue();
			context.registerBean(RpcClients.class, Proxies::new);
			context.refresh();
			assertThat(context.getBeanNamesForType(RpcClientBeanRegistrar.class)).isEmpty();
			assertThat(context.getBean(Holder.class).inventory()).isInstanceOf(InMemoryInventory.class);
			assertThat(context.getBeanNamesForType(Pricing.class)).containsExactly("prices#" + Pricing.class.getName());
			context.close();
		});
	}

	private static void assertHints(RuntimeHints hints, Class<?> rpcInterface) {
		assertHints(hints, rpcInterface, rpcInterface);
	}

	private static void assertHints(RuntimeHints hints, Class<?> rpcInterface, Class<?> declaring) {
		assertThat(RuntimeHintsPredicates.proxies().forInterfaces(rpcInterface)).accepts(hints);
		for (Class<?> type : List.of(rpcInterface, declaring)) {
			assertThat(RuntimeHintsPredicates.resource().forResource(type.getName().replace('.', '/') + ".class"))
				.accepts(hints);
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).accepts(hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(declaring, "levels")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(StockLevel.class, "quantity")).accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection().onType(StockLevel.class)).accepts(hints);
	}

	private ClassName process(Class<?> configuration) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.register(configuration);
		ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context,
				(GenerationContext) this.generation);
		this.generation.writeGeneratedContent();
		return initializer;
	}

	@RpcInterface
	interface Extended extends Inventory, Register<MoneyForm> {

		int more();

	}

	interface Register<T> {

		void enter(T entry);

	}

	@RpcInterface
	interface Shop {

		void buy(@ConvertedBy(SkuConverter.class) Object sku, List<Payment> payments) throws SoldOut, IOException;

	}

	@RpcFaultStatus(0xe0000001)
	static class SoldOut extends Exception {

	}

	sealed interface Payment {

	}

	@UnionCase(1)
	record Cash(Money amount) implements Payment {

	}

	@UnionCase(2)
	record Card(String number) implements Payment {

	}

	@ConvertedBy(MoneyConverter.class)
	static final class Money {

	}

	record MoneyForm(long cents) {

	}

	static final class MoneyConverter implements NdrConverter<Money, MoneyForm> {

		@Override
		public MoneyForm toNdr(Money value) {
			return new MoneyForm(0);
		}

		@Override
		public Money fromNdr(MoneyForm form) {
			return new Money();
		}

	}

	static final class SkuConverter implements NdrConverter<Object, String> {

		@Override
		public String toNdr(Object value) {
			return value.toString();
		}

		@Override
		public Object fromNdr(String form) {
			return form;
		}

	}

	record Holder(Inventory inventory) {

	}

	static class Proxies implements RpcClients {

		@Override
		public <T> T get(String binding, Class<T> rpcInterface) {
			return rpcInterface
				.cast((rpcInterface == Inventory.class) ? new InMemoryInventory() : (Pricing) (sku) -> 1);
		}

		@Override
		public List<RpcClientBinding> bindings() {
			return List.of();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Served {

		@Bean
		InMemoryInventory inventory() {
			return new InMemoryInventory();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportRpcClients(types = Pricing.class, binding = "prices")
	static class Calling {

		@Bean
		static RpcClientBeanRegistrar rpcClientBeanRegistrar() {
			return new RpcClientBeanRegistrar();
		}

		@Bean
		Holder holder(@RpcClient("stock") Inventory inventory) {
			return new Holder(inventory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unconcerned {

		@Bean
		String text() {
			return "";
		}

	}

}
