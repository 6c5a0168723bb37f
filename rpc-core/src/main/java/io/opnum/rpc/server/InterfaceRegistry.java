package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * The interfaces of a server: several, in several versions, each with one implementation
 * or several told apart by object (C706 2.3.2, {@code RpcServerRegisterIf2},
 * {@code RpcServerUnregisterIf}, {@code RpcObjectSetType}).
 * <p>
 * Thread-safe. Changes copy; who reads takes no lock. An interface that lost its last
 * implementation keeps its place, so that contexts bound to it find what is registered
 * later: the number of interfaces that an application has bounds the memory.
 */
final class InterfaceRegistry {

	private final Object lock = new Object();

	private volatile Map<UUID, List<RegisteredInterface>> interfaces = Map.of();

	private volatile Map<UUID, UUID> objectTypes = Map.of();

	/**
	 * Register an implementation.
	 * @param registration the implementation
	 * @throws IllegalStateException if calls for it could not be told from those for
	 * another one
	 */
	void register(ServerRegistration registration) {
		InterfaceId id = registration.interfaceId();
		synchronized (this.lock) {
			RegisteredInterface target = get(id);
			if (target == null) {
				target = new RegisteredInterface(id);
				add(target);
			}
			List<ServerRegistration> registrations = new ArrayList<>(target.registrations());
			registrations.stream().filter(registration::conflictsWith).findFirst().ifPresent((other) -> {
				throw new IllegalStateException(conflict(registration, other));
			});
			registrations.add(registration);
			target.setRegistrations(registrations);
		}
	}

	private static String conflict(ServerRegistration registration, ServerRegistration other) {
		return ("%s is registered already, with %s as implementation: calls for %s could not be told apart. "
				+ "Give each implementation objects or a manager type of its own, or endpoints of its own")
			.formatted(registration, other.implementation().getClass().getName(),
					registration.implementation().getClass().getName());
	}

	/**
	 * Unregister an implementation.
	 * @param registration the implementation
	 * @return whether it was registered
	 */
	boolean unregister(ServerRegistration registration) {
		synchronized (this.lock) {
			RegisteredInterface target = get(registration.interfaceId());
			if (target == null) {
				return false;
			}
			List<ServerRegistration> registrations = new ArrayList<>(target.registrations());
			boolean removed = registrations.remove(registration);
			target.setRegistrations(registrations);
			return removed;
		}
	}

	void setObjectType(UUID object, @Nullable UUID managerType) {
		synchronized (this.lock) {
			Map<UUID, UUID> types = new HashMap<>(this.objectTypes);
			if (managerType == null || managerType.equals(new UUID(0, 0))) {
				types.remove(object);
			}
			else {
				types.put(object, managerType);
			}
			this.objectTypes = Map.copyOf(types);
		}
	}

	/**
	 * Return the manager types of objects.
	 * @return object to manager type
	 */
	Map<UUID, UUID> objectTypes() {
		return this.objectTypes;
	}

	/**
	 * Find the interface that a client asks for.
	 * @param requested what it asks for
	 * @param endpoint where it asks
	 * @return the interface in the very version, or else in the highest one that serves
	 * it, or {@code null}
	 */
	@Nullable RegisteredInterface find(InterfaceId requested, ListeningEndpoint endpoint) {
		RegisteredInterface best = null;
		for (RegisteredInterface candidate : this.interfaces.getOrDefault(requested.uuid(), List.of())) {
			if (!candidate.id().serves(requested) || !candidate.isServedOn(endpoint)) {
				continue;
			}
			if (candidate.id().equals(requested)) {
				return candidate;
			}
			if (best == null || candidate.id().minorVersion() > best.id().minorVersion()) {
				best = candidate;
			}
		}
		return best;
	}

	/**
	 * Return all implementations of a scope, interfaces in the order of their first
	 * registration.
	 * @param scope the scope
	 * @return the implementations
	 */
	List<ServerRegistration> registrations(RegistrationScope scope) {
		return this.interfaces.values()
			.stream()
			.flatMap(List::stream)
			.flatMap((candidate) -> candidate.registrations().stream())
			.filter((registration) -> registration.scope() == scope)
			.toList();
	}

	private @Nullable RegisteredInterface get(InterfaceId id) {
		for (RegisteredInterface candidate : this.interfaces.getOrDefault(id.uuid(), List.of())) {
			if (candidate.id().equals(id)) {
				return candidate;
			}
		}
		return null;
	}

	private void add(RegisteredInterface added) {
		Map<UUID, List<RegisteredInterface>> copy = new LinkedHashMap<>(this.interfaces);
		List<RegisteredInterface> versions = new ArrayList<>(copy.getOrDefault(added.id().uuid(), List.of()));
		versions.add(added);
		copy.put(added.id().uuid(), List.copyOf(versions));
		this.interfaces = copy;
	}

}
