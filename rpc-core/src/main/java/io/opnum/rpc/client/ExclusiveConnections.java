package io.opnum.rpc.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The connections of an association that calls with pipes have for themselves, one at a
 * time, and the calls that wait for one: since the fragments of a request go out back to
 * back, and a connection is not read while a pipe is full, other calls would wait behind
 * them.
 * <p>
 * Guarded by the lock of its association.
 */
final class ExclusiveConnections {

	/** For how long a server that refused a connection is not asked for another. */
	private static final long REFUSAL_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final int maxConnections;

	/** Connections whose bind is not answered. */
	private final List<ClientConnection> binding = new ArrayList<>();

	/** Connections that take calls. */
	private final List<ClientConnection> ready = new ArrayList<>();

	/** Those of them that have none. */
	private final Deque<ClientConnection> idle = new ArrayDeque<>();

	/** Connections that take no more calls, but are open yet. */
	private final List<ClientConnection> leaving = new ArrayList<>();

	/** Calls in their order of arrival. */
	private final Set<ClientCall> waiting = new LinkedHashSet<>();

	/** How many connections there may be now. */
	private int limit;

	private long refusedAt;

	ExclusiveConnections(int maxConnections) {
		this.maxConnections = maxConnections;
		this.limit = maxConnections;
	}

	Set<ClientCall> waiting() {
		return this.waiting;
	}

	List<ClientConnection> binding() {
		return this.binding;
	}

	Stream<ClientConnection> ready() {
		return this.ready.stream();
	}

	Stream<ClientConnection> open() {
		return Stream.concat(this.ready.stream(), this.leaving.stream());
	}

	boolean isEmpty() {
		return this.waiting.isEmpty() && this.binding.isEmpty() && this.ready.isEmpty() && this.leaving.isEmpty();
	}

	void bound(ClientConnection connection) {
		this.binding.remove(connection);
		this.limit = this.maxConnections;
		this.ready.add(connection);
		this.idle.add(connection);
	}

	/** No more are opened than can be; those that wait do so for the others. */
	void refused() {
		this.limit = Math.max(1, this.ready.size() + this.binding.size());
		this.refusedAt = System.nanoTime();
	}

	void released(ClientConnection connection) {
		if (this.ready.contains(connection) && !this.idle.contains(connection)) {
			this.idle.add(connection);
		}
	}

	boolean retired(ClientConnection connection) {
		if (!this.ready.remove(connection)) {
			return false;
		}
		this.idle.remove(connection);
		this.leaving.add(connection);
		return true;
	}

	void closed(ClientConnection connection) {
		this.ready.remove(connection);
		this.idle.remove(connection);
		this.leaving.remove(connection);
	}

	/**
	 * Take a connection for a call, one that its interface is bound to if there is any.
	 * @param call the call
	 * @param serves whether a connection serves it
	 * @return the connection, or {@code null} if there is none
	 */
	@Nullable ClientConnection take(ClientCall call, BiPredicate<ClientConnection, ClientCall> serves) {
		ClientConnection found = null;
		for (Iterator<ClientConnection> latestFirst = this.idle.descendingIterator(); latestFirst.hasNext();) {
			ClientConnection connection = latestFirst.next();
			if (serves.test(connection, call) && (found == null
					|| (!found.isBoundTo(call.interfaceId()) && connection.isBoundTo(call.interfaceId())))) {
				found = connection;
			}
		}
		if (found != null) {
			this.idle.remove(found);
		}
		return found;
	}

	/**
	 * Return whether another connection may be opened.
	 */
	boolean mayOpen() {
		if (this.limit < this.maxConnections && System.nanoTime() - this.refusedAt > REFUSAL_NANOS) {
			this.limit = this.maxConnections;
		}
		return this.ready.size() + this.binding.size() < this.limit;
	}

	/**
	 * Let an idle connection go that is of no use, where the limit is reached.
	 * @return the connection, or {@code null} if there is none
	 */
	@Nullable ClientConnection makeRoom() {
		ClientConnection useless = mayOpen() ? null : this.idle.pollFirst();
		if (useless != null) {
			this.ready.remove(useless);
			this.leaving.add(useless);
		}
		return useless;
	}

}
