package io.opnum.rpc.client;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.Out;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.client.ClientContextHandle.ContextCloser;
import io.opnum.rpc.ndr.ContextHandleParameter;
import io.opnum.rpc.ndr.ContextHandleUse;
import io.opnum.rpc.ndr.ContextHandles;
import io.opnum.rpc.ndr.NdrContextHandle;
import org.jspecify.annotations.Nullable;

/**
 * The context handles of one call of a client: those it passes, which bind it to their
 * association group, and those that its answer brings.
 * <p>
 * Belongs to whoever has the call in hand.
 */
final class CallContextHandles implements ContextHandles {

	private final CallTarget target;

	private final ContextCloser closer;

	private final Map<ContextHandleUse, ClientContextHandle<?>> sent = new LinkedHashMap<>(4);

	private final List<ClientContextHandle<?>> received = new ArrayList<>(1);

	/** That of what is sent, later that which the answer came from. */
	private @Nullable AssociationGroup group;

	/**
	 * Create the context handles of a call.
	 * @param target what is called
	 * @param closer closes handles that the call opens
	 */
	CallContextHandles(CallTarget target, ContextCloser closer) {
		this.target = target;
		this.closer = closer;
	}

	/** The group that the call has to go to, {@code null} for any. */
	@Nullable AssociationGroup group() {
		return this.group;
	}

	// ---- the request

	@Override
	public NdrContextHandle marshal(ContextHandleUse use, @Nullable ContextHandle<?> handle) {
		if (handle == null) {
			if (!use.isNullable()) {
				throw new IllegalArgumentException("is null, but the operation takes no null handle: pass one that is"
						+ " open, or mark the parameter @Nullable");
			}
			return NdrContextHandle.NIL;
		}
		if (!(handle instanceof ClientContextHandle<?> opened)) {
			throw new IllegalArgumentException(
					"is %s, which no server gave to this client: pass what an operation opened".formatted(handle));
		}
		check(opened);
		this.sent.put(use, opened);
		this.group = opened.group();
		return opened.wire();
	}

	private void check(ClientContextHandle<?> handle) {
		if (handle.isEnded()) {
			throw new IllegalArgumentException("is %s, which is closed: open another one".formatted(handle));
		}
		if (handle.bindingHandle() != this.target.handle() && !leadsTo(handle.group())) {
			throw new IllegalArgumentException(
					"is %s, which means nothing over another binding: call a proxy of the binding that it was opened over"
						.formatted(handle));
		}
		if (this.target.caller() != null
				&& !handle.group().association().authentication().equals(this.target.authentication())) {
			throw new IllegalArgumentException(
					"is %s, which another caller opened: each opens what it uses".formatted(handle));
		}
		if (handle.group().isEnded()) {
			throw Failures.contextLost(handle.group()).toException(this.target);
		}
		if (this.group != null && this.group != handle.group()) {
			throw new IllegalArgumentException(
					"is %s, but another handle of the call belongs to %s: pass handles of one association"
						.formatted(handle, this.group));
		}
	}

	/** Whether the binding that is called over shares connections with a group. */
	private boolean leadsTo(AssociationGroup group) {
		Endpoint endpoint = this.target.endpoint();
		return endpoint != null && group.association().key().equals(AssociationKey.of(endpoint, this.target));
	}

	// ---- the answer

	/**
	 * The answer came.
	 * @param group where from; it is kept alive until {@link #read}
	 */
	void answered(AssociationGroup group) {
		group.retain();
		this.group = group;
	}

	@Override
	public @Nullable ContextHandle<?> unmarshal(ContextHandleUse use, NdrContextHandle wire) {
		if (wire.isNil()) {
			if (!use.isNullable() && isResult(use)) {
				throw new BadStubDataException("the null handle, but the result is not marked @Nullable");
			}
			return null;
		}
		for (ClientContextHandle<?> handle : this.sent.values()) {
			if (handle.wire().equals(wire)) {
				return handle;
			}
		}
		ClientContextHandle<?> handle = new ClientContextHandle<>(wire, Objects.requireNonNull(this.group), use,
				this.target.handle(), this.closer);
		this.received.add(handle);
		return handle;
	}

	private boolean isResult(ContextHandleUse use) {
		return this.target.operation()
			.contextHandles()
			.stream()
			.anyMatch((parameter) -> parameter.use() == use
					&& parameter.index() == this.target.operation().method().getParameterCount());
	}

	/**
	 * The answer was read: handles that it brought back null, or others for, have ended.
	 * @param arguments the arguments, with their holders
	 */
	void settle(@Nullable Object[] arguments) {
		for (ContextHandleParameter parameter : this.target.operation().contextHandles()) {
			ClientContextHandle<?> before = this.sent.get(parameter.use());
			if (before != null && parameter.out() && arguments[parameter.index()] instanceof Out<?> holder
					&& holder.getOrNull() != before) {
				before.destroy();
			}
		}
	}

	/** The answer could not be read: nobody gets what it brought. */
	void unreadable() {
		this.received.forEach(ClientContextHandle::destroy);
	}

	/** Nobody looks at the answer any more. */
	void read() {
		AssociationGroup group = this.group;
		if (group != null) {
			group.release();
		}
	}

}
