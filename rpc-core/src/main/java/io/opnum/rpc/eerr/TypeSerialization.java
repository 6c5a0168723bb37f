package io.opnum.rpc.eerr;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ndr.NdrFormat;

/**
 * The headers of type serialization version 1 (MS-RPCE 2.2.6.1, 2.2.6.2).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * |  version  |endianness | common header length  |  0
 * +-----------+-----------+-----------+-----------+
 * |                    filler                     |  4
 * +-----------+-----------+-----------+-----------+
 * |  length of the object, a multiple of eight    |  8
 * +-----------+-----------+-----------+-----------+
 * |                    filler                     | 12
 * +-----------+-----------+-----------+-----------+
 * |  the object in NDR, aligned from here         | 16
 * +-----------+-----------+-----------+-----------+
 * </pre>
 */
final class TypeSerialization {

	static final int HEADERS_LENGTH = 16;

	private static final int VERSION = 1;

	private static final int LITTLE_ENDIAN = 0x10;

	private static final int COMMON_HEADER_LENGTH = 8;

	private static final int COMMON_FILLER = 0xcccccccc;

	private TypeSerialization() {
	}

	/** Whether octets begin like a serialized type. */
	static boolean isAt(ByteBuf octets, int index) {
		return octets.writerIndex() - index >= HEADERS_LENGTH && octets.getByte(index) == VERSION
				&& (octets.getByte(index + 1) == LITTLE_ENDIAN || octets.getByte(index + 1) == 0);
	}

	/**
	 * Read the headers.
	 * @param octets begins with the headers; read up to the object, its writer index set
	 * to the object's end
	 * @return how the object is laid out
	 * @throws BadStubDataException if these are no headers, or the object is cut off
	 */
	static NdrFormat readHeaders(ByteBuf octets) {
		if (!isAt(octets, octets.readerIndex())) {
			throw new BadStubDataException("No header of type serialization version 1");
		}
		int start = octets.readerIndex();
		NdrFormat format = (octets.getByte(start + 1) == LITTLE_ENDIAN) ? NdrFormat.NDR : NdrFormat.NDR_BIG_ENDIAN;
		boolean littleEndian = format == NdrFormat.NDR;
		int headerLength = littleEndian ? octets.getUnsignedShortLE(start + 2) : octets.getUnsignedShort(start + 2);
		if (headerLength != COMMON_HEADER_LENGTH) {
			throw new BadStubDataException("A common header of %d octets, expected 8".formatted(headerLength));
		}
		long length = littleEndian ? octets.getUnsignedIntLE(start + COMMON_HEADER_LENGTH)
				: octets.getUnsignedInt(start + COMMON_HEADER_LENGTH);
		octets.skipBytes(HEADERS_LENGTH);
		if (length > octets.readableBytes()) {
			throw new BadStubDataException(
					"An object of %d octets, of which %d are there".formatted(length, octets.readableBytes()));
		}
		octets.writerIndex(octets.readerIndex() + (int) length);
		return format;
	}

	/** Leave room for the headers. */
	static void begin(ByteBuf octets) {
		octets.writeZero(HEADERS_LENGTH);
	}

	/** Write the headers, now that the object is there. */
	static void end(ByteBuf octets) {
		octets.writeZero(-octets.writerIndex() & 7);
		octets.setByte(0, VERSION);
		octets.setByte(1, LITTLE_ENDIAN);
		octets.setShortLE(2, COMMON_HEADER_LENGTH);
		octets.setIntLE(4, COMMON_FILLER);
		octets.setIntLE(COMMON_HEADER_LENGTH, octets.writerIndex() - HEADERS_LENGTH);
	}

}
