package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The header every PDU starts with (C706 12.6.3.1, MS-RPCE 2.2.2.1).
 *
 * <pre>
 *  0           1           2           3
 * +-----------+-----------+-----------+-----------+
 * | rpc_vers  | vers_minor|  PTYPE    | pfc_flags |  0
 * +-----------+-----------+-----------+-----------+
 * |                  packed_drep                  |  4
 * +-----------+-----------+-----------+-----------+
 * |      frag_length      |      auth_length      |  8
 * +-----------+-----------+-----------+-----------+
 * |                    call_id                    | 12
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * Integers are in the order that {@code packed_drep} tells, {@code frag_length} too.
 *
 * @param majorVersion {@code rpc_vers}
 * @param minorVersion {@code rpc_vers_minor}
 * @param typeCode {@code PTYPE}, also where it is none of {@link PacketType}
 * @param flags {@code pfc_flags}, see {@link PacketFlag}
 * @param drep the byte order that was told
 * @param fragLength the octets of the whole PDU, 0 to 65535
 * @param authLength the octets of {@code auth_value}, 0 to 65535
 * @param callId the call id, unsigned 32 bits
 * @since 0.1.0
 */
public record CommonHeader(int majorVersion, int minorVersion, int typeCode, int flags, DataRepresentation drep,
		int fragLength, int authLength, int callId) {

	/** The octets of the header. */
	public static final int LENGTH = 16;

	static final int TYPE = 2;

	static final int FLAGS = 3;

	static final int DREP = 4;

	static final int FRAG_LENGTH = 8;

	static final int AUTH_LENGTH = 10;

	static final int CALL_ID = 12;

	/** The first octet of {@code packed_drep}: little-endian, ASCII. */
	static final int LITTLE_ENDIAN_ASCII = 0x10;

	/**
	 * Read a header as it stands, whatever it says: for those who have to answer, log or
	 * cut PDUs that may be malformed.
	 * @param octets at least {@link #LENGTH} octets from its reader index; not consumed
	 * @return the header
	 * @throws IllegalArgumentException if there are fewer octets
	 */
	public static CommonHeader peek(ByteBuf octets) {
		if (octets.readableBytes() < LENGTH) {
			throw new IllegalArgumentException(
					"A PDU header has %d octets, there are %d".formatted(LENGTH, octets.readableBytes()));
		}
		int start = octets.readerIndex();
		DataRepresentation drep = byteOrder(octets, start);
		return new CommonHeader(octets.getUnsignedByte(start), octets.getUnsignedByte(start + 1),
				octets.getUnsignedByte(start + TYPE), octets.getUnsignedByte(start + FLAGS), drep,
				Octets.getU16(octets, start + FRAG_LENGTH, drep), Octets.getU16(octets, start + AUTH_LENGTH, drep),
				Octets.getInt(octets, start + CALL_ID, drep));
	}

	/**
	 * Return the packet type.
	 * @return the packet type, or {@code null} if {@code PTYPE} is of the datagram
	 * protocol or unknown
	 */
	public @Nullable PacketType type() {
		return PacketType.of(this.typeCode);
	}

	/**
	 * Check that a frame is a PDU that can be told apart: version, data representation,
	 * type and length.
	 * @param frame the frame, from its reader index
	 * @return the data representation
	 * @throws MalformedPduException if it is not
	 */
	static DataRepresentation validate(ByteBuf frame) {
		int start = frame.readerIndex();
		int length = frame.readableBytes();
		if (length < LENGTH) {
			throw new MalformedPduException(MalformedPduException.Kind.HEADER, null, 0,
					"A PDU has at least %d octets, this frame has %d (C706 12.6.3.1)".formatted(LENGTH, length));
		}
		DataRepresentation drep = byteOrder(frame, start);
		int version = frame.getUnsignedShort(start);
		if (version != 0x0500) {
			throw malformed(MalformedPduException.Kind.VERSION, frame,
					"rpc_vers at offset 0 is %d.%d, expected 5.0".formatted(version >>> 8, version & 0xff));
		}
		int packedDrep = frame.getInt(start + DREP);
		if ((packedDrep & ~(LITTLE_ENDIAN_ASCII << 24)) != 0) {
			throw malformed(MalformedPduException.Kind.DATA_REPRESENTATION, frame,
					"packed_drep at offset 4 is %08x, expected 10000000 or 00000000".formatted(packedDrep));
		}
		int fragLength = Octets.getU16(frame, start + FRAG_LENGTH, drep);
		if (fragLength < LENGTH) {
			throw malformed(MalformedPduException.Kind.HEADER, frame,
					"frag_length at offset 8 is %d, expected at least %d".formatted(fragLength, LENGTH));
		}
		if (fragLength != length) {
			throw malformed(MalformedPduException.Kind.LENGTH, frame,
					"frag_length at offset 8 is %d, but the frame has %d octets".formatted(fragLength, length));
		}
		int type = frame.getUnsignedByte(start + TYPE);
		if (PacketType.of(type) == null) {
			throw malformed(
					PacketType.isForeign(type) ? MalformedPduException.Kind.TYPE
							: MalformedPduException.Kind.UNKNOWN_TYPE,
					frame, "PTYPE at offset 2 is %d, which no connection-oriented peer sends".formatted(type));
		}
		return drep;
	}

	/**
	 * Make the exception of a frame that has a whole header.
	 * @param kind why
	 * @param frame the frame
	 * @param what the field, its offset, expected and actual value
	 * @return the exception
	 */
	static MalformedPduException malformed(MalformedPduException.Kind kind, ByteBuf frame, String what) {
		CommonHeader header = peek(frame);
		PacketType type = header.type();
		return new MalformedPduException(kind, type, header.callId(), "Malformed %s of call %s: %s"
			.formatted((type != null) ? type.protocolName() : "PDU", Integer.toUnsignedString(header.callId()), what));
	}

	static DataRepresentation byteOrder(ByteBuf octets, int start) {
		return ((octets.getByte(start + DREP) & LITTLE_ENDIAN_ASCII) != 0) ? DataRepresentation.LITTLE_ENDIAN
				: DataRepresentation.BIG_ENDIAN;
	}

}
