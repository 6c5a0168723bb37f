package io.opnum.rpc.ndr;

import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of serialized types, of either version (MS-RPCE 2.2.6 and 2.2.7). The
 * stream does not say which types they are: they are read in the order they were written.
 * Every failure to read is a {@link BadStubDataException}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class NdrSerializationReader {

	private final ByteBuf buffer;

	private final NdrLimits limits;

	private final int start;

	private final SerializationFormat format;

	private final NdrFormat ndrFormat;

	/**
	 * Create a reader, and read the common header.
	 * @param buffer the stream, from its reader index; not owned
	 */
	public NdrSerializationReader(ByteBuf buffer) {
		this(buffer, NdrLimits.DEFAULT);
	}

	/**
	 * Create a reader, and read the common header.
	 * @param buffer the stream, from its reader index; not owned
	 * @param limits what a value may ask for
	 */
	public NdrSerializationReader(ByteBuf buffer, NdrLimits limits) {
		this.buffer = buffer;
		this.limits = limits;
		this.start = buffer.readerIndex();
		NdrReader header = new NdrReader(buffer, NdrFormat.NDR);
		int version = header.readByte();
		if (version != 1 && version != 2) {
			throw header.failure("type serialization version 1 or 2", Integer.toString(version));
		}
		int order = header.readByte();
		if (order != 0x10 && (order != 0 || version != 1)) {
			throw header.failure("byte order 0x10, or in version 1 0x00", "0x%02x".formatted(order & 0xff));
		}
		SerializationFormat assumed = (version == 1) ? SerializationFormat.VERSION_1 : SerializationFormat.VERSION_2;
		int length = Short.toUnsignedInt(header.readShort());
		// The specification has the common header little-endian always; Samba has not
		if (length != assumed.commonHeaderLength()
				&& (order != 0 || Short.reverseBytes((short) length) != assumed.commonHeaderLength())) {
			throw header.failure("a common header of %d octets".formatted(assumed.commonHeaderLength()),
					Integer.toString(length));
		}
		header.readInt();
		this.format = (version == 1) ? assumed : readTransferSyntax(header);
		this.ndrFormat = (order == 0) ? NdrFormat.NDR_BIG_ENDIAN : this.format.ndrFormat();
	}

	private static SerializationFormat readTransferSyntax(NdrReader header) {
		for (int i = 0; i < 4; i++) {
			header.readInt();
		}
		SyntaxId transferSyntax = readSyntax(header);
		readSyntax(header);
		if (transferSyntax.equals(SyntaxId.NDR)) {
			return SerializationFormat.VERSION_2;
		}
		if (transferSyntax.equals(SyntaxId.NDR64)) {
			return SerializationFormat.VERSION_2_NDR64;
		}
		throw header.failure("the transfer syntax NDR or NDR64", transferSyntax.toString());
	}

	private static SyntaxId readSyntax(NdrReader header) {
		return new SyntaxId(header.readUuid(), Short.toUnsignedInt(header.readShort()),
				Short.toUnsignedInt(header.readShort()));
	}

	/**
	 * Return the format of the stream.
	 * @return the format
	 */
	public SerializationFormat format() {
		return this.format;
	}

	/**
	 * Return whether there are octets left, so that another value may follow.
	 * @return whether there are octets left
	 */
	public boolean hasRemaining() {
		return this.buffer.isReadable();
	}

	/**
	 * Read the next value. The reader index then stands behind its padding.
	 * @param <T> its type
	 * @param type its type
	 * @return the value
	 * @throws BadStubDataException naming type and field if it can't be read
	 */
	public <T extends @Nullable Object> T read(NdrSerializer<T> type) {
		align();
		int length = type.isPrimitive() ? Math.min(this.format.privateHeaderLength(), this.buffer.readableBytes())
				: readPrivateHeader(type);
		T value = type.read(new NdrReader(this.buffer.readSlice(length), this.ndrFormat, this.limits));
		// Not all writers pad the last value
		align();
		return value;
	}

	private int readPrivateHeader(NdrSerializer<?> type) {
		int headerLength = this.format.privateHeaderLength();
		if (this.buffer.readableBytes() < headerLength) {
			throw new BadStubDataException("%s: expected a private header of %d octets, found %d".formatted(type,
					headerLength, this.buffer.readableBytes()));
		}
		boolean littleEndian = this.ndrFormat.order() == ByteOrder.LITTLE_ENDIAN;
		long length = littleEndian ? this.buffer.readUnsignedIntLE() : this.buffer.readUnsignedInt();
		this.buffer.skipBytes(headerLength - 4);
		if (length > this.buffer.readableBytes()) {
			throw new BadStubDataException("%s: expected %d octets, as the private header says, found %d"
				.formatted(type, length, this.buffer.readableBytes()));
		}
		return (int) length;
	}

	private void align() {
		int gap = -(this.buffer.readerIndex() - this.start) & (this.format.privateHeaderLength() - 1);
		this.buffer.skipBytes(Math.min(gap, this.buffer.readableBytes()));
	}

}
