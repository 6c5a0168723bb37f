package io.opnum.rpc.ndr;

import java.util.UUID;

/**
 * A context handle as it is on the wire: 20 octets (C706 {@code ndr_context_handle}).
 * Both fields identify it.
 *
 * @param attributes 0 from all known servers
 * @param uuid the identity
 * @since 0.1.0
 */
public record NdrContextHandle(int attributes, UUID uuid) {

	/** The null handle: not open yet, or closed. */
	public static final NdrContextHandle NIL = new NdrContextHandle(0, new UUID(0, 0));

	/**
	 * Return whether this is the null handle.
	 * @return whether all 20 octets are zero
	 */
	public boolean isNil() {
		return equals(NIL);
	}

}
