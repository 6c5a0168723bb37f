package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.epm.EntryKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps endpoint maps up to what a server serves where ({@code RpcEpRegister},
 * {@code RpcEpUnregister}): one entry for each interface, endpoint and object.
 * <p>
 * Externally synchronized. May block, as registrars may.
 */
final class EndpointPublisher {

	private static final Logger logger = LoggerFactory.getLogger(EndpointPublisher.class);

	private final List<EndpointRegistrar> registrars;

	private Map<EntryKey, EndpointEntry> published = Map.of();

	EndpointPublisher(List<EndpointRegistrar> registrars) {
		this.registrars = List.copyOf(registrars);
	}

	/**
	 * Publish what is served, and take back what is not any more.
	 * @param registrations the implementations
	 * @param endpoints where they are served
	 */
	void publish(Collection<ServerRegistration> registrations, Map<ListeningEndpoint, Endpoint> endpoints) {
		if (this.registrars.isEmpty()) {
			return;
		}
		Map<EntryKey, EndpointEntry> wanted = new LinkedHashMap<>();
		Set<EntryKey> replacing = new HashSet<>();
		for (ServerRegistration registration : registrations) {
			if (registration.options().endpointMap()) {
				endpoints.forEach((listening, endpoint) -> {
					// A tower can't say that TLS is spoken: clients would run into it
					if (listening.security() == null && registration.isServedOn(listening)) {
						for (EndpointEntry entry : entries(registration, endpoint)) {
							EntryKey key = EntryKey.of(entry);
							wanted.putIfAbsent(key, entry);
							if (registration.options().replace()) {
								replacing.add(key);
							}
						}
					}
				});
			}
		}
		update(wanted, replacing);
	}

	private static List<EndpointEntry> entries(ServerRegistration registration, Endpoint endpoint) {
		Set<UUID> objects = registration.options().objectUuids();
		return objects.isEmpty() ? List.of(entry(registration, null, endpoint))
				: objects.stream().map((object) -> entry(registration, object, endpoint)).toList();
	}

	private static EndpointEntry entry(ServerRegistration registration, @Nullable UUID object, Endpoint endpoint) {
		// Under NDR, which those who ask name whatever they speak later
		return new EndpointEntry(registration.interfaceId(), SyntaxId.NDR, object, endpoint,
				registration.options().annotation());
	}

	private void update(Map<EntryKey, EndpointEntry> wanted, Set<EntryKey> replacing) {
		List<EndpointEntry> gone = this.published.entrySet()
			.stream()
			.filter((entry) -> !wanted.containsKey(entry.getKey()))
			.map(Map.Entry::getValue)
			.toList();
		List<EndpointEntry> first = new ArrayList<>();
		List<EndpointEntry> further = new ArrayList<>();
		wanted.forEach((key, entry) -> {
			if (!this.published.containsKey(key)) {
				((replacing.contains(key) && !isPublishedElsewhere(key)) ? first : further).add(entry);
			}
		});
		try {
			for (EndpointRegistrar registrar : this.registrars) {
				update(registrar, gone, first, further);
			}
		}
		catch (RuntimeException ex) {
			takeBack(first);
			takeBack(further);
			throw ex;
		}
		this.published = wanted;
	}

	private static void update(EndpointRegistrar registrar, List<EndpointEntry> gone, List<EndpointEntry> first,
			List<EndpointEntry> further) {
		if (!gone.isEmpty()) {
			registrar.unregister(gone);
		}
		if (!first.isEmpty()) {
			// What a server of old left there, which crashed perhaps, goes
			registrar.register(first, true);
		}
		if (!further.isEmpty()) {
			registrar.register(further, false);
		}
	}

	/** Whether to replace older entries would replace one of this server's. */
	private boolean isPublishedElsewhere(EntryKey key) {
		return this.published.keySet().stream().anyMatch(key::isReplacedWith);
	}

	/** Take everything back, as far as it goes. */
	void clear() {
		takeBack(List.copyOf(this.published.values()));
		this.published = Map.of();
	}

	private void takeBack(List<EndpointEntry> entries) {
		if (entries.isEmpty()) {
			return;
		}
		for (EndpointRegistrar registrar : this.registrars) {
			try {
				registrar.unregister(entries);
			}
			catch (RuntimeException ex) {
				logger.warn("{} endpoints could not be taken back from {}", entries.size(), registrar, ex);
			}
		}
	}

}
