package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import io.opnum.rpc.boot.RpcServiceRegistrar;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.Assert;

/**
 * Whether the application has something to serve: beans of RPC interfaces, or endpoints
 * that are configured because it registers interfaces while it runs.
 */
class OnRpcServiceCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("RPC service");
		ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
		Assert.state(beanFactory != null, "No bean factory");
		List<String> beanNames = RpcServiceRegistrar.serviceBeanNames(beanFactory);
		if (!beanNames.isEmpty()) {
			return ConditionOutcome.match(message.found("bean", "beans").items(beanNames));
		}
		if (Binder.get(context.getEnvironment())
			.bind("rpc.server.bindings", Bindable.listOf(String.class))
			.orElse(List.of())
			.isEmpty()) {
			return ConditionOutcome.noMatch(message.because("no bean has a type annotated with @RpcInterface"));
		}
		return ConditionOutcome.match(message.foundExactly("property rpc.server.bindings"));
	}

}
