package io.opnum.rpc.client;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.opnum.rpc.RpcClientStatistics;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.transport.Transport;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportOptions;
import io.opnum.rpc.transport.Transports;
import org.jspecify.annotations.Nullable;

/**
 * What all proxies of a client share: its associations, transports, deadlines and
 * counters, and the way of a call to its association. Thread-safe.
 */
final class ClientRuntime {

	private final ClientSettings settings;

	private final Transports transports;

	private final EndpointResolver resolver;

	private final Deadlines deadlines = new Deadlines();

	private final ExecutorService pipeThreads = Executors
		.newCachedThreadPool(new DefaultThreadFactory("opnum-client-pipe", true));

	private final ExecutorService securityThreads = Executors
		.newCachedThreadPool(new DefaultThreadFactory("opnum-client-security", true));

	private final Map<AssociationKey, Association> associations = new ConcurrentHashMap<>();

	private final CallersAssociations callers;

	/** Calls that wait for their endpoint: no association has them yet. */
	private final Set<ClientCall> resolving = ConcurrentHashMap.newKeySet();

	private final LongAdder begun = new LongAdder();

	private final LongAdder ended = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final LongAdder retries = new LongAdder();

	private final LongAdder cancellations = new LongAdder();

	/** For as long as a proxy has them. Guarded by itself. */
	private final Map<BindingVector, WeakReference<HandleSelector>> selectors = new HashMap<>();

	private final AtomicInteger connections = new AtomicInteger();

	private volatile boolean closed;

	ClientRuntime(ClientSettings settings, EndpointResolver resolver) {
		this.settings = settings;
		this.transports = Transports.of(TransportOptions.DEFAULT.withThreadName("opnum-client")
			.withLocalSockets(settings.localSockets())
			.withKeepAlive(settings.keepAlive()), settings.transports());
		this.resolver = resolver;
		this.callers = new CallersAssociations(settings.maxIdleCallers());
	}

	ClientSettings settings() {
		return this.settings;
	}

	Deadlines deadlines() {
		return this.deadlines;
	}

	// ---- the way of a call

	/**
	 * Find the endpoint of a call, then go on with it.
	 * @param call the call
	 * @param wellKnown whether the endpoints that the interface itself names count
	 */
	void resolve(ClientCall call, boolean wellKnown) {
		this.resolving.add(call);
		if (this.closed) {
			this.resolving.remove(call);
			call.fail(Failures.clientClosed());
			return;
		}
		if (call.isEnded()) {
			this.resolving.remove(call);
			return;
		}
		call.target().resolve(this.resolver, wellKnown).whenComplete((endpoint, failure) -> {
			this.resolving.remove(call);
			if (failure != null) {
				call.route().notResolved(failure);
			}
			else {
				call.route().to(endpoint);
			}
		});
	}

	/** What picks the handles of a vector, for all proxies that it has. */
	HandleSelector selector(BindingVector vector) {
		synchronized (this.selectors) {
			WeakReference<HandleSelector> known = this.selectors.get(vector);
			HandleSelector selector = (known != null) ? known.get() : null;
			if (selector == null) {
				this.selectors.values().removeIf((reference) -> reference.get() == null);
				selector = new HandleSelector(vector, System::nanoTime);
				this.selectors.put(vector, new WeakReference<>(selector));
			}
			return selector;
		}
	}

	EndpointResolver resolver() {
		return this.resolver;
	}

	/**
	 * Give a call to the association of an endpoint.
	 * @param call the call
	 * @param endpoint the endpoint
	 */
	void submit(ClientCall call, Endpoint endpoint) {
		AssociationGroup group = call.route().group();
		if (group != null) {
			if (!group.association().submit(call)) {
				call.fail(Failures.contextLost(group));
			}
			return;
		}
		Association expected = call.route().expected(endpoint);
		if (expected != null && !this.closed && submit(call, expected)) {
			return;
		}
		AssociationKey key = AssociationKey.of(endpoint, call.target());
		while (!this.closed) {
			Association association = this.associations.get(key);
			if (association == null) {
				association = this.associations.computeIfAbsent(key, (absent) -> new Association(this, absent));
			}
			if (submit(call, association)) {
				return;
			}
			remove(association);
		}
		call.fail(Failures.clientClosed());
	}

