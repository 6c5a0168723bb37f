package io.opnum.rpc.boot.autoconfigure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.spnego.SpnegoInitiator;
import org.jspecify.annotations.Nullable;

/**
 * The authentication services of a client: those that are beans, for other services the
 * library's own, and SPNEGO over all of them.
 */
final class ClientInitiators {

	private final Map<AuthenticationService, SecurityInitiator> initiators = new EnumMap<>(AuthenticationService.class);

	ClientInitiators(List<SecurityInitiator> beans, @Nullable KerberosServices kerberos) {
		this.initiators.put(AuthenticationService.NTLM, new NtlmInitiator(""));
		if (kerberos != null) {
			this.initiators.put(AuthenticationService.KERBEROS, kerberos.initiator());
		}
		beans.forEach((initiator) -> this.initiators.put(initiator.service(), initiator));
		// Kerberos first: it is what SPNEGO offers
		this.initiators.computeIfAbsent(AuthenticationService.SPNEGO,
				(service) -> new SpnegoInitiator(Stream.of(AuthenticationService.KERBEROS, AuthenticationService.NTLM)
					.map(this.initiators::get)
					.filter(Objects::nonNull)
					.toList()));
	}

	void applyTo(RpcClient.Builder builder) {
		this.initiators.values().forEach(builder::securityInitiator);
	}

}
