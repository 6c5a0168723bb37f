package io.opnum.rpc;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.client.RpcClientBuilder;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.transport.LocalSockets;
import io.opnum.rpc.transport.Transport;

/**
 * An RPC client: makes proxies of interfaces and keeps the associations behind them.
 * <p>
 * Bindings of one client to one endpoint share an association: one connection that
 * carries all calls where the server agrees to concurrent multiplexing, else as many as
 * calls are made at once, up to a limit. Connections are opened when needed and closed
 * when idle.
 * <p>
 * A call that failed is made again transparently, once, only if it certainly did not
 * execute: its connection had ended, or was refused, before its request was handed to the
 * transport; or the server said with a fault that carries {@code PFC_DID_NOT_EXECUTE}
 * that it is stopping or does not know the interface. It then goes over a new connection,
 * and where the handle is partially bound to the endpoint that is found anew. A request
 * that was handed to the transport may have executed even if no answer came, and is never
 * repeated; {@link RpcException#didNotExecute()} tells the caller.
 * <p>
 * Thread-safe. One client serves a whole application.
 *
 * @since 0.1.0
 */
public interface RpcClient extends AutoCloseable {

	/**
	 * Start to build a client.
	 * @return a builder
	 */
	static Builder builder() {
		return new RpcClientBuilder();
	}

	/**
	 * Return whether an object is a proxy that a client made. A proxy of something else
	 * around one is none.
	 * @param object the object
	 * @return whether its operations are calls
	 */
	static boolean isProxy(Object object) {
		return RpcClientBuilder.isProxy(object);
	}

	/**
	 * Make a proxy of an interface. Nothing is connected until the first call. The proxy
	 * is thread-safe.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param bindingHandle what its calls go over
	 * @return the proxy
	 * @throws InterfaceDefinitionException if the interface has defects
	 */
	default <T> T proxy(Class<T> rpcInterface, BindingHandle bindingHandle) {
		return proxy(rpcInterface, bindingHandle, List.of());
	}

	/**
	 * Make a proxy of an interface, with interceptors of its own inside of the client's.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param bindingHandle what its calls go over
	 * @param interceptors the interceptors
	 * @return the proxy
	 * @throws InterfaceDefinitionException if the interface has defects
	 */
	<T> T proxy(Class<T> rpcInterface, BindingHandle bindingHandle, List<RpcClientInterceptor> interceptors);

	/**
	 * Make a proxy of an interface that several servers offer.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param bindingVector the bindings that its calls go over, one or the other
	 * @return the proxy
	 * @throws InterfaceDefinitionException if the interface has defects
	 */
	default <T> T proxy(Class<T> rpcInterface, BindingVector bindingVector) {
		return proxy(rpcInterface, bindingVector, List.of());
	}

	/**
	 * Make a proxy of an interface that several servers offer, with interceptors of its
	 * own inside of the client's.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param bindingVector the bindings that its calls go over, one or the other; what
	 * its first handle says of deadlines and retries holds for all
	 * @param interceptors the interceptors
	 * @return the proxy
	 * @throws InterfaceDefinitionException if the interface has defects
	 */
	<T> T proxy(Class<T> rpcInterface, BindingVector bindingVector, List<RpcClientInterceptor> interceptors);

	/**
	 * Resolve a partially bound handle for an interface ({@code RpcEpResolveBinding}).
	 * @param bindingHandle the handle
	 * @param rpcInterface the interface
	 * @return its endpoint; fails with {@link EndpointNotRegisteredException} where the
	 * host does not have it, {@link RpcCommunicationException} where it can't be asked
	 */
	CompletionStage<Endpoint> resolve(BindingHandle bindingHandle, Class<?> rpcInterface);

	/**
	 * Read the whole endpoint map of a host ({@code RpcMgmtEpEltInq…}). Blocks.
	 * @param endpointMapper the endpoint mapper; without an endpoint its well-known one
	 * @return its entries
	 * @throws RpcException if it can't be read
	 */
	List<EndpointEntry> endpointMap(StringBinding endpointMapper);

	/**
	 * Ask a server whether it is listening ({@code RpcMgmtIsServerListening}), on the
	 * endpoint that an interface has there.
	 * @param bindingHandle the server
	 * @param rpcInterface the interface that finds its endpoint where the handle has none
	 * @param timeout how long to wait; zero: for ever
	 * @return whether it says so; fails with {@link RpcException} where it can't be asked
	 */
	CompletionStage<Boolean> isServerListening(BindingHandle bindingHandle, Class<?> rpcInterface, Duration timeout);

	/**
	 * Return what the client counted and holds now.
	 * @return a snapshot
	 */
	RpcClientStatistics statistics();

	/**
	 * Close all connections and end the threads of the client. Calls in flight, and those
	 * made from now on, fail with {@link RpcCancelledException}. May be called again.
	 */
	@Override
	void close();

	/**
	 * Builds a client. Not thread-safe.
	 */
	interface Builder {

		/**
		 * Use a transport, instead of the default one of its protocol sequence. It is
		 * closed by the one who made it.
		 * @param transport the transport
		 * @return this
		 */
		Builder transport(Transport transport);

		/**
		 * Set where the socket files of {@code ncalrpc} are. Default:
		 * {@link LocalSockets#DEFAULT}.
		 * @param localSockets where they are
		 * @return this
		 */
		Builder localSockets(LocalSockets localSockets);

