package io.opnum.rpc.boot.autoconfigure;

import java.util.Map;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Whether a client binding is configured.
 */
class OnRpcClientBindingCondition extends SpringBootCondition {

	private static final String PREFIX = "rpc.client.bindings";

	private static final Bindable<Map<String, Object>> BINDINGS = Bindable.mapOf(String.class, Object.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("RPC client binding");
		Map<String, Object> bindings = Binder.get(context.getEnvironment()).bind(PREFIX, BINDINGS).orElse(Map.of());
		return bindings.isEmpty() ? ConditionOutcome.noMatch(message.didNotFind("property").items(PREFIX))
				: ConditionOutcome.match(message.found("binding", "bindings").items(bindings.keySet()));
	}

}
