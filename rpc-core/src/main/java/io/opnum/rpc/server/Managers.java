package io.opnum.rpc.server;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The implementations of one interface on one endpoint, told apart by object and manager
 * type as {@code RpcServerRegisterIf2} and {@code RpcObjectSetType} do. Immutable.
 */
final class Managers {

	private static final UUID NIL = new UUID(0, 0);

	private final @Nullable ServerRegistration nilType;

	private final Map<UUID, ServerRegistration> byObject;

	private final Map<UUID, ServerRegistration> byType;

	Managers(List<ServerRegistration> registrations) {
		ServerRegistration nilType = null;
		Map<UUID, ServerRegistration> byObject = new HashMap<>();
		Map<UUID, ServerRegistration> byType = new HashMap<>();
		for (ServerRegistration registration : registrations) {
			if (registration.isDefault()) {
				nilType = registration;
			}
			UUID managerType = registration.options().managerType();
			if (managerType != null) {
				byType.put(managerType, registration);
			}
			registration.options().objectUuids().forEach((object) -> byObject.put(object, registration));
		}
		this.nilType = nilType;
		this.byObject = Map.copyOf(byObject);
		this.byType = Map.copyOf(byType);
	}

	boolean isEmpty() {
		return this.nilType == null && this.byObject.isEmpty() && this.byType.isEmpty();
	}

	/**
	 * Select the implementation of a call.
	 * @param object the object that the call names, if any
	 * @param types the manager types of objects
	 * @return the implementation: of the object; else of its manager type; else, if it
	 * has none, that of the nil type. {@code null} if there is none:
	 * {@code nca_s_unsupported_type}
	 */
	@Nullable ServerRegistration select(@Nullable UUID object, Map<UUID, UUID> types) {
		if (object == null || object.equals(NIL)) {
			return this.nilType;
		}
		ServerRegistration registration = this.byObject.get(object);
		if (registration != null) {
			return registration;
		}
		UUID type = types.get(object);
		return (type != null) ? this.byType.get(type) : this.nilType;
	}

}
