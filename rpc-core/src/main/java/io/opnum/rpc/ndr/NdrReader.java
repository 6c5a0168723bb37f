package io.opnum.rpc.ndr;

import io.netty.buffer.ByteBuf;

/**
 * A cursor that reads NDR primitives, aligned from the first octet of the stub. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class NdrReader {

	/**
	 * Create a reader.
	 * @param buffer the stub, from its reader index; not owned
	 * @param format the layout
	 */
	public NdrReader(ByteBuf buffer, NdrFormat format) {
	}

}
