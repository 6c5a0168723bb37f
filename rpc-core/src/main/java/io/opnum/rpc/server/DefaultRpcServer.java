package io.opnum.rpc.server;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcCallContexts;
import io.opnum.rpc.RpcServer;
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
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;
import io.opnum.rpc.transport.TransportOptions;
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

	private static final Duration KEEP_ALIVE = Duration.ofSeconds(30);

	private static final String THREAD_NAME = "opnum-server";

	private static final int RUNDOWN_THREADS = 4;

	private enum State {

		STOPPED, STARTING, LISTENING, STOPPING, CLOSED

	}

	private final InterfaceRegistry interfaces = new InterfaceRegistry();

	private final ServerCounters counters = new ServerCounters();

	/** Does what must not hold up an event loop: to stop. */
	private final ExecutorService housekeeping = executor("opnum-housekeeping", 1);

	/** Runs down what clients left; one that takes long holds up few others. */
	private final ExecutorService rundown = executor("opnum-rundown", RUNDOWN_THREADS);

	private final ContextHandleAccount contextHandles;

	private final @Nullable CallExecutor ownExecutor;

	/** Tells calls that they are cancelled, also where no other thread is to spare. */
	private final CallExecutor cancelExecutor = new CallExecutor("opnum-cancel-", KEEP_ALIVE);

	private final CallDispatcher dispatcher;

	private final AssociationGroups associations;

	private final ServerRuntime runtime;

	private final ConnectionAdmission admission;

	private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();

	private final Transports transports;

	private final Listeners listeners;

	private final EndpointPublisher publisher;

	private final List<ListeningEndpoint> endpoints = new CopyOnWriteArrayList<>();

	private final boolean remoteStopAllowed;

	/** Guards what listeners and publisher do, and the way into LISTENING. */
	private final Object lifecycle = new Object();

	/** Guards the state, never held while anything blocks. */
	private final Monitor stateLock = new Monitor();

	private State state = State.STOPPED;

	DefaultRpcServer(RpcServerBuilder builder) {
		Executor executor = builder.executor;
		this.ownExecutor = (executor == null) ? new CallExecutor("opnum-call-", KEEP_ALIVE) : null;
		this.dispatcher = new CallDispatcher((executor != null) ? executor : Objects.requireNonNull(this.ownExecutor),
				builder.maxConcurrentCalls);
		this.contextHandles = new ContextHandleAccount(builder.limits, this.rundown, this.counters);
		this.associations = new AssociationGroups(new SecureRandom(), this.rundown, this.contextHandles);
		this.runtime = new ServerRuntime(builder.limits, new IncompleteRequests(builder.maxIncompleteOctets),
				TransferSyntaxes.of(builder.transferSyntaxes), this.interfaces, this.associations, this.dispatcher,
				this.cancelExecutor, builder.interruptOnCancel, List.copyOf(builder.interceptors),
				new FaultMappers(builder.faultMappers),
				builder.extendedErrorInformation ? FaultDetails.ofExceptions() : FaultDetails.NONE, this.counters,
				builder.nanoTime);
		this.admission = new ConnectionAdmission(builder.limits);
		this.transports = Transports.of(TransportOptions.DEFAULT.withThreadName(THREAD_NAME)
			.withWriteTimeout(builder.limits.writeTimeout())
			.withKeepAlive(builder.limits.keepAlive())
			.withLocalSockets(builder.localSockets), builder.transports);
		this.listeners = new Listeners(this.transports, this::accept);
		this.remoteStopAllowed = builder.remoteStopAllowed;
		List<EndpointRegistrar> registrars = new ArrayList<>(builder.endpointRegistrars);
		addEndpoints(builder.endpoints, builder.endpointMappers);
		if (!builder.endpointMappers.isEmpty()) {
			EndpointMap endpointMap = new EndpointMap();
			registrars.add(0, endpointMap);
			register(EndpointMapper.class, new EndpointMapService(endpointMap), RegistrationScope.ENDPOINT_MAPPER);
		}
		register(Management.class, new ManagementService(this), RegistrationScope.EVERYWHERE);
		this.publisher = new EndpointPublisher(registrars);
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
				RegistrationOptions.DEFAULT, scope, this::unregister));
	}

	@Override
	public <T> Registration register(Class<T> rpcInterface, T implementation, RegistrationOptions options) {
		ServerRegistration registration = new ServerRegistration(InterfaceStub.of(rpcInterface), implementation,
				options, RegistrationScope.APPLICATION, this::unregister);
		synchronized (this.lifecycle) {
			requireNotClosed();
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
		synchronized (this.lifecycle) {
			if (this.interfaces.unregister(registration)) {
				registration.setClosed();
				this.associations.unregistered(registration);
				publish();
			}
		}
	}

	private void publish() {
		if (isListening()) {
			this.publisher.publish(this.interfaces.registrations(RegistrationScope.APPLICATION),
					this.listeners.endpoints());
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
		synchronized (this.lifecycle) {
			requireStartable();
			if (!change(State.STOPPED, State.STARTING)) {
				throw closed();
			}
			this.dispatcher.setAccepting(true);
			try {
				this.listeners.open(this.endpoints);
				this.publisher.publish(this.interfaces.registrations(RegistrationScope.APPLICATION),
						this.listeners.endpoints());
				if (!change(State.STARTING, State.LISTENING)) {
					throw new IllegalStateException("The server was %s while it started"
						.formatted((state() == State.CLOSED) ? "closed" : "stopped"));
				}
			}
			catch (RuntimeException ex) {
				this.dispatcher.setAccepting(false);
				this.publisher.clear();
				this.listeners.closeAll();
				this.connections.forEach(ServerConnection::close);
				if (!change(State.STARTING, State.STOPPED)) {
					change(State.STOPPING, State.STOPPED);
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
		State state = state();
		if (state == State.LISTENING) {
			throw new IllegalStateException("The server is listening already");
		}
		if (state == State.CLOSED) {
			throw closed();
		}
		// A stop that was begun is ended by this thread, if the other did not get to it
		finishStopping();
	}

	private static IllegalStateException closed() {
		return new IllegalStateException("The server is closed: build a new one");
	}

	private void requireNotClosed() {
		if (state() == State.CLOSED) {
			throw closed();
		}
	}

	@Override
	public void listen(StringBinding endpoint) {
		ListeningEndpoint listening = new ListeningEndpoint(endpoint, true, false);
		synchronized (this.lifecycle) {
			requireNotClosed();
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
		List<StringBinding> bindings = new ArrayList<>();
		this.listeners.endpoints().forEach((listening, endpoint) -> {
			if (listening.isForApplication()) {
				bindings.add(endpoint.toStringBinding());
			}
		});
		return bindings;
	}

	private TransportListener accept(TransportConnection transport, ListeningEndpoint endpoint) {
		if (!this.admission.admit(transport.remoteAddress())) {
			transport.close();
			return TurnedAway.INSTANCE;
		}
		ServerConnection connection = new ServerConnection(transport, endpoint, this.runtime, this::ended);
		this.connections.add(connection);
		if (state() == State.CLOSED) {
			connection.close();
		}
		return connection;
	}

	private void ended(ServerConnection connection) {
		this.admission.left(connection.remoteAddress());
		this.connections.remove(connection);
		this.stateLock.signal();
	}

	@Override
	public boolean isListening() {
		return state() == State.LISTENING;
	}

	@Override
	public void stopListening() {
		if (change(State.STARTING, State.STOPPING)) {
			// The one who starts it sees that, and undoes what it did
			return;
		}
		if (change(State.LISTENING, State.STOPPING)) {
			this.dispatcher.setAccepting(false);
			this.housekeeping.execute(() -> {
				synchronized (this.lifecycle) {
					finishStopping();
				}
			});
		}
	}

	/** The part of stopping that may block; under the lifecycle lock. */
	private void finishStopping() {
		if (state() != State.STOPPING) {
			return;
		}
		endListening();
		change(State.STOPPING, State.STOPPED);
		logger.debug("Stopped listening");
	}

	private void endListening() {
		this.publisher.clear();
		this.listeners.closeAll();
		this.connections.forEach(ServerConnection::shutdown);
	}

	@Override
	public boolean awaitStop(Duration timeout) throws InterruptedException {
		long start = System.nanoTime();
		return this.stateLock.await(timeout, () -> this.state == State.STOPPED || this.state == State.CLOSED)
				&& this.dispatcher.awaitIdle(timeout.minusNanos(System.nanoTime() - start));
	}

	@Override
	public void close() {
		State before = changeToClosed();
		if (before == State.CLOSED) {
			return;
		}
		this.dispatcher.setAccepting(false);
		if (RpcCallContexts.get() != null || this.connections.stream().anyMatch(ServerConnection::inEventLoop)) {
			// A call, or an event loop, closes the server: neither can wait for itself
			this.housekeeping.execute(() -> {
				release(before);
				this.rundown.shutdown();
			});
			this.housekeeping.shutdown();
		}
		else {
			release(before);
			this.housekeeping.shutdown();
			this.rundown.shutdown();
			end((timeout) -> this.housekeeping.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS));
			end((timeout) -> this.rundown.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS));
		}
	}

	/** Close what is open, and let go of threads once what was sent is out. */
	private void release(State before) {
		synchronized (this.lifecycle) {
			if (before != State.STOPPED) {
				endListening();
			}
		}
		this.connections.forEach(ServerConnection::close);
		try {
			if (!this.stateLock.await(CLOSE_TIMEOUT, this.connections::isEmpty)) {
				logger.debug("{} connections did not close in {}", this.connections.size(), CLOSE_TIMEOUT);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.cancelExecutor.close();
		CallExecutor ownExecutor = this.ownExecutor;
		if (ownExecutor != null) {
			// Interrupts the calls that still run: nobody waits for them any more
			ownExecutor.close();
			end(ownExecutor::awaitEnd);
		}
		this.transports.close();
	}

	private static void end(Termination termination) {
		try {
			if (!termination.await(CLOSE_TIMEOUT)) {
				logger.warn("Threads of the server are still busy with what does not end when it is interrupted");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private State changeToClosed() {
		synchronized (this.stateLock) {
			State before = this.state;
			this.state = State.CLOSED;
			this.stateLock.signal();
			return before;
		}
	}

	private State state() {
		synchronized (this.stateLock) {
			return this.state;
		}
	}

	private boolean change(State from, State to) {
		synchronized (this.stateLock) {
			if (this.state != from) {
				return false;
			}
			this.state = to;
			this.stateLock.signal();
			return true;
		}
	}

	@Override
	public RpcServerStatistics statistics() {
		return new RpcServerStatistics(this.counters.callsIn.sum(), 0, this.counters.packetsIn.sum(),
				this.counters.packetsOut.sum(), this.counters.faults.sum(), this.admission.connections(),
				this.associations.size(), this.dispatcher.running(), this.counters.rejectedCalls.sum(),
				this.counters.expiredCalls.sum(), this.counters.protocolErrors.sum(), this.contextHandles.open(),
				this.counters.contextRundowns.sum());
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

	private static ExecutorService executor(String name, int threads) {
		ThreadPoolExecutor executor = new ThreadPoolExecutor(threads, threads, KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, name);
					thread.setDaemon(true);
					return thread;
				});
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}

	/**
	 * Waits for threads to end.
	 */
	private interface Termination {

		boolean await(Duration timeout) throws InterruptedException;

	}

}
