package io.opnum.rpc.client;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An association group as the server has it (MS-RPCE 3.3.2.1.2): it lives as long as one
 * of its connections does, and with it the context handles that were opened over them.
 * <p>
 * Guarded by the lock of its association, but for what says otherwise.
 */
final class AssociationGroup {

	private final Association association;

	private final int id;

	private int connections;

	/** Context handles that are open, and answers that may bring some. */
	private int users;

	private final AtomicInteger contextHandles = new AtomicInteger();

	private volatile boolean ended;

	AssociationGroup(Association association, int id) {
		this.association = association;
		this.id = id;
	}

	/** Any thread. */
	Association association() {
		return this.association;
	}

	/** The association group id. Any thread. */
	int id() {
		return this.id;
	}

	/** Whether the server has forgotten it. Any thread. */
	boolean isEnded() {
		return this.ended;
	}

	/** A context handle was opened. Any thread. */
	void handleOpened() {
		this.contextHandles.incrementAndGet();
		retain();
	}

	/** A context handle has ended. Any thread. */
	void handleEnded() {
		this.contextHandles.decrementAndGet();
		release();
	}

	/** How many context handles were opened and have not ended. Any thread. */
	int contextHandles() {
		return this.contextHandles.get();
	}

	/** Have it stay. Any thread. */
	void retain() {
		this.association.retain(this);
	}

	/** It need not stay for what it was retained for. Any thread. */
	void release() {
		this.association.release(this);
	}

	void joined() {
		this.connections++;
	}

	void left() {
		this.connections--;
	}

	/** Whether it has no more connections than the one that asks. */
	boolean isLast() {
		return this.connections <= 1;
	}

	boolean isDeserted() {
		return this.connections == 0;
	}

	void end() {
		this.ended = true;
	}

	void used() {
		this.users++;
	}

	/** Whether nobody uses it any more. */
	boolean unused() {
		return --this.users == 0;
	}

	boolean isUsed() {
		return this.users > 0;
	}

	@Override
	public String toString() {
		return "association group 0x%08x at %s".formatted(this.id, this.association.endpoint());
	}

}
