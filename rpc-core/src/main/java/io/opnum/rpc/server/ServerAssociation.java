package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.opnum.rpc.RpcAssociation;
import org.jspecify.annotations.Nullable;

/**
 * An association group of the server (C706 9.3.3.2, MS-RPCE 3.3.1.2.3): joined by the
 * connections of one client to one endpoint, gone for new ones with the last of them, and
 * run down once the calls of those have ended too.
 * <p>
 * Thread-safe.
 */
final class ServerAssociation {

	private final int id;

	private final ListeningEndpoint endpoint;

	private final Consumer<ServerAssociation> whenLeft;

	private final Consumer<List<AutoCloseable>> rundown;

	/**
	 * Also the lock of what makes attributes: that is the application's, and may take
	 * long.
	 */
	private final Map<AttributeKey, Object> attributes = new ConcurrentHashMap<>();

	/** The lock of what event loops do, never held while anything blocks. */
	private final Object lock = new Object();

	/** Connections open and calls in flight. */
	private final AtomicInteger holders = new AtomicInteger(1);

	/** Connections open; guarded by the lock. */
	private int connections = 1;

	private final ContextHandleAccount contextHandleAccount;

	/** Made with the first call that has to do with one. */
	private volatile @Nullable ContextHandleTable contextHandles;

	/** Guarded by the attributes. */
	private boolean ended;

	/**
	 * Create an association with one connection.
	 * @param id the association group id
	 * @param endpoint the endpoint that it belongs to
	 * @param whenLeft called once, when its last connection has left
	 * @param rundown called once with the attributes to close, when nothing holds it
	 * @param contextHandleAccount what its context handles share with others
	 */
	ServerAssociation(int id, ListeningEndpoint endpoint, Consumer<ServerAssociation> whenLeft,
			Consumer<List<AutoCloseable>> rundown, ContextHandleAccount contextHandleAccount) {
		this.id = id;
		this.endpoint = endpoint;
		this.whenLeft = whenLeft;
		this.rundown = rundown;
		this.contextHandleAccount = contextHandleAccount;
	}

	int id() {
		return this.id;
	}

	/**
	 * Return the association as one of its callers has it: who knows its id may join it,
	 * so that what is kept for one caller is not for others.
	 * @param caller who calls
	 * @return what is the caller's of it
	 */
	RpcAssociation of(CallerIdentity caller) {
		return new CallersAssociation(this, caller);
	}

	private <T> T attribute(CallerIdentity caller, Class<T> type, Supplier<? extends T> factory) {
		AttributeKey key = new AttributeKey(caller.name(), type);
		Object attribute = this.attributes.get(key);
		return type.cast((attribute != null) ? attribute : create(key, factory));
	}

	private Object create(AttributeKey key, Supplier<?> factory) {
		synchronized (this.attributes) {
			Object attribute = this.attributes.get(key);
			if (attribute != null) {
				return attribute;
			}
			if (this.ended) {
				throw new IllegalStateException("Association 0x%08x has ended".formatted(this.id));
			}
			Object created = factory.get();
			this.attributes.put(key, created);
			return created;
		}
	}

	/**
	 * Return the context handles, on behalf of a call.
	 * @return the context handles
	 */
	ContextHandleTable contextHandles() {
		ContextHandleTable contextHandles = this.contextHandles;
		if (contextHandles == null) {
			synchronized (this.lock) {
				contextHandles = this.contextHandles;
				if (contextHandles == null) {
					contextHandles = new ContextHandleTable(this.contextHandleAccount);
					this.contextHandles = contextHandles;
				}
			}
		}
		return contextHandles;
	}

	/** Run down the context handles of an implementation that was unregistered. */
	void unregistered(ServerRegistration registration) {
		ContextHandleTable contextHandles = this.contextHandles;
		if (contextHandles != null) {
			contextHandles.runDown(registration);
		}
	}

	/**
	 * Add a connection.
	 * @param endpoint the endpoint that it came in on
	 * @return whether it joined; {@code false} if the association belongs to another
	 * endpoint or has lost its last connection
	 */
	boolean join(ListeningEndpoint endpoint) {
		if (endpoint != this.endpoint) {
			return false;
		}
		synchronized (this.lock) {
			if (this.connections == 0) {
				return false;
			}
			this.connections++;
			this.holders.incrementAndGet();
			return true;
		}
	}

	/** A connection that joined is closed. */
	void leave() {
		boolean last;
		synchronized (this.lock) {
			last = --this.connections == 0;
		}
		if (last) {
			this.whenLeft.accept(this);
		}
		release();
	}

	/** A call begins, on a connection that is open. */
	void retain() {
		this.holders.incrementAndGet();
	}

	/** A call has ended. */
	void release() {
		if (this.holders.decrementAndGet() == 0) {
			ContextHandleTable contextHandles = this.contextHandles;
			if (contextHandles != null) {
				contextHandles.end();
			}
			List<AutoCloseable> toClose = end();
			if (!toClose.isEmpty()) {
				this.rundown.accept(toClose);
			}
		}
	}

	private List<AutoCloseable> end() {
		List<AutoCloseable> toClose = new ArrayList<>();
		synchronized (this.attributes) {
			this.ended = true;
			for (Object attribute : this.attributes.values()) {
				if (attribute instanceof AutoCloseable closeable) {
					toClose.add(closeable);
				}
			}
			this.attributes.clear();
		}
		return toClose;
	}

	@Override
	public String toString() {
		return "association 0x%08x on %s".formatted(this.id, this.endpoint);
	}

	private record AttributeKey(String caller, Class<?> type) {
	}

	private record CallersAssociation(ServerAssociation association, CallerIdentity caller) implements RpcAssociation {

		@Override
		public int id() {
			return this.association.id();
		}

		@Override
		public <T> T attribute(Class<T> type, Supplier<? extends T> factory) {
			return this.association.attribute(this.caller, type, factory);
		}

		@Override
		public String toString() {
			return "%s, of %s".formatted(this.association, this.caller);
		}

	}

}
