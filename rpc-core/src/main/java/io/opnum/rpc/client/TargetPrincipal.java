package io.opnum.rpc.client;

import java.util.Locale;

import io.netty.util.NetUtil;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationService;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client means to call. Stateless and thread-safe.
 */
final class TargetPrincipal {

	private TargetPrincipal() {
	}

	/**
	 * Return the service principal name of a server: what was configured, or else that of
	 * the host in its binding. The name is not looked up in the DNS, which whoever stands
	 * in between could answer.
	 * @param authentication what was configured
	 * @param endpoint where the server is
	 * @return the name, or {@code null} if none is known: of a host that is given by its
	 * address, or not at all, or for NTLM, which needs none
	 */
	static @Nullable String of(AuthenticationInfo authentication, Endpoint endpoint) {
		if (authentication.targetPrincipal() != null) {
			return authentication.targetPrincipal();
		}
		String host = endpoint.networkAddress();
		if (authentication.service() == AuthenticationService.NTLM
				|| endpoint.protocolSequence().equals(ProtocolSequence.NCALRPC) || isNoName(host)) {
			return null;
		}
		String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
		return "host/" + name.toLowerCase(Locale.ROOT);
	}

	private static boolean isNoName(String host) {
		return host.isEmpty() || NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
	}

}
