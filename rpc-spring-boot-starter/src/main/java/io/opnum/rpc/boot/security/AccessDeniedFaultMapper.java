package io.opnum.rpc.boot.security;

import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.RpcFaultStatus;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;

/**
 * Answers calls that Spring Security refused with {@code nca_s_fault_access_denied},
 * whether the caller has no such right or is nobody: which of them is not told. Behind
 * all other mappers, and where the exception has no {@link RpcFaultStatus} of its own.
 *
 * @since 0.1.0
 */
public final class AccessDeniedFaultMapper implements FaultMapper, Ordered {

	@Override
	public @Nullable RpcStatus map(Throwable exception, RpcServerCall call) {
		boolean refused = exception instanceof AccessDeniedException || exception instanceof AuthenticationException;
		return (refused && !exception.getClass().isAnnotationPresent(RpcFaultStatus.class)) ? RpcStatus.ACCESS_DENIED
				: null;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

}
