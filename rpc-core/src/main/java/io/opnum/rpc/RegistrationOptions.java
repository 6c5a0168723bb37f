package io.opnum.rpc;

import java.util.List;
import java.util.Set;
import java.util.UUID;

import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.security.AuthenticationLevel;
import org.jspecify.annotations.Nullable;

/**
 * How an implementation is registered: the parameters of {@code RpcServerRegisterIf2} and
 * {@code RpcEpRegister}. Immutable.
 *
 * @param objectUuids the objects that this implementation serves; empty: all that no
 * other implementation of the interface serves, and calls without an object
 * @param managerType the manager type that objects are given with
 * {@link RpcServer#setObjectType}, or {@code null} for the nil type
 * @param endpoints confines the interface to these endpoints of the server, enforced at
 * bind: as they were given to the server, or without the endpoint for all of a protocol
 * sequence; empty: it is served on all
 * @param endpointMap whether the endpoints go into the endpoint map
 * @param replace whether what other servers registered there for the interface, object
 * and protocol sequence goes ({@code RpcEpRegister}), or stays beside
 * ({@code RpcEpRegisterNoReplace}), so that several processes can serve it at once
 * @param annotation the text in the endpoint map, at most 63 characters
 * @param minimumAuthenticationLevel the level that callers need; {@code NONE} lets
 * everybody call; {@code null} for what {@link MinimumAuthenticationLevel} says, or else
 * that of the server
 * @param securityCallback decides who may call, behind those of the server; {@code null}
 * for everybody who has the level
 * @param implementationType the class whose annotations hold, where the implementation is
 * a proxy that does not show them; {@code null} for the class of the implementation
 * @since 0.1.0
 */
public record RegistrationOptions(Set<UUID> objectUuids, @Nullable UUID managerType, List<StringBinding> endpoints,
		boolean endpointMap, boolean replace, String annotation,
		@Nullable AuthenticationLevel minimumAuthenticationLevel, @Nullable RpcSecurityCallback securityCallback,
		@Nullable Class<?> implementationType) {

	private static final int MAX_ANNOTATION_LENGTH = 63;

	private static final UUID NIL = new UUID(0, 0);

	/** Served on every endpoint, in the endpoint map, for every object. */
	public static final RegistrationOptions DEFAULT = new RegistrationOptions(Set.of(), null, List.of(), true, true, "",
			null, null, null);

	public RegistrationOptions {
		objectUuids = Set.copyOf(objectUuids);
		endpoints = List.copyOf(endpoints);
		if (objectUuids.contains(NIL) || NIL.equals(managerType)) {
			throw new IllegalArgumentException("The nil UUID is neither an object nor a manager type: "
					+ "leave both out to serve calls without an object");
		}
		if (annotation.length() > MAX_ANNOTATION_LENGTH) {
			throw new IllegalArgumentException("The annotation '%s' has %d characters: shorten it to %d"
				.formatted(annotation, annotation.length(), MAX_ANNOTATION_LENGTH));
		}
	}

	/**
	 * With objects.
	 * @param objectUuids the objects that this implementation serves
	 * @return a copy
	 */
	public RegistrationOptions withObjects(UUID... objectUuids) {
		return new RegistrationOptions(Set.of(objectUuids), this.managerType, this.endpoints, this.endpointMap,
				this.replace, this.annotation, this.minimumAuthenticationLevel, this.securityCallback,
				this.implementationType);
	}

	/**
	 * With a manager type.
	 * @param managerType the manager type
	 * @return a copy
	 */
	public RegistrationOptions withManagerType(UUID managerType) {
		return new RegistrationOptions(this.objectUuids, managerType, this.endpoints, this.endpointMap, this.replace,
				this.annotation, this.minimumAuthenticationLevel, this.securityCallback, this.implementationType);
	}

	/**
	 * Confined to endpoints.
	 * @param endpoints the endpoints, as they were given to the server
	 * @return a copy
	 */
	public RegistrationOptions withEndpoints(StringBinding... endpoints) {
		return new RegistrationOptions(this.objectUuids, this.managerType, List.of(endpoints), this.endpointMap,
				this.replace, this.annotation, this.minimumAuthenticationLevel, this.securityCallback,
				this.implementationType);
	}

	/**
	 * In the endpoint map or not.
	 * @param endpointMap whether the endpoints go into the endpoint map
	 * @return a copy
	 */
	public RegistrationOptions withEndpointMap(boolean endpointMap) {
		return new RegistrationOptions(this.objectUuids, this.managerType, this.endpoints, endpointMap, this.replace,
				this.annotation, this.minimumAuthenticationLevel, this.securityCallback, this.implementationType);
	}

	/**
	 * In the place of what other servers registered in the endpoint map, or beside it.
	 * @param replace whether to replace it
	 * @return a copy
	 */
	public RegistrationOptions withReplace(boolean replace) {
		return new RegistrationOptions(this.objectUuids, this.managerType, this.endpoints, this.endpointMap, replace,
				this.annotation, this.minimumAuthenticationLevel, this.securityCallback, this.implementationType);
	}

	/**
	 * With an annotation.
	 * @param annotation the text in the endpoint map
	 * @return a copy
	 */
	public RegistrationOptions withAnnotation(String annotation) {
		return new RegistrationOptions(this.objectUuids, this.managerType, this.endpoints, this.endpointMap,
				this.replace, annotation, this.minimumAuthenticationLevel, this.securityCallback,
				this.implementationType);
	}

	/**
	 * With a level that callers need, stronger or weaker than that of the server and of
	 * {@link MinimumAuthenticationLevel}.
	 * @param level the level; {@link AuthenticationLevel#NONE} lets everybody call
	 * @return a copy
	 */
	public RegistrationOptions withMinimumAuthenticationLevel(AuthenticationLevel level) {
		return new RegistrationOptions(this.objectUuids, this.managerType, this.endpoints, this.endpointMap,
				this.replace, this.annotation, level, this.securityCallback, this.implementationType);
	}

	/**
	 * With something that decides who may call.
	 * @param securityCallback asked for each call, if those of the server let it pass
	 * @return a copy
	 */
	public RegistrationOptions withSecurityCallback(RpcSecurityCallback securityCallback) {
		return new RegistrationOptions(this.objectUuids, this.managerType, this.endpoints, this.endpointMap,
				this.replace, this.annotation, this.minimumAuthenticationLevel, securityCallback,
				this.implementationType);
	}

	/**
	 * With the class that implements the interface, behind a proxy.
	 * @param implementationType the class whose annotations hold, such as
	 * {@link MinimumAuthenticationLevel} and {@link Interruptible}
	 * @return a copy
	 */
	public RegistrationOptions withImplementationType(Class<?> implementationType) {
		return new RegistrationOptions(this.objectUuids, this.managerType, this.endpoints, this.endpointMap,
				this.replace, this.annotation, this.minimumAuthenticationLevel, this.securityCallback,
				implementationType);
	}

}
