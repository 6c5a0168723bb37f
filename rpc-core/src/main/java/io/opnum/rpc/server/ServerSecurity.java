package io.opnum.rpc.server;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Executor;

import io.opnum.rpc.mgmt.Management;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.SecurityAcceptor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a server authenticates its callers, and who may call what. Without an
 * authentication service nobody is authenticated and everybody may call; with one every
 * interface requires the level of the server, but for those whose registration says
 * otherwise and those of the runtime itself: the endpoint map and the inquiries of remote
 * management, which clients make before they authenticate.
 * <p>
 * A caller that proved to be nobody counts as one that is not authenticated. Thread-safe.
 */
final class ServerSecurity {

	private static final Logger logger = LoggerFactory.getLogger(ServerSecurity.class);

	/** Of what is registered nothing is called without a signature. */
	static final AuthenticationLevel DEFAULT_LEVEL = AuthenticationLevel.PACKET;

	private static final int STOP_SERVER_LISTENING = 3;

	private final Map<Integer, SecurityAcceptor> acceptors;

	private final AuthenticationLevel minimumLevel;

	private final Executor executor;

	private final Clock clock;

	private final SecurityCallbacks callbacks;

	private final AuthenticationCounters authentications;

	/**
	 * Create the security of a server.
	 * @param acceptors the authentication services, each once; none, and nobody is
	 * authenticated
	 * @param minimumLevel the level that is required, or {@code null} for the default
	 * @param executor runs the steps of exchanges, which may block
	 * @param clock tells what has expired
	 * @param callbacks decide about callers that have the level
	 * @throws IllegalStateException if these contradict each other
	 */
	ServerSecurity(List<SecurityAcceptor> acceptors, @Nullable AuthenticationLevel minimumLevel, Executor executor,
			Clock clock, SecurityCallbacks callbacks) {
		Map<Integer, SecurityAcceptor> byCode = new HashMap<>();
		for (SecurityAcceptor acceptor : acceptors) {
			if (byCode.put(acceptor.service().code(), acceptor) != null) {
				throw new IllegalStateException("There are two acceptors for %s: a server has one for each service"
					.formatted(acceptor.service()));
			}
		}
		if (acceptors.isEmpty() && minimumLevel != null && minimumLevel != AuthenticationLevel.NONE) {
			throw new IllegalStateException(
					"Level %s is required of callers, but there is no SecurityAcceptor that could authenticate them"
						.formatted(minimumLevel));
		}
		this.acceptors = Map.copyOf(byCode);
		this.minimumLevel = (minimumLevel != null) ? minimumLevel : DEFAULT_LEVEL;
		this.executor = executor;
		this.clock = clock;
		this.callbacks = callbacks;
		this.authentications = new AuthenticationCounters(acceptors.stream().map(SecurityAcceptor::service).toList());
	}

	/** Whether callers are authenticated. */
	boolean isEnabled() {
		return !this.acceptors.isEmpty();
	}

	/**
	 * Find an authentication service.
	 * @param code its number, of any value
	 * @return its acceptor, or {@code null} if it is not available
	 */
	@Nullable SecurityAcceptor acceptor(int code) {
		return this.acceptors.get(code);
	}

	/** What is counted of authentications. */
	AuthenticationCounters authentications() {
		return this.authentications;
	}

	Executor executor() {
		return this.executor;
	}

	/** Whether a caller authenticated too long ago. */
	private boolean isExpired(AuthenticatedCaller caller) {
		Instant expiresAt = caller.context().expiresAt();
		return expiresAt != Instant.MAX && !this.clock.instant().isBefore(expiresAt);
	}

	/**
	 * Check that a registration can be called by somebody.
	 * @throws IllegalArgumentException if it requires what the server can't give
	 */
	void check(ServerRegistration registration) {
		if (isEnabled()) {
			return;
		}
		String required = required(registration);
		if (!required.isEmpty()) {
			throw new IllegalArgumentException(("%s, but the server has no SecurityAcceptor that could authenticate "
					+ "callers. Add one, or register it with level NONE to let everybody call")
				.formatted(required));
		}
	}

