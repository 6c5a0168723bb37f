package io.opnum.rpc.ndr;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream of serialized types (MS-RPCE 2.2.6 and 2.2.7): one common header, then
 * each value with a header of its own. In version 1 that is
 *
 * <pre>
 * 01 10 0800 cccccccc       version, little-endian, length of this header
 * llllllll 00000000         length of the value with its padding
 * ...                       the value, to a multiple of 8 octets
 * </pre>
 *
 * and in version 2
 *
 * <pre>
 * 02 10 4000 cccccccc       version, little-endian, length of this header
 * cccccccc (4 times)
 * transfer syntax           NDR or NDR64, 20 octets
 * interface id              20 octets
 * llllllll 00000000 (3)     length of the value with its padding
 * ...                       the value, to a multiple of 16 octets
 * </pre>
 *
 * A primitive type has no header of its own; it takes 8 octets, in version 2 16. Not
 * thread-safe.
 *
 * @since 0.1.0
 */
public final class NdrSerializationWriter {

	private static final int FILLER = 0xcccccccc;

	private static final int LITTLE_ENDIAN = 0x10;

	private final ByteBuf buffer;

	private final SerializationFormat format;

	private final SyntaxId interfaceId;

	private boolean started;

	/**
	 * Create a writer. The common header is written with the first value.
	 * @param buffer where to write; not owned
	 * @param format the format
	 */
	public NdrSerializationWriter(ByteBuf buffer, SerializationFormat format) {
		this(buffer, format, SyntaxId.NIL);
	}

	/**
	 * Create a writer. The common header is written with the first value.
	 * @param buffer where to write; not owned
	 * @param format the format
	 * @param interfaceId the interface that declares the types, for version 2; readers
	 * need not care
	 */
	public NdrSerializationWriter(ByteBuf buffer, SerializationFormat format, SyntaxId interfaceId) {
		this.buffer = buffer;
		this.format = format;
		this.interfaceId = interfaceId;
	}

	/**
	 * Write a value.
	 * @param <T> its type
	 * @param type its type
	 * @param value the value
	 * @return this
	 * @throws IllegalArgumentException naming type and field if the value can't be
	 * written; the buffer is then as it was before
	 */
	public <T extends @Nullable Object> NdrSerializationWriter write(NdrSerializer<T> type, T value) {
		int before = this.buffer.writerIndex();
		boolean startedBefore = this.started;
		try {
			if (!this.started) {
				writeCommonHeader();
				this.started = true;
			}
			writeValue(type, value);
			return this;
		}
		catch (RuntimeException ex) {
			this.buffer.writerIndex(before);
			this.started = startedBefore;
			throw ex;
		}
	}

	private void writeCommonHeader() {
		NdrWriter header = new NdrWriter(this.buffer, NdrFormat.NDR);
		header.writeByte(this.format.version());
		header.writeByte(LITTLE_ENDIAN);
		header.writeShort(this.format.commonHeaderLength());
		header.writeInt(FILLER);
		if (this.format.version() == 2) {
			for (int i = 0; i < 4; i++) {
				header.writeInt(FILLER);
			}
			writeSyntax(header, this.format.transferSyntax());
			writeSyntax(header, this.interfaceId);
		}
	}

	private static void writeSyntax(NdrWriter header, SyntaxId syntax) {
		header.writeUuid(syntax.uuid());
		header.writeShort(syntax.majorVersion());
		header.writeShort(syntax.minorVersion());
	}

	private <T extends @Nullable Object> void writeValue(NdrSerializer<T> type, T value) {
		int alignment = this.format.privateHeaderLength();
		int header = this.buffer.writerIndex();
		if (!type.isPrimitive()) {
			this.buffer.writeZero(this.format.privateHeaderLength());
		}
		int start = this.buffer.writerIndex();
		NdrWriter writer = new NdrWriter(this.buffer, this.format.ndrFormat());
		type.write(writer, value);
		writer.align(alignment);
		if (!type.isPrimitive()) {
			this.buffer.setIntLE(header, this.buffer.writerIndex() - start);
		}
	}

}
