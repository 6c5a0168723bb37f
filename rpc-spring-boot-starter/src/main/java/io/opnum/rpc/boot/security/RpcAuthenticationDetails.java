package io.opnum.rpc.boot.security;

import java.net.SocketAddress;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.binding.InterfaceId;

/**
 * Where a caller is, and what it calls: the details of its
 * {@link org.springframework.security.core.Authentication}.
 *
 * @param callerAddress the transport address of the caller
 * @param interfaceId the interface that is called
 * @param opnum the operation that is called
 * @since 0.1.0
 */
public record RpcAuthenticationDetails(SocketAddress callerAddress, InterfaceId interfaceId, int opnum) {

	/**
	 * Return the details of a call.
	 * @param call the call
	 * @return its details
	 */
	public static RpcAuthenticationDetails of(RpcCallContext call) {
		return new RpcAuthenticationDetails(call.callerAddress(), call.interfaceId(), call.opnum());
	}

}
