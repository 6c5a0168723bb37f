package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.ContextHandleParameter;
import io.opnum.rpc.ndr.ContextHandleUse;
import io.opnum.rpc.ndr.ContextHandles;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;

/**
 * The context handles of one call on the server: which it is passed and has to have to
 * itself before it may run, and which it opens, replaces and ends.
 * <p>
 * Belongs to whoever has the call in hand. What it holds and misses is guarded by the
 * lock of the {@link ContextHandleTable}.
 */
final class CallContextHandles implements ContextHandles {

	private final ContextHandleTable table;

	private final ServerRegistration registration;

	private final OperationStub operation;

	private final CallerIdentity caller;

	private final Runnable proceed;

	/** What was passed, by the parameter. */
	private final Map<ContextHandleUse, ServerContextHandle<?>> passed = new LinkedHashMap<>(4);

	/** What the call holds, or waits for. */
	private List<ServerContextHandle<?>> claimed = List.of();

	/** How many of those it waits for. */
	private int missing;

	private boolean complete;

	private final List<ServerContextHandle<?>> opened = new ArrayList<>(1);

	/**
	 * Create the handles of a call.
	 * @param table those of its association
	 * @param registration the implementation it goes to
	 * @param operation the operation
	 * @param caller who calls
	 * @param proceed called when it may run after it had to wait; any thread
	 */
	CallContextHandles(ContextHandleTable table, ServerRegistration registration, OperationStub operation,
			CallerIdentity caller, Runnable proceed) {
		this.table = table;
		this.registration = registration;
		this.operation = operation;
		this.caller = caller;
		this.proceed = proceed;
	}

	// ---- before the call runs

	/** Whether the call is bound to open a handle, and there are too many. */
	boolean isRefused() {
		return this.operation.contextHandles().stream().anyMatch((parameter) -> !parameter.in()) && this.table.isFull();
	}

	/**
	 * Take the handles of the call where they are known to be in its stub, so that calls
	 * get them in the order in which they came.
	 * @param stub the stub, which stays as it is
	 * @param format its layout
	 * @return whether the call may run, perhaps to {@link #claim} the handles once its
	 * arguments are unmarshalled; else {@code proceed} is called later
	 */
	boolean claimAhead(ByteBuf stub, NdrFormat format) {
		for (ContextHandleParameter parameter : this.operation.contextHandles()) {
			if (parameter.in() && parameter.offset() < 0) {
				return true;
			}
		}
		for (ContextHandleParameter parameter : this.operation.contextHandles()) {
			if (parameter.in()) {
				NdrContextHandle wire = NdrContextHandle.peek(stub, parameter.offset(), format);
				ServerContextHandle<?> handle = (wire != null)
						? this.table.find(wire, this.registration, parameter.use(), this.caller) : null;
				if (handle != null) {
					this.passed.put(parameter.use(), handle);
				}
			}
		}
		return claim();
	}

	/** Whether all handles that were passed are claimed. */
	boolean isComplete() {
		return this.complete;
	}

	/**
	 * Claim what was passed.
	 * @return whether the call may run; else {@code proceed} is called later
	 */
	boolean claim() {
		this.complete = true;
		if (this.passed.isEmpty()) {
			return true;
		}
		this.claimed = new ArrayList<>(this.passed.values().stream().distinct().toList());
		return this.table.claim(this);
	}

	// Under the lock of the table

	boolean hold() {
		for (ServerContextHandle<?> handle : this.claimed) {
			if (!handle.hold(this, shares(handle))) {
				this.missing++;
			}
		}
		return this.missing == 0;
	}

	boolean shares(ServerContextHandle<?> handle) {
		for (Map.Entry<ContextHandleUse, ServerContextHandle<?>> entry : this.passed.entrySet()) {
			if (entry.getValue() == handle && !entry.getKey().isShared()) {
				return false;
			}
		}
		return true;
	}

	/**
	 * One of the handles that were missing is there.
	 * @return whether the call may run
	 */
	boolean granted() {
		return --this.missing == 0;
	}

	/** Another handle took the place of one that the call waits for. */
	void replace(ServerContextHandle<?> old, ServerContextHandle<?> replacement) {
		this.claimed.replaceAll((handle) -> (handle == old) ? replacement : handle);
		this.passed.replaceAll((use, handle) -> (handle == old) ? replacement : handle);
	}

	// With no lock held

	void proceed() {
		this.proceed.run();
	}

	/**
	 * Check that nothing was ended while the call waited.
	 * @throws BadStubDataException if it was
	 */
	void check() {
		this.passed.forEach((use, handle) -> {
			if (handle.isClosed()) {
				throw mismatch(use, "was closed while the call waited for it");
			}
		});
	}

	// ---- unmarshalling

