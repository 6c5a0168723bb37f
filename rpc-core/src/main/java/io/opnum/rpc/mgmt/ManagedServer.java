package io.opnum.rpc.mgmt;

import java.util.List;

import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * What the management interface needs to know of a server. Implementations are
 * thread-safe and don't block.
 *
 * @since 0.1.0
 */
public interface ManagedServer {

	/**
	 * Return the interfaces that are served, without the management interface.
	 * @return the interface ids
	 */
	List<InterfaceId> interfaceIds();

	/**
	 * Return what the server counted.
	 * @return a snapshot
	 */
	RpcServerStatistics statistics();

	/**
	 * Return whether calls are accepted.
	 * @return whether calls are accepted
	 */
	boolean isListening();

	/**
	 * Return whether callers of the management interface may stop the server.
	 * @return whether they may
	 */
	boolean isRemoteStopAllowed();

	/**
	 * Accept no more calls; the one that asked for it is still answered.
	 */
	void stopListening();

	/**
	 * Return the principal name that the server has for an authentication service.
	 * @param authenticationService the authentication service
	 * @return the principal name, or {@code null}
	 */
	default @Nullable String principalName(int authenticationService) {
		return null;
	}

}
