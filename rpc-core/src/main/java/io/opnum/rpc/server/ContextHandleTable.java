package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.ContextHandleUse;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.server.ServerContextHandle.End;
import org.jspecify.annotations.Nullable;

/**
 * The context handles that are open in one association (C706 5.1.6, MS-RPCE 3.3.1.4.1),
 * and the calls that use them or wait for them.
 * <p>
 * Thread-safe: one lock, never held while the application's code runs. A call takes its
 * place in the queues of all its handles at once, so that calls that use several in
 * different order can't wait for each other.
 */
final class ContextHandleTable {

	private final ContextHandleAccount account;

	private final Map<UUID, ServerContextHandle<?>> open = new HashMap<>();

	/** Guarded by the open handles. */
	private boolean ended;

	ContextHandleTable(ContextHandleAccount account) {
		this.account = account;
	}

	/**
	 * Find a handle.
	 * @param wire what a client sent
	 * @param registration the implementation it is sent to
	 * @param use what its operation takes
	 * @param caller who sent it
	 * @return the handle, or {@code null} if it is not open, not that interface's, not of
	 * that type, or was opened by another caller or at a stronger level: who knows the
	 * association may join it, and what names a handle may have been seen
	 */
	@Nullable ServerContextHandle<?> find(NdrContextHandle wire, ServerRegistration registration, ContextHandleUse use,
			CallerIdentity caller) {
		synchronized (this.open) {
			ServerContextHandle<?> handle = (wire.attributes() == 0) ? this.open.get(wire.uuid()) : null;
			return (handle != null && handle.isOf(registration, use.stateType()) && handle.admits(caller)) ? handle
					: null;
		}
	}

	/** Whether no more handles can be opened, which is logged once. */
	boolean isFull() {
		int open;
		synchronized (this.open) {
			open = this.open.size();
		}
		return this.account.isFull(open);
	}

	/**
	 * Open a handle.
	 * @param handle the handle, new
	 * @param registration the implementation that made it
	 * @param use what is declared of it
	 * @param caller whose it is
	 * @throws RpcFaultException if there are too many, or the interface was unregistered
	 */
	void open(ServerContextHandle<?> handle, ServerRegistration registration, ContextHandleUse use,
			CallerIdentity caller) {
		synchronized (this.open) {
			if (this.ended || registration.isClosed()) {
				throw new RpcFaultException(RpcStatus.UNKNOWN_IF,
						"%s was unregistered while an operation of it opened %s".formatted(registration, use));
			}
			this.account.opening(this.open.size());
			UUID uuid = this.account.nextUuid();
			if (!handle.open(this, uuid, registration, use.stateType(), caller)) {
				this.account.ended(1);
				throw alreadyOpen(handle);
			}
			this.open.put(uuid, handle);
		}
	}

	static IllegalArgumentException alreadyOpen(ServerContextHandle<?> handle) {
		return new IllegalArgumentException(
				"is %s, which is open already or closed: make another one with ContextHandle.of".formatted(handle));
	}

	/**
	 * Let another handle take the place of one that a call holds; clients don't notice.
	 * @param old the one that is open
	 * @param replacement the other one, new
	 * @param call the call
	 * @return whether it did; {@code false} if one of them is closed
	 */
	boolean replace(ServerContextHandle<?> old, ServerContextHandle<?> replacement, ServerRegistration registration,
			ContextHandleUse use, CallContextHandles call) {
		synchronized (this.open) {
			if (old.isClosed() || !replacement.open(this, old.uuid(), registration, use.stateType(), old.owner())) {
				return false;
			}
			this.open.put(old.uuid(), replacement);
			old.end(End.CLOSE);
			replacement.replace(old, call);
			return true;
		}
	}

	/**
	 * End a handle since an operation or the application wants it.
	 * @param handle the handle
	 */
	void close(ServerContextHandle<?> handle) {
		boolean now;
		synchronized (this.open) {
			if (handle.isClosed()) {
				handle.endInstead();
				return;
			}
			this.open.remove(handle.uuid());
			this.account.ended(1);
			now = handle.end(End.CLOSE);
		}
		if (now) {
			handle.dispose(End.CLOSE);
		}
	}

	/**
	 * Run down some handles.
	 * @param handles the handles; those that are closed are left alone
	 */
	void runDown(List<ServerContextHandle<?>> handles) {
		List<ServerContextHandle<?>> due = new ArrayList<>();
		synchronized (this.open) {
			for (ServerContextHandle<?> handle : handles) {
				if (this.open.remove(handle.uuid(), handle)) {
					this.account.ended(1);
					if (handle.end(End.RUNDOWN)) {
						due.add(handle);
					}
				}
			}
		}
		this.account.runDown(due);
	}

	/**
	 * Run down handles that were never opened.
	 * @param handles the handles, ended
	 */
	void runDownNew(List<ServerContextHandle<?>> handles) {
		this.account.runDown(handles);
	}

	/**
	 * Run down the handles of an implementation that was unregistered.
	 * @param registration the implementation
	 */
	void runDown(ServerRegistration registration) {
		runDown((handle) -> handle.isMadeBy(registration));
	}

	/** Run down all handles: the association has ended, and all of its calls. */
	void end() {
		synchronized (this.open) {
			this.ended = true;
		}
		runDown((handle) -> true);
	}

	private void runDown(Predicate<ServerContextHandle<?>> which) {
		List<ServerContextHandle<?>> due = new ArrayList<>();
		synchronized (this.open) {
			this.open.values().removeIf((handle) -> {
				if (!which.test(handle)) {
					return false;
				}
				this.account.ended(1);
				if (handle.end(End.RUNDOWN)) {
					due.add(handle);
				}
				return true;
			});
		}
		this.account.runDown(due);
	}

	// ---- who uses them

	/**
	 * Let a call have its handles, or queue for them.
	 * @param call the call
	 * @return whether it has all of them; else it is told later
	 */
	boolean claim(CallContextHandles call) {
		synchronized (this.open) {
			return call.hold();
		}
	}

	/**
	 * A call has ended: let those who wait have its handles.
	 * @param held what it held
	 * @param mayBlock whether this thread may run the application's code; else another
	 * one does
	 */
	void release(List<ServerContextHandle<?>> held, boolean mayBlock) {
		List<CallContextHandles> granted = new ArrayList<>();
		List<ServerContextHandle<?>> closed = new ArrayList<>();
		List<ServerContextHandle<?>> runDown = new ArrayList<>();
		synchronized (this.open) {
			for (ServerContextHandle<?> handle : held) {
				switch (handle.letGo()) {
					case CLOSE -> closed.add(handle);
					case RUNDOWN -> runDown.add(handle);
					case NONE -> {
						// Goes on
					}
				}
				CallContextHandles next;
				while ((next = handle.next()) != null) {
					if (next.granted()) {
						granted.add(next);
					}
				}
			}
		}
		if (mayBlock) {
			closed.forEach((handle) -> handle.dispose(End.CLOSE));
		}
		else {
			this.account.close(closed);
		}
		this.account.runDown(runDown);
		granted.forEach(CallContextHandles::proceed);
	}

}
