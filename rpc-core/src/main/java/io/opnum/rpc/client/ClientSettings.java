package io.opnum.rpc.client;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.transport.LocalSockets;
import io.opnum.rpc.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * What a client was built with. Immutable.
 *
 * @param transports transports of the application
 * @param localSockets where the socket files of {@code ncalrpc} are
 * @param endpointResolver the resolver of the application, or {@code null} for the
 * endpoint mapper of the host
 * @param endpointMapperPort the port of endpoint mappers over TCP
 * @param timeout the deadline of calls whose handle has none; zero: none
 * @param deadlinePropagation whether the time that a call has left is handed over
 * @param cancelTimeout how long a server may take to answer a call that was given up
 * @param connectTimeout how long connecting, and then binding, may take
 * @param maxConnections how many connections an association has at most
 * @param maxIdleCallers of how many callers associations are kept while no call needs
 * them
 * @param idleTimeout after which time without calls a connection is closed; zero: never
 * @param keepAlive after which time without traffic TCP asks for the peer; zero: never
 * @param maxResponseSize the most stub data of one response, in octets
 * @param maxPipeSize the most stub data of one response with pipes; zero: any number
 * @param transferSyntaxes what is offered where a handle does not say
 * @param authentication how calls are authenticated where a handle does not say
 * @param initiators the authentication services
 * @param retryPolicy when calls are made again whose handle does not say
 * @param callbackExecutor what completes futures
 * @param interceptors the interceptors of all proxies, the outermost first
 */
record ClientSettings(List<Transport> transports, LocalSockets localSockets,
		@Nullable EndpointResolver endpointResolver, int endpointMapperPort, Duration timeout,
		boolean deadlinePropagation, Duration cancelTimeout, Duration connectTimeout, int maxConnections,
		int maxIdleCallers, Duration idleTimeout, Duration keepAlive, int maxResponseSize, long maxPipeSize,
		Set<TransferSyntax> transferSyntaxes, AuthenticationInfo authentication,
		Map<AuthenticationService, SecurityInitiator> initiators, RetryPolicy retryPolicy, Executor callbackExecutor,
		List<RpcClientInterceptor> interceptors) {

	ClientSettings {
		transports = List.copyOf(transports);
		initiators = Map.copyOf(initiators);
		interceptors = List.copyOf(interceptors);
	}

	/**
	 * Return how calls over a handle are authenticated.
	 * @param handle the handle
	 * @return what it says, or else this client
	 */
	AuthenticationInfo authentication(BindingHandle handle) {
		AuthenticationInfo authentication = handle.option(AuthenticationInfo.OPTION);
		return (authentication != null) ? authentication : this.authentication;
	}

	/**
	 * Return what authenticates, of what is wanted before it is known who calls.
	 * @param authentication what is wanted
	 * @throws InvalidBindingException if its service is not there, or can do nothing with
	 * the credentials
	 */
	void check(AuthenticationInfo authentication) {
		if (authentication.credentials() instanceof PerCallCredentials) {
			service(authentication);
		}
		else {
			initiator(authentication);
		}
	}

	/**
	 * Return what authenticates.
	 * @param authentication what is wanted
	 * @return the client's side of its service
	 * @throws InvalidBindingException if that is not there, or can do nothing with the
	 * credentials
	 */
	SecurityInitiator initiator(AuthenticationInfo authentication) {
		SecurityInitiator initiator = service(authentication);
		if (!initiator.accepts(authentication.credentials())) {
			throw new InvalidBindingException(
					"Calls shall be authenticated by %s, which can do nothing with %s: use credentials of another kind"
						.formatted(authentication.service(), authentication.credentials()),
					RpcStatus.SEC_PKG_ERROR, true, null);
		}
		return initiator;
	}

	private SecurityInitiator service(AuthenticationInfo authentication) {
		SecurityInitiator initiator = this.initiators.get(authentication.service());
		if (initiator == null) {
			throw new InvalidBindingException(
					"Calls shall be authenticated by %s, which this client does not have: add its securityInitiator, or use one of %s"
						.formatted(authentication.service(), this.initiators.keySet()),
					RpcStatus.UNKNOWN_AUTHN_SERVICE, true, null);
		}
		return initiator;
	}

}
