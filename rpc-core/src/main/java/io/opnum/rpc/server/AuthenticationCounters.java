package io.opnum.rpc.server;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

import io.opnum.rpc.RpcServerStatistics.Authentications;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;

/**
 * How often callers authenticated, and failed to, by each service of a server.
 * Thread-safe.
 */
final class AuthenticationCounters {

	/** No service comes or goes. */
	private final Map<AuthenticationService, Counts> services = new EnumMap<>(AuthenticationService.class);

	AuthenticationCounters(Collection<AuthenticationService> services) {
		services.forEach((service) -> this.services.put(service, new Counts()));
	}

	Set<AuthenticationService> services() {
		return Collections.unmodifiableSet(this.services.keySet());
	}

	void succeeded(AuthenticationService service) {
		counts(service).succeeded.increment();
	}

	/** What is no fault of the caller is one of this side. */
	void failed(AuthenticationService service, RuntimeException failure) {
		counts(service).failed((failure instanceof AuthenticationException ex) ? ex.reason() : Reason.LOCAL);
	}

	private Counts counts(AuthenticationService service) {
		Counts counts = this.services.get(service);
		if (counts == null) {
			throw new IllegalArgumentException("The server has no service " + service);
		}
		return counts;
	}

	Map<AuthenticationService, Authentications> snapshot() {
		Map<AuthenticationService, Authentications> snapshot = new EnumMap<>(AuthenticationService.class);
		this.services.forEach((service, counts) -> snapshot.put(service, counts.snapshot()));
		return Collections.unmodifiableMap(snapshot);
	}

	private static final class Counts {

		private final LongAdder succeeded = new LongAdder();

		private final Map<Reason, LongAdder> failed = new EnumMap<>(Reason.class);

		private Counts() {
			for (Reason reason : Reason.values()) {
				this.failed.put(reason, new LongAdder());
			}
		}

		private void failed(Reason reason) {
			LongAdder adder = this.failed.get(reason);
			if (adder != null) {
				adder.increment();
			}
		}

		private Authentications snapshot() {
			Map<Reason, Long> failed = new EnumMap<>(Reason.class);
			this.failed.forEach((reason, adder) -> {
				long sum = adder.sum();
				if (sum > 0) {
					failed.put(reason, sum);
				}
			});
			return new Authentications(this.succeeded.sum(), Collections.unmodifiableMap(failed));
		}

	}

}
