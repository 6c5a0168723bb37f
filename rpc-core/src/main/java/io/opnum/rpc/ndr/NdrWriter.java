package io.opnum.rpc.ndr;

import io.netty.buffer.ByteBuf;

/**
 * A cursor that writes NDR primitives, aligned from the first octet of the stub. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class NdrWriter {

	/**
	 * Create a writer.
	 * @param buffer where to write; the stub begins at its writer index; not owned
	 * @param format the layout
	 */
	public NdrWriter(ByteBuf buffer, NdrFormat format) {
	}

}
