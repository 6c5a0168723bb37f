package io.opnum.rpc.ndr;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ContextHandle;
import org.jspecify.annotations.Nullable;

/**
 * What context handles stand for in one call: on a server the handles of an association,
 * on a client those it was given.
 *
 * @since 0.1.0
 */
public interface ContextHandles {

	/**
	 * Return the handle that was read.
	 * @param use what is declared
	 * @param wire what was read, perhaps the null handle
	 * @return the handle, {@code null} for the null handle where it may be that
	 * @throws BadStubDataException if there is no such handle
	 */
	@Nullable ContextHandle<?> unmarshal(ContextHandleUse use, NdrContextHandle wire);

	/**
	 * Return what is to be written for a handle.
	 * @param use what is declared
	 * @param handle the handle, perhaps {@code null}
	 * @return the handle as it is on the wire
	 * @throws IllegalArgumentException if it can't be sent
	 */
	NdrContextHandle marshal(ContextHandleUse use, @Nullable ContextHandle<?> handle);

}
