package io.opnum.rpc.security.kerberos;

import io.netty.util.NetUtil;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A service principal name: class, host, and perhaps more, perhaps with its realm. KDCs
 * know services by the names of hosts, so that an address is refused here, where there is
 * something to say about it.
 *
 * @param name the name
 */
record ServicePrincipal(String name) {

	/**
	 * Parse a name.
	 * @param name what was configured, or {@code null}
	 * @throws AuthenticationException if it names no service
	 */
	static ServicePrincipal parse(@Nullable String name) {
		if (name == null || name.isEmpty()) {
			throw local("Kerberos knows services by host names, and the binding has none: write the host name in "
					+ "place of the address, or set the target principal (for example host/server.example.org)");
		}
		int at = name.lastIndexOf('@');
		String[] components = ((at < 0) ? name : name.substring(0, at)).split("/", -1);
		if (components.length < 2 || components[0].isEmpty() || components[1].isEmpty()) {
			throw local("'%s' is no service principal name, which is like host/server.example.org".formatted(name));
		}
		String host = components[1];
		if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
			throw local(("The service principal name '%s' has an address in it, and Kerberos knows services by host "
					+ "names: write the host name in place of the address")
				.formatted(name));
		}
		return new ServicePrincipal(name);
	}

	private static AuthenticationException local(String message) {
		return new AuthenticationException(Reason.LOCAL, message);
	}

	boolean hasRealm() {
		return this.name.indexOf('@') >= 0;
	}

	@Override
	public String toString() {
		return this.name;
	}

}
