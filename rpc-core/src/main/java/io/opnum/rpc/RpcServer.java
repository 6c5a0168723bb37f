package io.opnum.rpc;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;

import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.server.RpcServerBuilder;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.transport.LocalSockets;
import io.opnum.rpc.transport.Transport;
import io.opnum.rpc.transport.TransportSecurity;
import org.jspecify.annotations.Nullable;

/**
 * An RPC server: interfaces registered, endpoints listened on, calls dispatched. What
 * Microsoft's {@code RpcServer…} functions do for a process, this does for an object.
 * <p>
 * Thread-safe. Interfaces and endpoints may come and go while it listens. Operations may
 * register and unregister; one that runs on an event loop does not wait until endpoint
 * maps were told, and can't {@link #start()} or {@link #listen(StringBinding) listen},
 * which waits for event loops.
 *
 * @since 0.1.0
 */
public interface RpcServer extends AutoCloseable {

	/**
	 * Start to build a server.
	 * @return a builder
	 */
	static Builder builder() {
		return new RpcServerBuilder();
	}

	/**
	 * Register an implementation of an interface, for every object and on every endpoint.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param implementation what its calls are dispatched to
	 * @return the registration
	 * @throws InterfaceDefinitionException if the interface has defects
	 * @throws IllegalStateException if the interface, version and object are registered
	 * already
	 */
	default <T> Registration register(Class<T> rpcInterface, T implementation) {
		return register(rpcInterface, implementation, RegistrationOptions.DEFAULT);
	}

	/**
	 * Register an implementation of an interface.
	 * @param <T> the interface
	 * @param rpcInterface the interface
	 * @param implementation what its calls are dispatched to
	 * @param options how
	 * @return the registration
	 * @throws InterfaceDefinitionException if the interface has defects
	 * @throws IllegalStateException if the interface, version and object are registered
	 * already, or the server is closed
	 */
	<T> Registration register(Class<T> rpcInterface, T implementation, RegistrationOptions options);

	/**
	 * Give an object a manager type ({@code RpcObjectSetType}).
	 * @param objectUuid the object
	 * @param managerType the type, or {@code null} to take it away
	 */
	void setObjectType(UUID objectUuid, @Nullable UUID managerType);

	/**
	 * Return the services that callers may authenticate with.
	 * @return the services; none where nobody is authenticated
	 */
	Set<AuthenticationService> authenticationServices();

	/**
	 * Return what is registered.
	 * @return the registrations; those of the runtime itself are left out
	 */
	List<Registration> registrations();

	/**
	 * Listen on the endpoints that were configured, register them in the endpoint map and
	 * accept calls ({@code RpcServerListen}). Returns when that is done: either all
	 * endpoints are listened on and registered, or none. A server that has stopped, or is
	 * stopping, can be started again; its dynamic endpoints may be others then.
	 * @throws io.opnum.rpc.transport.ListenException if an endpoint can't be listened on
	 * @throws IllegalStateException if the server is listening or closed, or was stopped
	 * or closed while it started, or this is an event loop of it
	 */
	void start();

	/**
	 * Listen on a further endpoint ({@code RpcServerUseProtseqEp}): at once if the server
	 * is listening, else from {@link #start()} on.
	 * @param endpoint the endpoint; without one, a dynamic one
	 * @throws io.opnum.rpc.transport.ListenException if it can't be listened on
	 * @throws IllegalStateException if the server is closed, or this is an event loop of
	 * it
	 */
	void listen(StringBinding endpoint);

	/**
	 * Listen on a further endpoint, with TLS: as {@link #listen(StringBinding)}. It is
	 * not registered in endpoint maps.
	 * @param endpoint the endpoint, of {@code ncacn_ip_tcp}
	 * @param security the TLS of its connections
	 * @throws io.opnum.rpc.transport.ListenException if it can't be listened on
	 * @throws InvalidBindingException if its transport has no TLS
	 * @throws IllegalStateException if the server is closed, or this is an event loop of
	 * it
	 */
	void listen(StringBinding endpoint, TransportSecurity security);

	/**
	 * Return where the server can be reached ({@code RpcServerInqBindings}).
	 * @return the fully bound string bindings, without that of its endpoint mapper; none
	 * while it does not listen
	 */
	List<StringBinding> bindings();

	/**
	 * Return where the server can be reached with TLS, and only with it.
	 * @return those of the {@link #bindings()} that have it
	 */
	List<StringBinding> secureBindings();

	/**
	 * Return whether calls are accepted.
	 * @return whether calls are accepted
	 */
	boolean isListening();

