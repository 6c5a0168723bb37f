package io.opnum.rpc.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A context handle of a server: what an operation made, and from the answer to that call
 * on an entry of the {@link ContextHandleTable} of an association. There may be millions,
 * so it is kept small.
 * <p>
 * Thread-safe: guarded by itself while it is new, and by the lock of its table from when
 * it is open.
 *
 * @param <S> the type of the state
 * @since 0.1.0
 */
public final class ServerContextHandle<S> implements ContextHandle<S> {

	private static final int EXCLUSIVELY = -1;

	private static final Logger logger = LoggerFactory.getLogger(ServerContextHandle.class);

	private final S state;

	private final @Nullable Consumer<? super S> rundown;

	private volatile Status status = Status.NEW;

	private End end = End.NONE;

	private @Nullable ContextHandleTable table;

	private @Nullable UUID uuid;

	private @Nullable ServerRegistration registration;

	private @Nullable Class<?> stateType;

	private CallerIdentity owner = CallerIdentity.NOBODY;

	/** How many calls share it, or {@link #EXCLUSIVELY}. */
	private int holders;

	private @Nullable Deque<CallContextHandles> waiting;

	private ServerContextHandle(S state, @Nullable Consumer<? super S> rundown) {
		this.state = state;
		this.rundown = rundown;
	}

	/**
	 * Make a handle, which is unknown to clients until an operation gave it out.
	 * @param <S> the type of the state
	 * @param state the state
	 * @param rundown what runs it down, or {@code null} to close the state
	 * @return the handle
	 * @see ContextHandle#of(Object)
	 */
	public static <S> ContextHandle<S> of(S state, @Nullable Consumer<? super S> rundown) {
		return new ServerContextHandle<>(Objects.requireNonNull(state, "state must not be null"), rundown);
	}

	@Override
	public S state() {
		return this.state;
	}

	@Override
	public boolean isClosed() {
		return this.status == Status.CLOSED;
	}

	@Override
	public void close() {
		if (endNew()) {
			dispose(End.CLOSE);
			return;
		}
		ContextHandleTable table = this.table;
		if (table != null) {
			table.close(this);
		}
	}

	@Override
	public void destroy() {
		close();
	}

	// ---- new

	/**
	 * End it if no client knows it.
	 * @return whether it was new, and its state is to be disposed of now
	 */
	synchronized boolean endNew() {
		if (this.status != Status.NEW) {
			return false;
		}
		this.status = Status.CLOSED;
		return true;
	}

	/**
	 * Become an entry of a table, under the lock of that.
	 * @return whether it was new
	 */
	synchronized boolean open(ContextHandleTable table, UUID uuid, ServerRegistration registration, Class<?> stateType,
			CallerIdentity owner) {
		if (this.status != Status.NEW) {
			return false;
		}
		this.table = table;
		this.uuid = uuid;
		this.registration = registration;
		this.stateType = stateType;
		this.owner = owner;
		this.status = Status.OPEN;
		return true;
	}

	boolean isNew() {
		return this.status == Status.NEW;
	}

	// ---- an entry of a table, under its lock

	UUID uuid() {
		return Objects.requireNonNull(this.uuid, "not open yet");
	}

	NdrContextHandle wire() {
		return new NdrContextHandle(0, uuid());
	}

	/** Whether it was made by an implementation of an interface, as a type of handle. */
	boolean isOf(ServerRegistration registration, Class<?> stateType) {
		return isOf(registration) && this.stateType == stateType;
	}

	/** Whether a caller may use it. */
	boolean admits(CallerIdentity caller) {
		return this.owner.admits(caller);
	}

	/** For whom it was opened. */
	CallerIdentity owner() {
		return this.owner;
	}

	boolean isMadeBy(ServerRegistration registration) {
		return this.registration == registration;
	}

	private boolean isOf(ServerRegistration registration) {
		return this.registration != null && this.registration.stub() == registration.stub();
	}

