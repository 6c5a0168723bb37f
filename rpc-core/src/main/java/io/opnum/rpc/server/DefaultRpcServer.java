package io.opnum.rpc.server;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcCallContexts;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.epm.EndpointMap;
import io.opnum.rpc.epm.EndpointMapService;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.mgmt.ManagedServer;
import io.opnum.rpc.mgmt.Management;
import io.opnum.rpc.mgmt.ManagementService;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.server.ServerLifecycle.State;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.transport.TransportOptions;
import io.opnum.rpc.transport.TransportSecurity;
import io.opnum.rpc.transport.Transports;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: puts its parts together and has them begin and end in order.
 * <p>
 * Thread-safe. One lock is held by whoever changes what is listened on and published,
 * which may block; to ask, and to begin to stop, takes none.
 */
final class DefaultRpcServer implements RpcServer, ManagedServer {

	private static final Logger logger = LoggerFactory.getLogger(DefaultRpcServer.class);

	/** How long to wait for what was sent to go out, and for threads to end. */
	private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

	/** What peers may have of the memory for buffers, where no limit says otherwise. */
	private static final int PART_OF_MEMORY = 2;

	private static final String THREAD_NAME = "opnum-server";

	private final InterfaceRegistry interfaces = new InterfaceRegistry();

	private final ServerCounters counters = new ServerCounters();

	private final ServerLifecycle lifecycle = new ServerLifecycle();

	private final ServerThreads threads;

	private final ContextHandleAccount contextHandles;

	private final IncompleteRequests incompleteRequests;

	private final BufferedOctets buffered;

	private final CallDispatcher dispatcher;

	private final AssociationGroups associations;

	private final ServerSecurity security;

	private final ServerConnections connections;

	private final Transports transports;

	private final Listeners listeners;

	private final EndpointPublisher publisher;

	private final List<ListeningEndpoint> endpoints = new CopyOnWriteArrayList<>();

	private final boolean remoteStopAllowed;

	/**
	 * Guards what listeners and publisher do, and the way into LISTENING. Who holds it
	 * may wait for event loops, so that none may wait for it.
	 */
	private final Object lock = new Object();

	DefaultRpcServer(RpcServerBuilder builder) {
		LogLimit log = new LogLimit(builder.nanoTime);
		this.threads = new ServerThreads(builder.executor);
		this.dispatcher = new CallDispatcher(this.threads.calls(), builder.maxConcurrentCalls, log);
		this.contextHandles = new ContextHandleAccount(builder.limits, this.threads::runDown, this.counters);
		this.associations = new AssociationGroups(new SecureRandom(), this.threads::runDown, this.contextHandles);
		this.security = new ServerSecurity(builder.acceptors, builder.minimumAuthenticationLevel,
				(builder.authenticationExecutor != null) ? builder.authenticationExecutor
						: this.threads.authentications(),
				builder.clock, new SecurityCallbacks(builder.securityCallbacks, log));
		this.security.warnOfWeakness();
		long half = Math.max(1, maxBufferedSize(builder.limits) / 2);
		this.incompleteRequests = new IncompleteRequests(half);
		this.buffered = new BufferedOctets(half);
		ServerRuntime runtime = new ServerRuntime(builder.limits, this.incompleteRequests, this.buffered,
				TransferSyntaxes.of(builder.transferSyntaxes), this.interfaces, this.associations, this.dispatcher,
				this.threads.cancels(), builder.interruptOnCancel, List.copyOf(builder.interceptors), this.security,
				new FaultMappers(builder.faultMappers, log),
				builder.extendedErrorInformation ? FaultDetails.ofExceptions() : FaultDetails.NONE, this.counters,
				builder.nanoTime);
		this.connections = new ServerConnections(runtime, this.lifecycle::isOpen);
		this.transports = Transports.of(TransportOptions.DEFAULT.withThreadName(THREAD_NAME)
			.withWriteTimeout(builder.limits.writeTimeout())
			.withKeepAlive(builder.limits.keepAlive())
			.withLocalSockets(builder.localSockets), builder.transports);
		this.listeners = new Listeners(this.transports, this.connections::accept);
		this.remoteStopAllowed = builder.remoteStopAllowed;
		List<EndpointRegistrar> registrars = new ArrayList<>(builder.endpointRegistrars);
		addEndpoints(builder.endpoints, builder.endpointMappers);
		builder.secureEndpoints.stream().map(SecureEndpoint::toListeningEndpoint).forEach(this.endpoints::add);
		if (!builder.endpointMappers.isEmpty()) {
			EndpointMap endpointMap = new EndpointMap();
			registrars.add(0, endpointMap);
			register(EndpointMapper.class, new EndpointMapService(endpointMap), RegistrationScope.ENDPOINT_MAPPER);
		}
		register(Management.class, new ManagementService(this), RegistrationScope.EVERYWHERE);
		this.publisher = new EndpointPublisher(registrars);
	}

	/** The virtual machine has as much memory for buffers as for the heap. */
	private static long maxBufferedSize(RpcServerLimits limits) {
		return (limits.maxBufferedSize() > 0) ? limits.maxBufferedSize()
				: Runtime.getRuntime().maxMemory() / PART_OF_MEMORY;
	}

