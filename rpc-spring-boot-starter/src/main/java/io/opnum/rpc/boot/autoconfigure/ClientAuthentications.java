package io.opnum.rpc.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.PerCallCredentials;
import org.jspecify.annotations.Nullable;

/**
 * Who calls over which binding, as {@link RpcClientProperties} say. Thread-safe.
 */
class ClientAuthentications {

	private static final String SECURITY_CORE = "org.springframework.security:spring-security-core";

	private final RpcClientProperties properties;

	private final @Nullable PerCallCredentials callers;

	/**
	 * Create it.
	 * @param properties what is configured
	 * @param callers the credentials of callers, or {@code null} if there are none
	 * @throws RpcSecurityConfigurationException if there are none, and have to be
	 */
	ClientAuthentications(RpcClientProperties properties, @Nullable PerCallCredentials callers) {
		this.properties = properties;
		this.callers = callers;
		List<String> ofCallers = new ArrayList<>();
		if (ClientSecurity.of(properties.getSecurity()).isOfCaller()) {
			ofCallers.add("rpc.client.security.identity");
		}
		properties.getBindings().forEach((name, binding) -> {
			if (ClientSecurity.of(properties, name).isOfCaller()) {
				ofCallers.add("rpc.client.bindings.%s.security.identity".formatted(name));
			}
		});
		if (callers == null && !ofCallers.isEmpty()) {
			throw new RpcSecurityConfigurationException(
					"%s is caller, but who that is nothing here knows: Spring Security is not on the class path."
						.formatted(ofCallers.get(0)),
					"Add the dependency %s, or a bean of type %s, or call as the application, with credentials in %s."
						.formatted(SECURITY_CORE, PerCallCredentials.class.getName(),
								ofCallers.get(0).replaceFirst("identity$", "*")));
		}
	}

	/** What counts where no binding is named. */
	AuthenticationInfo ofAll() {
		return ClientSecurity.of(this.properties.getSecurity()).toAuthenticationInfo(this.callers);
	}

	/** What counts for a binding, whether or not it is configured. */
	AuthenticationInfo of(String binding) {
		return ClientSecurity.of(this.properties, binding).toAuthenticationInfo(this.callers);
	}

}
