package io.opnum.rpc.ndr;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A context handle as it is on the wire: 20 octets (C706 {@code ndr_context_handle}).
 * Both fields identify it.
 *
 * @param attributes 0 from all known servers
 * @param uuid the identity
 * @since 0.1.0
 */
public record NdrContextHandle(int attributes, UUID uuid) {

	/** How long it is. */
	static final int OCTETS = 20;

	/** The null handle: not open yet, or closed. */
	public static final NdrContextHandle NIL = new NdrContextHandle(0, new UUID(0, 0));

	/**
	 * Read a context handle.
	 * @param reader where from
	 * @return the handle
	 */
	static NdrContextHandle read(NdrReader reader) {
		return new NdrContextHandle(reader.readInt(), reader.readUuid());
	}

	/**
	 * Read a context handle where it is known to be, ahead of all else.
	 * @param stub the stub, from its reader index, which stays as it is
	 * @param offset where the handle is in the stub
	 * @param format the layout of the stub
	 * @return the handle, {@code null} if the stub is too short
	 */
	public static @Nullable NdrContextHandle peek(ByteBuf stub, int offset, NdrFormat format) {
		if (stub.readableBytes() - offset < OCTETS) {
			return null;
		}
		return read(new NdrReader(stub.slice(stub.readerIndex() + offset, OCTETS), format));
	}

	void write(NdrWriter writer) {
		writer.writeInt(this.attributes);
		writer.writeUuid(this.uuid);
	}

	/**
	 * Return whether this is the null handle.
	 * @return whether all 20 octets are zero
	 */
	public boolean isNil() {
		return equals(NIL);
	}

}