	/**
	 * Stop accepting connections and calls ({@code RpcMgmtStopServerListening}). Calls
	 * that come from now on draw the fault {@code RPC_S_SERVER_UNAVAILABLE}, which says
	 * that they did not execute; those in flight go on and are answered. Returns at once,
	 * while the endpoints leave the endpoint map and are closed, and clients are sent a
	 * shutdown PDU. A server that is about to start does not. Does nothing where the
	 * server does not listen.
	 */
	void stopListening();

	/**
	 * Wait until the server has stopped listening and no call is in flight any more
	 * ({@code RpcMgmtWaitServerListen}).
	 * @param timeout how long to wait at most
	 * @return whether it has, and all calls were answered
	 * @throws InterruptedException if the thread was interrupted
	 */
	boolean awaitStop(Duration timeout) throws InterruptedException;

	/**
	 * Return what the server counted since it was built.
	 * @return a snapshot
	 */
	RpcServerStatistics statistics();

	/**
	 * Stop listening, close all connections and end the threads of the server. What was
	 * answered still goes out, for a few seconds at most; operations that still run are
	 * interrupted, unless they run on an executor that the server was given. Waits for
	 * that, unless an operation of the server or one of its event loops calls it. Further
	 * calls do nothing.
	 */
	@Override
	void close();

	/**
	 * An implementation that is registered.
	 */
	interface Registration extends AutoCloseable {

		/**
		 * Return the interface id.
		 * @return the interface id
		 */
		InterfaceId interfaceId();

		/**
		 * Return the Java interface.
		 * @return the Java interface
		 */
		Class<?> rpcInterface();

		/**
		 * Return the implementation.
		 * @return the implementation
		 */
		Object implementation();

		/**
		 * Return how it is registered.
		 * @return the options
		 */
		RegistrationOptions options();

		/**
		 * Return the level that callers need where the operation says nothing else.
		 * @return the level, be it that of the server; {@code NONE} where it
		 * authenticates nobody
		 */
		AuthenticationLevel minimumAuthenticationLevel();

		/**
		 * Return the level that callers of an operation need.
		 * @param opnum the operation, whether or not it is there
		 * @return the level, be it that of the interface or the server; {@code NONE}
		 * where it authenticates nobody
		 */
		AuthenticationLevel minimumAuthenticationLevel(int opnum);

		/**
		 * Unregister ({@code RpcServerUnregisterIf}): new calls are refused with
		 * {@code nca_s_unk_if}, those in flight go on.
		 */
		@Override
		void close();

	}

	/**
	 * Builds a server. Not thread-safe.
	 */
	interface Builder {

		/**
		 * Add an endpoint to listen on when started.
		 * @param stringBinding the endpoint, for example {@code ncacn_ip_tcp:[9135]};
		 * without a port, or with port 0, a dynamic one
		 * @return this
		 * @see StringBinding#parseServerEndpoint(String)
		 */
		default Builder endpoint(String stringBinding) {
			return endpoint(StringBinding.parseServerEndpoint(stringBinding));
		}

		/**
		 * Add an endpoint to listen on when started.
		 * @param stringBinding the endpoint
		 * @return this
		 */
		Builder endpoint(StringBinding stringBinding);

		/**
		 * Add an endpoint to listen on with TLS when started. Only clients with TLS can
		 * call it, which those of Windows and Samba have not; therefore it is not
		 * registered in endpoint maps, and clients name it in their bindings. Other
		 * endpoints stay as they are, so that a server may have some with TLS and some
		 * without.
		 * @param stringBinding the endpoint, of {@code ncacn_ip_tcp}
		 * @param security the TLS of its connections
		 * @return this
		 */
		Builder endpoint(StringBinding stringBinding, TransportSecurity security);

		/**
		 * Use a transport, instead of the default one of its protocol sequence. It is
		 * closed by the one who made it.
		 * @param transport the transport
		 * @return this
		 */
		Builder transport(Transport transport);

		/**
		 * Set where the socket files of {@code ncalrpc} are, and who may connect.
		 * Default: {@link LocalSockets#DEFAULT}.
		 * @param localSockets where they are
		 * @return this
		 */
		Builder localSockets(LocalSockets localSockets);

		/**
		 * Serve an endpoint map, the endpoint mapper, on an endpoint of its own; on
		 * several, if this is called again. The endpoints of this server are registered
		 * in it.
		 * @param stringBinding the endpoint, for example {@code ncacn_ip_tcp:[135]} or
		 * {@code ncalrpc:[EPMAPPER]}
		 * @return this
		 */
		Builder endpointMapper(StringBinding stringBinding);