	private boolean submit(ClientCall call, Association association) {
		boolean taken = association.submit(call);
		if (taken && call.target().caller() != null) {
			this.callers.used(association);
		}
		if (taken && this.closed) {
			association.close(Failures.clientClosed());
		}
		return taken;
	}

	/**
	 * Find the association that a call will go to, as far as is known.
	 * @param endpoint its endpoint
	 * @param target what it calls
	 * @return the association, or {@code null} if there is none
	 */
	@Nullable Association association(Endpoint endpoint, CallTarget target) {
		return this.associations.get(AssociationKey.of(endpoint, target));
	}

	/**
	 * Let a call go that ended while its endpoint was looked for.
	 * @param call the call
	 */
	void forget(ClientCall call) {
		this.resolving.remove(call);
	}

	// ---- for associations

	/**
	 * Open a connection.
	 * @param association the association
	 * @param connection the connection, which is told
	 * @param timeout how long to try
	 */
	void connect(Association association, ClientConnection connection, Duration timeout) {
		Endpoint endpoint = association.endpoint();
		try {
			Transport transport = this.transports.get(endpoint.protocolSequence());
			transport.connect(endpoint, timeout, association.key().security(), connection::attach)
				.whenComplete((opened, failure) -> connected(association, connection, opened, failure));
		}
		catch (RuntimeException ex) {
			association.bindFailed(connection, Failures.notConnected(endpoint, ex), false);
		}
	}

	private static void connected(Association association, ClientConnection connection,
			@Nullable TransportConnection opened, @Nullable Throwable failure) {
		if (opened == null) {
			association.bindFailed(connection, Failures.notConnected(association.endpoint(),
					(failure != null) ? failure : new IllegalStateException("no connection")), false);
		}
		else {
			opened.execute(connection::connected);
		}
	}

	/**
	 * An association is over.
	 * @param association the association
	 */
	void remove(Association association) {
		this.associations.remove(association.key(), association);
		this.callers.remove(association);
	}

	void connectionOpened() {
		this.connections.incrementAndGet();
	}

	void connectionClosed() {
		this.connections.decrementAndGet();
	}

	/** Runs asynchronous calls with pipes: each holds a thread, its sources may block. */
	Executor pipeExecutor() {
		return this.pipeThreads;
	}

	/** Takes the steps of authentications, which may block. */
	Executor securityExecutor() {
		return this.securityThreads;
	}

	// ---- counters

	void callBegun() {
		this.begun.increment();
	}

	void callEnded(boolean failed) {
		this.ended.increment();
		if (failed) {
			this.failed.increment();
		}
	}

	/** An attempt is not the first of its call. */
	void callRepeated() {
		this.retries.increment();
	}

	/** A call that was not answered yet was given up. */
	void callGivenUp() {
		this.cancellations.increment();
	}

	RpcClientStatistics statistics() {
		// In this order, so that no call is counted as ended that had not begun
		long ended = this.ended.sum();
		long begun = this.begun.sum();
		return new RpcClientStatistics(begun, this.failed.sum(), this.connections.get(), this.associations.size(),
				(int) Math.max(0, begun - ended), this.retries.sum(), this.cancellations.sum(),
				this.associations.values().stream().mapToInt(Association::contextHandles).sum());
	}

	// ---- the end

	boolean isClosed() {
		return this.closed;
	}

	/** Close all connections, fail all calls, end all threads. */
	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.resolving.forEach((call) -> call.abandon(Failures.clientClosed()));
		this.associations.values().forEach((association) -> association.close(Failures.clientClosed()));
		this.transports.close();
		this.deadlines.close();
		this.pipeThreads.shutdown();
		this.securityThreads.shutdown();
	}

}
