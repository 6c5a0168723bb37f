package io.opnum.rpc.server;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.server.ServerContextHandle.End;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the context handles of all associations of a server share: how many there may be,
 * their names, and what runs them down. Thread-safe.
 */
final class ContextHandleAccount {

	private static final Logger logger = LoggerFactory.getLogger(ContextHandleAccount.class);

	private static final int UUID_OCTETS = 16;

	/** So many at once, since to ask the operating system for each costs more. */
	private static final int UUIDS_AHEAD = 64;

	private final int maxHandles;

	private final int maxHandlesPerAssociation;

	private final Executor executor;

	private final ServerCounters counters;

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicBoolean reportedFull = new AtomicBoolean();

	/** Who knows a handle may use it, so none shall be guessed from another. */
	private final SecureRandom random = new SecureRandom();

	private final ByteBuffer drawn = ByteBuffer.allocate(UUIDS_AHEAD * UUID_OCTETS).limit(0);

	/**
	 * Create an account.
	 * @param limits how many handles there may be
	 * @param executor runs them down, whatever comes
	 * @param counters counts that
	 */
	ContextHandleAccount(RpcServerLimits limits, Executor executor, ServerCounters counters) {
		this.maxHandles = limits.maxContextHandles();
		this.maxHandlesPerAssociation = limits.maxContextHandlesPerAssociation();
		this.executor = executor;
		this.counters = counters;
	}

	/** How many are open. */
	int open() {
		return this.open.get();
	}

	/** Whether no more can be opened, which is logged once. */
	boolean isFull(int inAssociation) {
		if (inAssociation < this.maxHandlesPerAssociation && this.open.get() < this.maxHandles) {
			return false;
		}
		report(describe(inAssociation));
		return true;
	}

	/**
	 * A handle is about to be opened.
	 * @param inAssociation how many its association has
	 * @throws RpcFaultException if there are too many
	 */
	void opening(int inAssociation) {
		if (inAssociation < this.maxHandlesPerAssociation) {
			if (this.open.incrementAndGet() <= this.maxHandles) {
				return;
			}
			this.open.decrementAndGet();
		}
		String message = describe(inAssociation);
		report(message);
		throw new RpcFaultException(RpcStatus.OUT_OF_RESOURCES, message);
	}

	private String describe(int inAssociation) {
		boolean ofAssociation = inAssociation >= this.maxHandlesPerAssociation;
		return "No further context handle can be opened: there are as many as the %d of %s".formatted(
				(ofAssociation) ? this.maxHandlesPerAssociation : this.maxHandles,
				(ofAssociation) ? "maxContextHandlesPerAssociation" : "maxContextHandles");
	}

	private void report(String message) {
		if (this.reportedFull.compareAndSet(false, true)) {
			logger.warn("{}. Calls that would open one are answered with {}; this is logged once", message,
					RpcStatus.OUT_OF_RESOURCES);
		}
	}

	/** Handles have ended. */
	void ended(int handles) {
		this.open.addAndGet(-handles);
	}

	/** A random UUID (RFC 9562 version 4) that can't be guessed. */
	UUID nextUuid() {
		long high;
		long low;
		synchronized (this.drawn) {
			if (!this.drawn.hasRemaining()) {
				this.random.nextBytes(this.drawn.array());
				this.drawn.clear();
			}
			high = this.drawn.getLong();
			low = this.drawn.getLong();
		}
		return new UUID(high & ~0xf000L | 0x4000L, low & ~(0b11L << 62) | 1L << 63);
	}

	/**
	 * Dispose of handles that were closed, on a thread that may block.
	 * @param handles the handles, that nobody knows any more
	 */
	void close(List<ServerContextHandle<?>> handles) {
		if (!handles.isEmpty()) {
			this.executor.execute(() -> handles.forEach((handle) -> handle.dispose(End.CLOSE)));
		}
	}

	/**
	 * Run down handles, on a thread that may block.
	 * @param handles the handles, that nobody knows any more
	 */
	void runDown(List<ServerContextHandle<?>> handles) {
		if (handles.isEmpty()) {
			return;
		}
		this.executor.execute(() -> handles.forEach((handle) -> {
			handle.dispose(End.RUNDOWN);
			this.counters.contextRundowns.increment();
		}));
	}

}
