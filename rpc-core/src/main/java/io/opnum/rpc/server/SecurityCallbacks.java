package io.opnum.rpc.server;

import java.util.List;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCallContexts;
import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Asks those who decide what callers may call: the server's, and then the one that an
 * implementation was registered with. Thread-safe.
 */
final class SecurityCallbacks {

	private static final Logger logger = LoggerFactory.getLogger(SecurityCallbacks.class);

	private final List<RpcSecurityCallback> callbacks;

	private final LogLimit log;

	/**
	 * Create callbacks.
	 * @param callbacks those of the server
	 * @param log keeps what callers provoke from filling the log
	 */
	SecurityCallbacks(List<RpcSecurityCallback> callbacks, LogLimit log) {
		this.callbacks = List.copyOf(callbacks);
		this.log = log;
	}

	/**
	 * Whether a call may be made. Nothing of it was unmarshalled.
	 * @param call the call, routed
	 * @return whether all let it pass
	 */
	boolean permit(ServerCall call) {
		ServerRegistration registration = call.registration();
		RpcSecurityCallback own = registration.options().securityCallback();
		if ((own == null && this.callbacks.isEmpty()) || registration.scope() != RegistrationScope.APPLICATION) {
			return true;
		}
		RpcCallContext outer = RpcCallContexts.get();
		RpcCallContexts.set(call);
		try {
			return permit(call, own);
		}
		finally {
			RpcCallContexts.set(outer);
		}
	}

	private boolean permit(ServerCall call, @Nullable RpcSecurityCallback own) {
		for (RpcSecurityCallback callback : this.callbacks) {
			if (!permit(callback, call)) {
				return false;
			}
		}
		return own == null || permit(own, call);
	}

	private boolean permit(RpcSecurityCallback callback, ServerCall call) {
		try {
			callback.authorize(call);
			return true;
		}
		catch (RpcAccessDeniedException | SecurityException ex) {
			logger.debug("{} answered with {}", call, RpcStatus.ACCESS_DENIED, ex);
		}
		catch (RuntimeException | Error ex) {
			logger.atLevel(this.log.level(Level.ERROR, new Failure(callback, ex.getClass())))
				.setCause(ex)
				.log("Security callback {} failed, so that {} is answered with {}", callback, call,
						RpcStatus.ACCESS_DENIED);
		}
		return false;
	}

	private record Failure(RpcSecurityCallback callback, Class<?> type) {
	}

}