		/**
		 * Register the endpoints of this server somewhere else, for example in an
		 * endpoint mapper that runs on the host.
		 * @param registrar where
		 * @return this
		 */
		Builder endpointRegistrar(EndpointRegistrar registrar);

		/**
		 * Set how many calls run at once; past it callers get
		 * {@code nca_s_server_too_busy}. Default: 256.
		 * @param maxConcurrentCalls the number
		 * @return this
		 */
		Builder maxConcurrentCalls(int maxConcurrentCalls);

		/**
		 * Set what runs operations. Default: threads of the server, as many as operations
		 * block at once. {@code Runnable::run} runs them on the event loop: for
		 * operations that never block. The server does not shut it down.
		 * @param executor the executor
		 * @return this
		 */
		Builder executor(Executor executor);

		/**
		 * Set what peers are held to.
		 * @param limits the limits
		 * @return this
		 */
		Builder limits(RpcServerLimits limits);

		/**
		 * Set whether the thread of an operation is interrupted when its call is
		 * cancelled, orphaned or its caller gone, for all operations and not only those
		 * that are {@link Interruptible}. Default: no.
		 * @param interruptOnCancel whether it is
		 * @return this
		 */
		Builder interruptOnCancel(boolean interruptOnCancel);

		/**
		 * Set the transfer syntaxes that are accepted, one at least. Default: all. Where
		 * a client offers several, NDR64 is taken before NDR, as 64-bit Windows does.
		 * @param transferSyntaxes the transfer syntaxes
		 * @return this
		 */
		Builder transferSyntaxes(Set<TransferSyntax> transferSyntaxes);

		/**
		 * Add an interceptor, inside of those added before. It sees the calls of the
		 * interfaces that are registered, not those of the runtime's own: the endpoint
		 * mapper and remote management.
		 * @param interceptor the interceptor
		 * @return this
		 */
		Builder interceptor(RpcServerInterceptor interceptor);

		/**
		 * Add a mapper of exceptions, asked after those added before and ahead of the
		 * default.
		 * @param faultMapper the mapper
		 * @return this
		 */
		Builder faultMapper(FaultMapper faultMapper);

		/**
		 * Send extended error information (MS-EERR) with faults: class names and messages
		 * of the exception and its causes, the name of this host, the process id. Any
		 * caller reads it, so that messages must hold no secrets. Default: no.
		 * @param enabled whether it is sent
		 * @return this
		 */
		Builder extendedErrorInformation(boolean enabled);

		/**
		 * Let remote callers stop the server through the management interface. Default:
		 * no.
		 * @param allowed whether they may
		 * @return this
		 */
		Builder remoteStopAllowed(boolean allowed);

		/**
		 * Add an authentication service. Without one nobody is authenticated, and
		 * everybody may call. With one every interface requires authentication, at least
		 * at the {@linkplain #minimumAuthenticationLevel level of the server}, unless its
		 * {@linkplain RegistrationOptions#minimumAuthenticationLevel() registration} says
		 * otherwise; calls below that are refused with {@code ERROR_ACCESS_DENIED} before
		 * anything of them is unmarshalled. Open to all stay the endpoint map and the
		 * inquiries of remote management.
		 * @param acceptor the server's side of the service; one for each service
		 * @return this
		 */
		Builder securityAcceptor(SecurityAcceptor acceptor);

		/**
		 * Set the level that callers need where neither the registration of an interface
		 * nor {@link MinimumAuthenticationLevel} says. {@code CALL} counts as
		 * {@code PACKET}; a caller that proved to be nobody counts as {@code NONE}.
		 * Default: {@code PACKET}, so that each PDU of a call is signed.
		 * @param level the level; what is weaker than the default is logged
		 * @return this
		 */
		Builder minimumAuthenticationLevel(AuthenticationLevel level);

		/**
		 * Add something that decides who may call the interfaces that are registered, not
		 * those of the runtime's own. Callers must pass all, in the order in which they
		 * were added, and then that of the
		 * {@linkplain RegistrationOptions#securityCallback() registration}.
		 * @param securityCallback asked for each call
		 * @return this
		 */
		Builder securityCallback(RpcSecurityCallback securityCallback);

		/**
		 * Build the server; it does not listen yet.
		 * @return the server
		 * @throws IllegalStateException if a level is required and there is no
		 * authentication service, or two of one kind
		 */
		RpcServer build();

	}

}
