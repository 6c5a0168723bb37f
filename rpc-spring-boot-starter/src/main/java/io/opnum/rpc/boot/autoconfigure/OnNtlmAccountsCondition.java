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
 * Matches where accounts are configured.
 */
class OnNtlmAccountsCondition extends SpringBootCondition {

	private static final String PROPERTY = "rpc.server.security.ntlm.accounts";

	private static final Bindable<Map<String, Object>> ACCOUNTS = Bindable.mapOf(String.class, Object.class);

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("NTLM accounts");
		return Binder.get(context.getEnvironment())
			.bind(PROPERTY, ACCOUNTS)
			.map((accounts) -> ConditionOutcome.match(message.found("account", "accounts").items(accounts.keySet())))
			.orElseGet(() -> ConditionOutcome.noMatch(message.because("there is no " + PROPERTY)));
	}

}
