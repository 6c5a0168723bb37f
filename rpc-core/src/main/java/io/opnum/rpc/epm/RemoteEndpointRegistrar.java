package io.opnum.rpc.epm;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers endpoints in an endpoint mapper that runs in another process of this host
 * ({@code ept_insert}, {@code ept_delete}).
 * <p>
 * {@link EndpointMapService} forgets what was registered when the association ends. This
 * class therefore registers again and again, which also keeps the association from
 * becoming idle, and finds an endpoint mapper that was started anew.
 * <p>
 * Thread-safe; blocks until the endpoint mapper answered.
 *
 * @since 0.1.0
 */
public final class RemoteEndpointRegistrar implements EndpointRegistrar, AutoCloseable {

	/** How often to register again if nothing else is said: 30 seconds. */
	public static final Duration DEFAULT_REFRESH_INTERVAL = Duration.ofSeconds(30);

	private static final Logger logger = LoggerFactory.getLogger(RemoteEndpointRegistrar.class);

	private final EndpointMapper endpointMapper;

	private final Duration refreshInterval;

	// All below guarded by this

	private final Map<EntryKey, EndpointEntry> registered = new LinkedHashMap<>();

	private @Nullable ScheduledExecutorService scheduler;

	private boolean closed;

	private boolean failing;

	/**
	 * Create a registrar that registers again every {@linkplain #DEFAULT_REFRESH_INTERVAL
	 * 30 seconds}.
	 * @param endpointMapper a proxy of the endpoint mapper
	 */
	public RemoteEndpointRegistrar(EndpointMapper endpointMapper) {
		this(endpointMapper, DEFAULT_REFRESH_INTERVAL);
	}

	/**
	 * Create a registrar.
	 * @param endpointMapper a proxy of the endpoint mapper
	 * @param refreshInterval how often to register again, shorter than the time after
	 * which the proxy's connections are closed as idle; zero: never
	 */
	public RemoteEndpointRegistrar(EndpointMapper endpointMapper, Duration refreshInterval) {
		this.endpointMapper = endpointMapper;
		this.refreshInterval = refreshInterval;
	}

	/**
	 * {@inheritDoc}
	 * @throws RpcException if the endpoint mapper can't be asked or refused; nothing is
	 * registered then
	 */
	@Override
	public synchronized void register(List<EndpointEntry> entries, boolean replace) {
		if (this.closed) {
			throw new IllegalStateException("This registrar is closed");
		}
		insert(entries, replace);
		entries.forEach((entry) -> this.registered.put(EntryKey.of(entry), entry));
		if (this.scheduler == null && !this.refreshInterval.isZero()) {
			this.scheduler = Executors.newSingleThreadScheduledExecutor(RemoteEndpointRegistrar::thread);
			this.scheduler.scheduleWithFixedDelay(this::refresh, this.refreshInterval.toNanos(),
					this.refreshInterval.toNanos(), TimeUnit.NANOSECONDS);
		}
	}

	/**
	 * {@inheritDoc}
	 * @throws RpcException if the endpoint mapper can't be asked or refused; the entries
	 * are not registered again even so
	 */
	@Override
	public synchronized void unregister(List<EndpointEntry> entries) {
		if (!entries.isEmpty()) {
			entries.forEach((entry) -> this.registered.remove(EntryKey.of(entry)));
			call("ept_delete", this.endpointMapper.delete(entries.size(), toWire(entries)),
					RpcStatus.EPT_NOT_REGISTERED);
		}
	}

	/** Register again what is registered. */
	synchronized void refresh() {
		if (this.registered.isEmpty()) {
			return;
		}
		try {
			insert(List.copyOf(this.registered.values()), false);
			if (this.failing) {
				logger.info("Registered {} endpoints again in the endpoint mapper", this.registered.size());
			}
			this.failing = false;
		}
		catch (RuntimeException ex) {
			if (!this.failing) {
				logger.warn("{} endpoints may not be in the endpoint mapper, registering is tried again every {}: {}",
						this.registered.size(), this.refreshInterval, ex.getMessage());
			}
			this.failing = true;
		}
	}

	/**
	 * Unregister what is registered, and no longer register it again. That the endpoint
	 * mapper can't be asked is ignored: it forgets the entries itself.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		if (this.scheduler != null) {
			this.scheduler.shutdownNow();
		}
		try {
			unregister(List.copyOf(this.registered.values()));
		}
		catch (RpcException ex) {
			logger.debug("Could not unregister from the endpoint mapper", ex);
		}
	}

	private void insert(List<EndpointEntry> entries, boolean replace) {
		if (!entries.isEmpty()) {
			call("ept_insert", this.endpointMapper.insert(entries.size(), toWire(entries), replace ? 1 : 0),
					RpcStatus.SUCCESS);
		}
	}

	private static void call(String operation, CompletableFuture<Integer> call, RpcStatus tolerated) {
		RpcStatus status = EndpointMapperCalls.await(call);
		if (!status.equals(RpcStatus.SUCCESS) && !status.equals(tolerated)) {
			throw EndpointMapperCalls.failure(operation, status);
		}
	}

	private static List<EptEntry> toWire(List<EndpointEntry> entries) {
		return entries.stream().map(EptEntry::of).toList();
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "opnum-endpoint-registrar");
		thread.setDaemon(true);
		return thread;
	}

}
