package io.opnum.rpc.security.kerberos;

import java.util.LinkedHashMap;
import java.util.Map;

import io.opnum.rpc.security.Credentials;

/**
 * Tickets of the Java runtime: JAAS logs in, JGSS asks for the tickets of services.
 * Logins are remembered for the credentials used last. Thread-safe.
 */
final class JaasTickets implements TicketSource {

	private static final int MAX_LOGINS = 256;

	private final Map<Credentials, JaasLogin> logins = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Credentials, JaasLogin> eldest) {
			return size() > MAX_LOGINS;
		}

	};

	@Override
	public ServiceTicket obtain(Credentials credentials, ServicePrincipal service) {
		return login(credentials).ticket(service);
	}

	@Override
	public void discard(Credentials credentials, ServicePrincipal service) {
		login(credentials).discard(service);
	}

	private JaasLogin login(Credentials credentials) {
		synchronized (this.logins) {
			return this.logins.computeIfAbsent(credentials, JaasLogin::new);
		}
	}

}