	private void addEndpoints(List<StringBinding> bindings, List<StringBinding> endpointMappers) {
		endpointMappers.stream()
			.map((binding) -> new ListeningEndpoint(binding, bindings.contains(binding), true))
			.forEach(this.endpoints::add);
		bindings.stream()
			.filter((binding) -> !endpointMappers.contains(binding))
			.map((binding) -> new ListeningEndpoint(binding, true, false))
			.forEach(this.endpoints::add);
	}

	private <T> void register(Class<T> rpcInterface, T implementation, RegistrationScope scope) {
		this.interfaces.register(new ServerRegistration(InterfaceStub.of(rpcInterface), implementation,
				RegistrationOptions.DEFAULT, scope, this.security, this::unregister));
	}

	@Override
	public <T> Registration register(Class<T> rpcInterface, T implementation, RegistrationOptions options) {
		ServerRegistration registration = new ServerRegistration(InterfaceStub.of(rpcInterface), implementation,
				options, RegistrationScope.APPLICATION, this.security, this::unregister);
		this.security.check(registration);
		this.security.warnOfWeakness(registration);
		if (this.connections.inEventLoop()) {
			this.lifecycle.requireNotClosed();
			this.interfaces.register(registration);
			publishLater();
			return registration;
		}
		synchronized (this.lock) {
			this.lifecycle.requireNotClosed();
			this.interfaces.register(registration);
			try {
				publish();
			}
			catch (RuntimeException ex) {
				this.interfaces.unregister(registration);
				throw ex;
			}
		}
		return registration;
	}

	private void unregister(ServerRegistration registration) {
		if (this.connections.inEventLoop()) {
			if (remove(registration)) {
				publishLater();
			}
			return;
		}
		synchronized (this.lock) {
			if (remove(registration)) {
				publish();
			}
		}
	}

	private boolean remove(ServerRegistration registration) {
		if (!this.interfaces.unregister(registration)) {
			return false;
		}
		registration.setClosed();
		this.associations.unregistered(registration);
		return true;
	}

	/** Under the lock. */
	private void publish() {
		if (isListening()) {
			this.publisher.publish(this.interfaces.registrations(RegistrationScope.APPLICATION),
					this.listeners.endpoints());
		}
	}

	/** For an event loop, which can't wait for the lock. */
	private void publishLater() {
		keepHouse(() -> {
			try {
				publish();
			}
			catch (RuntimeException ex) {
				logger.warn("Endpoint maps could not be told what was registered or unregistered on an event loop: "
						+ "they are again with the next change", ex);
			}
		});
	}