	@Override
	public @Nullable ContextHandle<?> unmarshal(ContextHandleUse use, NdrContextHandle wire) {
		if (wire.isNil()) {
			if (!use.isNullable()) {
				throw new BadStubDataException("the null handle, but %s is not marked @Nullable".formatted(use),
						RpcStatus.SS_IN_NULL_CONTEXT);
			}
			return null;
		}
		ServerContextHandle<?> handle = (this.complete) ? this.passed.get(use)
				: this.table.find(wire, this.registration, use, this.caller);
		if (handle == null) {
			throw mismatch(use, "is not open in this association, of another interface or type, or another caller's");
		}
		if (handle.isClosed()) {
			throw mismatch(use, "was closed while the call waited for it");
		}
		if (!this.complete) {
			this.passed.put(use, handle);
		}
		return handle;
	}

	private static BadStubDataException mismatch(ContextHandleUse use, String why) {
		return new BadStubDataException("the %s that was passed %s".formatted(use, why), RpcStatus.CONTEXT_MISMATCH);
	}

	// ---- after the operation

	/**
	 * Do with the handles that were passed what the operation wants: end those that it
	 * set to null, replace those for which it set another one.
	 * @param arguments the arguments, with their holders
	 */
	void settle(@Nullable Object[] arguments) {
		for (ContextHandleParameter parameter : this.operation.contextHandles()) {
			ServerContextHandle<?> before = this.passed.get(parameter.use());
			if (before != null && parameter.out()) {
				settle(parameter.use(), before, value(parameter, arguments));
			}
		}
	}

	private void settle(ContextHandleUse use, ServerContextHandle<?> before, @Nullable Object now) {
		if (now == before) {
			return;
		}
		if (now instanceof ServerContextHandle<?> other && other.isNew() && use.stateType().isInstance(other.state())
				&& this.table.replace(before, other, this.registration, use, this)) {
			this.passed.put(use, other);
			this.claimed.add(other);
			return;
		}
		if (!(now instanceof ServerContextHandle<?> other) || other.isClosed()) {
			this.table.close(before);
		}
	}

	private static @Nullable Object value(ContextHandleParameter parameter, @Nullable Object[] arguments) {
		return (parameter.index() < arguments.length && arguments[parameter.index()] instanceof Out<?> holder)
				? holder.getOrNull() : null;
	}

	@Override
	public NdrContextHandle marshal(ContextHandleUse use, @Nullable ContextHandle<?> handle) {
		if (handle == null || handle.isClosed()) {
			if (isResult(use) && !use.isNullable()) {
				throw new IllegalArgumentException(
						"is no open handle, which can't be sent: mark it @Nullable, or give one");
			}
			return NdrContextHandle.NIL;
		}
		if (!(handle instanceof ServerContextHandle<?> made)) {
			throw new IllegalArgumentException(
					"is a %s: a server gives out what ContextHandle.of made".formatted(handle.getClass().getName()));
		}
		if (!made.isNew()) {
			if (made != this.passed.get(use)) {
				throw ContextHandleTable.alreadyOpen(made);
			}
			return made.wire();
		}
		if (!use.stateType().isInstance(made.state())) {
			throw new IllegalArgumentException("has a state of type %s, which is no %s"
				.formatted(made.state().getClass().getName(), use.stateType().getName()));
		}
		this.table.open(made, this.registration, use, this.caller);
		this.opened.add(made);
		return made.wire();
	}

	private boolean isResult(ContextHandleUse use) {
		for (ContextHandleParameter parameter : this.operation.contextHandles()) {
			if (parameter.use() == use) {
				return parameter.index() == this.operation.method().getParameterCount();
			}
		}
		return false;
	}

	/**
	 * The answer could not be marshalled: run down what the operation meant to open.
	 * @param arguments the arguments, with their holders
	 * @param result the result
	 */
	void notMarshalled(@Nullable Object[] arguments, @Nullable Object result) {
		List<ServerContextHandle<?>> unopened = new ArrayList<>();
		for (ContextHandleParameter parameter : this.operation.contextHandles()) {
			Object value = (parameter.index() < arguments.length) ? value(parameter, arguments) : result;
			if (parameter.out() && value instanceof ServerContextHandle<?> handle && handle.endNew()) {
				unopened.add(handle);
			}
		}
		this.table.runDownNew(unopened);
		notAnswered();
	}

	/** The answer did not go out: nobody knows what the call opened. */
	void notAnswered() {
		if (!this.opened.isEmpty()) {
			this.table.runDown(this.opened);
		}
	}

	/**
	 * The call has ended: let those who wait have its handles.
	 * @param mayBlock whether this thread may run the application's code
	 */
	void release(boolean mayBlock) {
		List<ServerContextHandle<?>> held = this.claimed;
		this.claimed = List.of();
		if (!held.isEmpty()) {
			this.table.release(held, mayBlock);
		}
	}

}
