package io.opnum.rpc.pdu;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.binding.SyntaxId;

/**
 * The primitives of PDU headers, in either byte order. Reads are by absolute index and
 * leave bounds to the caller, who knows which field to name.
 */
final class Octets {

	/** The octets of a UUID. */
	static final int UUID_LENGTH = 16;

	/** The octets of a presentation syntax identifier. */
	static final int SYNTAX_LENGTH = 20;

	private Octets() {
	}

	static int getU16(ByteBuf buffer, int index, DataRepresentation drep) {
		return drep.isLittleEndian() ? buffer.getUnsignedShortLE(index) : buffer.getUnsignedShort(index);
	}

	static int getInt(ByteBuf buffer, int index, DataRepresentation drep) {
		return drep.isLittleEndian() ? buffer.getIntLE(index) : buffer.getInt(index);
	}

	/**
	 * Read a UUID: its first three fields are integers, the last eight octets are not.
	 */
	static UUID getUuid(ByteBuf buffer, int index, DataRepresentation drep) {
		long timeLow = getInt(buffer, index, drep) & 0xffffffffL;
		long timeMid = getU16(buffer, index + 4, drep);
		long timeHi = getU16(buffer, index + 6, drep);
		return new UUID(timeLow << 32 | timeMid << 16 | timeHi, buffer.getLong(index + 8));
	}

	/**
	 * Read a syntax identifier: its version is one integer, the major version in its
	 * lower half.
	 */
	static SyntaxId getSyntax(ByteBuf buffer, int index, DataRepresentation drep) {
		UUID uuid = getUuid(buffer, index, drep);
		int version = getInt(buffer, index + UUID_LENGTH, drep);
		return new SyntaxId(uuid, version & 0xffff, version >>> 16);
	}

	static void setU16(ByteBuf buffer, int index, int value, DataRepresentation drep) {
		if (drep.isLittleEndian()) {
			buffer.setShortLE(index, value);
		}
		else {
			buffer.setShort(index, value);
		}
	}

	static void setInt(ByteBuf buffer, int index, int value, DataRepresentation drep) {
		if (drep.isLittleEndian()) {
			buffer.setIntLE(index, value);
		}
		else {
			buffer.setInt(index, value);
		}
	}

	static void setUuid(ByteBuf buffer, int index, UUID uuid, DataRepresentation drep) {
		long high = uuid.getMostSignificantBits();
		setInt(buffer, index, (int) (high >>> 32), drep);
		setU16(buffer, index + 4, (int) (high >>> 16), drep);
		setU16(buffer, index + 6, (int) high, drep);
		buffer.setLong(index + 8, uuid.getLeastSignificantBits());
	}

}