	/**
	 * End it.
	 * @param end how
	 * @return whether the state is to be disposed of now; else that is due when no call
	 * holds it any more
	 */
	boolean end(End end) {
		this.status = Status.CLOSED;
		if (this.holders != 0) {
			this.end = end;
			return false;
		}
		return true;
	}

	/** An operation ended what was about to be run down. */
	void endInstead() {
		if (this.end == End.RUNDOWN) {
			this.end = End.CLOSE;
		}
	}

	/**
	 * Let a call have it, or wait.
	 * @param call the call
	 * @param shared whether it shares it
	 * @return whether it has it
	 */
	boolean hold(CallContextHandles call, boolean shared) {
		if (hasWaiting() || !isFree(shared)) {
			if (this.waiting == null) {
				this.waiting = new ArrayDeque<>(2);
			}
			this.waiting.add(call);
			return false;
		}
		held(shared);
		return true;
	}

	private boolean isFree(boolean shared) {
		return this.holders == 0 || (shared && this.holders > 0);
	}

	private void held(boolean shared) {
		this.holders = (shared) ? this.holders + 1 : EXCLUSIVELY;
	}

	/**
	 * A call has ended that held it.
	 * @return what is due now
	 */
	End letGo() {
		this.holders = (this.holders == EXCLUSIVELY) ? 0 : this.holders - 1;
		if (this.holders != 0) {
			return End.NONE;
		}
		End due = this.end;
		this.end = End.NONE;
		return due;
	}

	/**
	 * Give it to the call that waits longest, if that may have it.
	 * @return the call, or {@code null}
	 */
	@Nullable CallContextHandles next() {
		Deque<CallContextHandles> waiting = this.waiting;
		if (waiting == null) {
			return null;
		}
		boolean shared = waiting.element().shares(this);
		if (!isFree(shared)) {
			return null;
		}
		held(shared);
		CallContextHandles next = waiting.remove();
		if (waiting.isEmpty()) {
			this.waiting = null;
		}
		return next;
	}

	private boolean hasWaiting() {
		return this.waiting != null;
	}

	/**
	 * Take the place of another handle: its name, and those who wait for it.
	 * @param other the other one, held by a call
	 * @param call the call, which holds this one from now on
	 */
	void replace(ServerContextHandle<?> other, CallContextHandles call) {
		this.holders = (other.holders == EXCLUSIVELY) ? EXCLUSIVELY : 1;
		this.waiting = other.waiting;
		other.waiting = null;
		if (this.waiting != null) {
			this.waiting.forEach((waiting) -> waiting.replace(other, this));
		}
	}

	// ---- the end of the state, with no lock held

	/**
	 * Dispose of the state, as it is due. Called once.
	 * @param end how
	 */
	void dispose(End end) {
		try {
			Consumer<? super S> rundown = this.rundown;
			if (rundown == null) {
				if (this.state instanceof AutoCloseable closeable) {
					closeable.close();
				}
			}
			else if (end == End.RUNDOWN) {
				rundown.accept(this.state);
			}
		}
		catch (Throwable ex) {
			logger.warn("{} of the state of {} failed", (end == End.RUNDOWN) ? "Rundown" : "Closing", this, ex);
		}
	}

	@Override
	public String toString() {
		Class<?> type = (this.stateType != null) ? this.stateType : this.state.getClass();
		return "ContextHandle<%s>[%s]".formatted(type.getSimpleName(), (this.uuid != null) ? this.uuid : "new");
	}

	private enum Status {

		/** Not given out yet. */
		NEW,

		/** Known to the client. */
		OPEN,

		/** Unknown to further calls. */
		CLOSED

	}

	/**
	 * How a handle ends.
	 */
	enum End {

		/** Not yet. */
		NONE,

		/** An operation, or the application, ended it. */
		CLOSE,

		/** Nobody did, and nobody can any more. */
		RUNDOWN

	}

}