		/**
		 * Set what finds the endpoints of partially bound handles. Default: the endpoint
		 * mapper of the host.
		 * @param resolver the resolver
		 * @return this
		 */
		Builder endpointResolver(EndpointResolver resolver);

		/**
		 * Set the port of the endpoint mapper over TCP. Default: 135.
		 * @param port the port
		 * @return this
		 */
		Builder endpointMapperPort(int port);

		/**
		 * Set the deadline of calls whose handle has none: how long a call may take in
		 * all, resolution and connecting included. Default: 30 seconds. Zero: none.
		 * @param timeout the deadline
		 * @return this
		 */
		Builder timeout(Duration timeout);

		/**
		 * Set whether the time that a call has left is handed over: servers that
		 * understand it are told with each request, and calls that an operation of a
		 * server makes over this client last no longer than the one it serves. Default:
		 * yes.
		 * @param deadlinePropagation whether it is
		 * @return this
		 */
		Builder deadlinePropagation(boolean deadlinePropagation);

		/**
		 * Set how long a server may take to answer a call that its caller gave up, where
		 * the handle says nothing of it ({@code RpcMgmtSetCancelTimeout}). The caller
		 * does not wait for that. Default: 1 second. Zero: not at all.
		 * @param timeout how long
		 * @return this
		 * @see BindingOption#CANCEL_TIMEOUT
		 */
		Builder cancelTimeout(Duration timeout);

		/**
		 * Set how long to try to connect, and then to wait for the answer to the bind,
		 * where the handle says nothing of it. Default: 5 seconds.
		 * @param timeout how long
		 * @return this
		 */
		Builder connectTimeout(Duration timeout);

		/**
		 * Set how many connections an association has at most where calls can't be
		 * multiplexed on one. Default: 8.
		 * @param maxConnections the number
		 * @return this
		 */
		Builder maxConnectionsPerAssociation(int maxConnections);

		/**
		 * Set of how many callers connections are kept while no call needs them, where
		 * bindings leave it to callers who is authenticated. Beyond it those that were
		 * not used for the longest are closed. Default: 64.
		 * @param maxIdleCallers the number
		 * @return this
		 * @see PerCallCredentials
		 */
		Builder maxIdleCallers(int maxIdleCallers);

		/**
		 * Set after which time without calls a connection is closed; the last one of an
		 * association only where no context handle is open. Default: 5 minutes. Zero:
		 * never.
		 * @param idleTimeout the time
		 * @return this
		 */
		Builder idleTimeout(Duration idleTimeout);

		/**
		 * Set after which time without traffic TCP asks whether the server's host is
		 * still there; where it does not answer, the connection ends after the same time
		 * again, on epoll after half a minute at the earliest. Default: 60 seconds. Zero:
		 * never.
		 * @param keepAlive the time
		 * @return this
		 */
		Builder keepAlive(Duration keepAlive);

		/**
		 * Set the most stub data of one response, in octets. Default: 64 MiB.
		 * @param maxResponseSize the number of octets
		 * @return this
		 */
		Builder maxResponseSize(int maxResponseSize);

		/**
		 * Set the most stub data of one response with pipes, in octets, all its pipes
		 * together; little of it is held in memory. Default: 16 GiB. Zero: any number.
		 * @param maxPipeSize the number of octets
		 * @return this
		 */
		Builder maxPipeSize(long maxPipeSize);

		/**
		 * Set the transfer syntaxes that are offered where a handle does not say, one at
		 * least. Default: all; the server picks, and of two that it takes NDR64 counts.
		 * @param transferSyntaxes the transfer syntaxes
		 * @return this
		 * @see BindingOption#TRANSFER_SYNTAXES
		 */
		Builder transferSyntaxes(Set<TransferSyntax> transferSyntaxes);

		/**
		 * Set how calls are authenticated and protected whose handle does not say.
		 * Default: {@link AuthenticationInfo#NONE}. The endpoint mapper is asked without,
		 * as it has to be.
		 * @param authentication who calls, and how calls are protected
		 * @return this
		 * @see AuthenticationInfo#OPTION
		 */
		Builder authentication(AuthenticationInfo authentication);

		/**
		 * Use an authentication service, instead of the default one of that number if
		 * there is one. There is one for NTLM.
		 * @param initiator the client's side of the service
		 * @return this
		 */
		Builder securityInitiator(SecurityInitiator initiator);

		/**
		 * Set when calls are made again whose handle does not say. Default:
		 * {@link RetryPolicy#NONE}.
		 * @param retryPolicy the policy
		 * @return this
		 */
		Builder retryPolicy(RetryPolicy retryPolicy);

		/**
		 * Set what unmarshals the answers of asynchronous calls and completes their
		 * futures. Default: the common pool. {@code Runnable::run} does it on the event
		 * loop: for callbacks that never block, nor make synchronous calls.
		 * @param executor the executor
		 * @return this
		 */
		Builder callbackExecutor(Executor executor);

		/**
		 * Add an interceptor, inside of those added before.
		 * @param interceptor the interceptor
		 * @return this
		 */
		Builder interceptor(RpcClientInterceptor interceptor);

		/**
		 * Build the client.
		 * @return the client
		 */
		RpcClient build();

	}

}