	private void keepHouse(Runnable task) {
		try {
			this.threads.keepHouse(() -> {
				synchronized (this.lock) {
					task.run();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The server is closed, and has no house to keep");
		}
	}

	@Override
	public void setObjectType(UUID objectUuid, @Nullable UUID managerType) {
		this.interfaces.setObjectType(objectUuid, managerType);
	}

	@Override
	public List<Registration> registrations() {
		return List.copyOf(this.interfaces.registrations(RegistrationScope.APPLICATION));
	}

	@Override
	public void start() {
		requireOffEventLoops("start");
		synchronized (this.lock) {
			requireStartable();
			if (!this.lifecycle.change(State.STOPPED, State.STARTING)) {
				throw this.lifecycle.closed();
			}
			this.dispatcher.setAccepting(true);
			try {
				this.listeners.open(this.endpoints);
				this.publisher.publish(this.interfaces.registrations(RegistrationScope.APPLICATION),
						this.listeners.endpoints());
				if (!this.lifecycle.change(State.STARTING, State.LISTENING)) {
					throw new IllegalStateException("The server was %s while it started"
						.formatted(this.lifecycle.is(State.CLOSED) ? "closed" : "stopped"));
				}
			}
			catch (RuntimeException ex) {
				this.dispatcher.setAccepting(false);
				this.publisher.clear();
				this.listeners.closeAll();
				this.connections.close();
				if (!this.lifecycle.change(State.STARTING, State.STOPPED)) {
					this.lifecycle.change(State.STOPPING, State.STOPPED);
				}
				throw ex;
			}
		}
		logger.debug("Listening on {}", this.listeners.endpoints().values());
		warnOfUnreachable();
	}

	/** Perhaps the endpoint is yet to come, so that this is no reason not to start. */
	private void warnOfUnreachable() {
		for (ServerRegistration registration : this.interfaces.registrations(RegistrationScope.APPLICATION)) {
			if (this.endpoints.stream().noneMatch(registration::isServedOn)) {
				logger.warn(
						"{} is confined to {}, where the server does not listen: nobody can call it. It listens on {}",
						registration, registration.options().endpoints(), this.endpoints);
			}
		}
	}

	private void requireStartable() {
		State state = this.lifecycle.state();
		if (state == State.LISTENING) {
			throw new IllegalStateException("The server is listening already");
		}
		if (state == State.CLOSED) {
			throw this.lifecycle.closed();
		}
		// A stop that was begun is ended by this thread, if the other did not get to it
		finishStopping();
	}

	private void requireOffEventLoops(String what) {
		if (this.connections.inEventLoop()) {
			throw new IllegalStateException(
					"The server can't %s on an event loop of its own, which would wait for itself: use another thread"
						.formatted(what));
		}
	}

	@Override
	public void listen(StringBinding endpoint) {
		listen(new ListeningEndpoint(endpoint, true, false));
	}

	@Override
	public void listen(StringBinding endpoint, TransportSecurity security) {
		listen(SecureEndpoint.of(endpoint, security).toListeningEndpoint());
	}

	private void listen(ListeningEndpoint listening) {
		requireOffEventLoops("listen");
		synchronized (this.lock) {
			this.lifecycle.requireNotClosed();
			if (isListening()) {
				this.listeners.open(List.of(listening));
				try {
					publish();
				}
				catch (RuntimeException ex) {
					this.listeners.close(listening);
					throw ex;
				}
			}
			this.endpoints.add(listening);
		}
	}

	@Override
	public List<StringBinding> bindings() {
		return bindings(ListeningEndpoint::isForApplication);
	}

	@Override
	public List<StringBinding> secureBindings() {
		return bindings((listening) -> listening.security() != null);
	}

	private List<StringBinding> bindings(Predicate<ListeningEndpoint> wanted) {
		List<StringBinding> bindings = new ArrayList<>();
		this.listeners.endpoints().forEach((listening, endpoint) -> {
			if (wanted.test(listening)) {
				bindings.add(endpoint.toStringBinding());
			}
		});
		return bindings;
	}

	@Override
	public boolean isListening() {
		return this.lifecycle.is(State.LISTENING);
	}

	@Override
	public void stopListening() {
		if (this.lifecycle.change(State.STARTING, State.STOPPING)) {
			// The one who starts it sees that, and undoes what it did
			return;
		}
		if (this.lifecycle.change(State.LISTENING, State.STOPPING)) {
			this.dispatcher.setAccepting(false);
			keepHouse(this::finishStopping);
		}
	}

	/** The part of stopping that may block; under the lock. */
	private void finishStopping() {
		if (!this.lifecycle.is(State.STOPPING)) {
			return;
		}
		endListening();
		this.lifecycle.change(State.STOPPING, State.STOPPED);
		logger.debug("Stopped listening");
	}

	private void endListening() {
		this.publisher.clear();
		this.listeners.closeAll();
		this.connections.shutdown();
	}

	@Override
	public boolean awaitStop(Duration timeout) throws InterruptedException {
		long start = System.nanoTime();
		return this.lifecycle.awaitStop(timeout)
				&& this.dispatcher.awaitIdle(timeout.minusNanos(System.nanoTime() - start));
	}

	@Override
	public void close() {
		State before = this.lifecycle.close();
		if (before == State.CLOSED) {
			return;
		}
		this.dispatcher.setAccepting(false);
		if (RpcCallContexts.get() != null || this.connections.inEventLoop()) {
			// A call, or an event loop, closes the server: neither can wait for itself
			this.threads.keepHouse(() -> {
				release(before);
				this.threads.shutdown();
			});
		}
		else {
			release(before);
			this.threads.shutdown();
			this.threads.awaitEnd(CLOSE_TIMEOUT);
		}
	}

	/** Close what is open, and let go of threads once what was sent is out. */
	private void release(State before) {
		synchronized (this.lock) {
			if (before != State.STOPPED) {
				endListening();
			}
		}
		this.connections.close();
		try {
			if (!this.connections.awaitEnd(CLOSE_TIMEOUT)) {
				logger.debug("{} connections did not close in {}", this.connections.size(), CLOSE_TIMEOUT);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.threads.endCalls(CLOSE_TIMEOUT);
		this.transports.close();
	}

	@Override
	public Set<AuthenticationService> authenticationServices() {
		return this.security.authentications().services();
	}

	@Override
	public RpcServerStatistics statistics() {
		return new RpcServerStatistics(this.counters.callsIn.sum(), 0, this.counters.packetsIn.sum(),
				this.counters.packetsOut.sum(), this.counters.faults.sum(), this.connections.size(),
				this.associations.size(), this.dispatcher.running(), this.counters.rejectedCalls.sum(),
				this.counters.expiredCalls.sum(), this.counters.protocolErrors.sum(), this.contextHandles.open(),
				this.counters.contextRundowns.sum(), this.incompleteRequests.octets() + this.buffered.octets(),
				this.security.authentications().snapshot());
	}

	@Override
	public List<InterfaceId> interfaceIds() {
		List<ServerRegistration> registrations = new ArrayList<>(
				this.interfaces.registrations(RegistrationScope.APPLICATION));
		registrations.addAll(this.interfaces.registrations(RegistrationScope.ENDPOINT_MAPPER));
		return registrations.stream().map(ServerRegistration::interfaceId).distinct().toList();
	}

	@Override
	public boolean isRemoteStopAllowed() {
		return this.remoteStopAllowed;
	}

}
