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
		JaasLogin login;
		synchronized (this.logins) {
			login = this.logins.computeIfAbsent(credentials, JaasLogin::new);
		}
		return login.ticket(service);
	}

}