	/** What of a registration requires a level, all of it. */
	private static String required(ServerRegistration registration) {
		StringJoiner required = new StringJoiner(", ");
		AuthenticationLevel ofInterface = registration.requiredLevels().of(-1);
		if (isRequired(ofInterface)) {
			required.add("%s requires level %s".formatted(registration, ofInterface));
		}
		for (OperationStub operation : registration.stub().operations()) {
			AuthenticationLevel level = registration.requiredLevels().of(operation.opnum());
			if (isRequired(level) && level != ofInterface) {
				required.add("%s.%s requires level %s".formatted(registration.stub().name(), operation.name(), level));
			}
		}
		return required.toString();
	}

	private static boolean isRequired(@Nullable AuthenticationLevel level) {
		return level != null && level != AuthenticationLevel.NONE;
	}

	/** Say once what anybody may call, or may be altered on its way. */
	void warnOfWeakness() {
		if (isEnabled()) {
			warnOfWeakness(this.minimumLevel, "Every interface that does not say otherwise");
		}
	}

	/** Say once what of a registration is weaker than the server. */
	void warnOfWeakness(ServerRegistration registration) {
		if (!isEnabled()) {
			return;
		}
		AuthenticationLevel ofInterface = registration.requiredLevels().of(-1);
		if (ofInterface != null && !ofInterface.isAtLeast(this.minimumLevel)) {
			warnOfWeakness(ofInterface, registration);
		}
		for (OperationStub operation : registration.stub().operations()) {
			AuthenticationLevel level = registration.requiredLevels().of(operation.opnum());
			if (level != null && level != ofInterface && !level.isAtLeast(this.minimumLevel)) {
				warnOfWeakness(level, registration.stub().name() + "." + operation.name());
			}
		}
	}

	private static void warnOfWeakness(AuthenticationLevel level, Object what) {
		if (!level.isSigned()) {
			logger.warn("{} can be called at level {}: {}", what, level, (level == AuthenticationLevel.NONE)
					? "by anybody" : "what is called is not protected against being altered");
		}
	}

	/** Those who decide about callers that have the level. */
	SecurityCallbacks callbacks() {
		return this.callbacks;
	}

	/**
	 * Whether a caller may call an operation, as far as it is for the level. Who
	 * authenticated too long ago may call nothing, not even what everybody may: who it is
	 * would still be believed. Its connection goes on, for others and for the answers to
	 * what it called in time.
	 * @param caller who calls, or {@code null} if the caller is not authenticated
	 * @param registration what is called
	 * @param opnum the operation
	 * @return whether it may
	 */
	boolean permits(@Nullable AuthenticatedCaller caller, ServerRegistration registration, int opnum) {
		return !isEnabled()
				|| ((caller == null || !isExpired(caller)) && level(caller).isAtLeast(required(registration, opnum)));
	}

	/**
	 * Return what an operation requires, whether or not it is there.
	 * @return the level; {@code NONE} where nobody is authenticated
	 */
	AuthenticationLevel required(ServerRegistration registration, int opnum) {
		if (!isEnabled()) {
			return AuthenticationLevel.NONE;
		}
		if (registration.scope() != RegistrationScope.APPLICATION) {
			return (registration.rpcInterface() == Management.class && opnum == STOP_SERVER_LISTENING)
					? this.minimumLevel : AuthenticationLevel.NONE;
		}
		AuthenticationLevel level = registration.requiredLevels().of(opnum);
		return (level != null) ? level : this.minimumLevel;
	}

	/** On connections {@code CALL} is {@code PACKET}. */
	private static AuthenticationLevel level(@Nullable AuthenticatedCaller caller) {
		AuthenticationLevel level = CallerIdentity.of(caller).level();
		return (level == AuthenticationLevel.CALL) ? AuthenticationLevel.PACKET : level;
	}

}
