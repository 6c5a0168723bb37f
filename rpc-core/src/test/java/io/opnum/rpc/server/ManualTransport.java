package io.opnum.rpc.server;

import java.time.Duration;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.ListenException;
import io.opnum.rpc.transport.Transport;
import io.opnum.rpc.transport.TransportConnection;
import io.opnum.rpc.transport.TransportListener;

/**
 * A transport without a network and without time of its own: what a {@link RawPeer} sends
 * is processed when its method returns, so that silence is seen at once, and timers run
 * when the test says so.
 */
final class ManualTransport implements Transport {

	/** Stands for the event loop: who holds it is on it. */
	final ReentrantLock eventLoop = new ReentrantLock();

	private final ProtocolSequence protocolSequence;

	private final Map<String, Function<TransportConnection, TransportListener>> acceptors = new ConcurrentHashMap<>();

	private final Map<String, Function<TransportConnection, TransportListener>> closedAcceptors = new ConcurrentHashMap<>();

	private final PriorityQueue<Timer> timers = new PriorityQueue<>();

	private long nanoTime = 1_000;

	private int nextDynamic = 49152;

	ManualTransport() {
		this(ProtocolSequence.NCACN_IP_TCP);
	}

	ManualTransport(ProtocolSequence protocolSequence) {
		this.protocolSequence = protocolSequence;
	}

	long nanoTime() {
		return this.nanoTime;
	}

	/** Let time pass, and what is due happen. */
	void advance(Duration duration) {
		long until = this.nanoTime + duration.toNanos();
		while (!this.timers.isEmpty() && this.timers.peek().due <= until) {
			Timer timer = this.timers.remove();
			this.nanoTime = Math.max(this.nanoTime, timer.due);
			onEventLoop(timer.task);
		}
		this.nanoTime = until;
	}

	Timer schedule(Runnable task, Duration delay) {
		Timer timer = new Timer(this.nanoTime + delay.toNanos(), task);
		this.timers.add(timer);
		return timer;
	}

	void cancel(Timer timer) {
		this.timers.remove(timer);
	}

	void onEventLoop(Runnable task) {
		this.eventLoop.lock();
		try {
			task.run();
		}
		finally {
			this.eventLoop.unlock();
		}
	}

	/** Connect to the only endpoint. */
	RawPeer connect() {
		assert this.acceptors.size() == 1 : this.acceptors.keySet();
		return connect(this.acceptors.keySet().iterator().next());
	}

	/** Connect to an endpoint that is listened on. */
	RawPeer connect(String endpoint) {
		return connect(endpoint, "127.0.0.1");
	}

	RawPeer connect(String endpoint, String address) {
		Function<TransportConnection, TransportListener> acceptor = this.acceptors.get(endpoint);
		if (acceptor == null) {
			throw new IllegalStateException("Nobody listens on " + endpoint);
		}
		RawPeer peer = new RawPeer(this, new Endpoint(this.protocolSequence, "127.0.0.1", endpoint), address);
		onEventLoop(() -> peer.setListener(acceptor.apply(peer)));
		return peer;
	}

	/** Connect to an endpoint as one who was under way while it was closed. */
	RawPeer connectLate(String endpoint) {
		Function<TransportConnection, TransportListener> acceptor = this.closedAcceptors.get(endpoint);
		RawPeer peer = new RawPeer(this, new Endpoint(this.protocolSequence, "127.0.0.1", endpoint), "127.0.0.1");
		onEventLoop(() -> peer.setListener(acceptor.apply(peer)));
		return peer;
	}

	boolean isListening(String endpoint) {
		return this.acceptors.containsKey(endpoint);
	}

	@Override
	public ProtocolSequence protocolSequence() {
		return this.protocolSequence;
	}

	@Override
	public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			Function<TransportConnection, TransportListener> listener) {
		throw new UnsupportedOperationException("Use connect(String)");
	}

	@Override
	public CompletionStage<TransportServer> listen(Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		String name = endpoint.endpoint().isEmpty() ? Integer.toString(this.nextDynamic++) : endpoint.endpoint();
		Endpoint actual = new Endpoint(this.protocolSequence, endpoint.networkAddress(), name);
		if (this.acceptors.putIfAbsent(name, listener) != null) {
			return CompletableFuture
				.failedFuture(new ListenException(actual, ListenException.Reason.IN_USE, actual + " is in use", null));
		}
		return CompletableFuture.completedFuture(new TransportServer() {

			@Override
			public Endpoint endpoint() {
				return actual;
			}

			@Override
			public CompletionStage<Void> close() {
				ManualTransport.this.acceptors.remove(name);
				ManualTransport.this.closedAcceptors.put(name, listener);
				return CompletableFuture.completedFuture(null);
			}

		});
	}

	@Override
	public void close() {
	}

	/**
	 * A task that is due at a time.
	 */
	static final class Timer implements Comparable<Timer> {

		private final long due;

		private final Runnable task;

		Timer(long due, Runnable task) {
			this.due = due;
			this.task = task;
		}

		@Override
		public int compareTo(Timer other) {
			return Long.compare(this.due, other.due);
		}

	}

}
