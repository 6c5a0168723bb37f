package io.opnum.rpc.pdu;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;

/**
 * Appends one PDU to a buffer: the header first, its lengths filled in at the end. Not
 * thread-safe.
 */
final class PduWriter {

	private static final int MAX_LENGTH = 0xffff;

	private final ByteBuf out;

	private final Pdu pdu;

	private final DataRepresentation drep;

	private final int start;

	PduWriter(Pdu pdu, ByteBuf out) {
		this.out = out;
		this.pdu = pdu;
		this.drep = pdu.drep();
		this.start = out.writerIndex();
		out.ensureWritable(CommonHeader.LENGTH);
		setHeader(out, this.start, pdu.type(), pdu.flags(), this.drep, 0, 0, pdu.callId());
		out.writerIndex(this.start + CommonHeader.LENGTH);
	}

	/**
	 * Set a whole header.
	 */
	static void setHeader(ByteBuf out, int index, PacketType type, int flags, DataRepresentation drep, int fragLength,
			int authLength, int callId) {
		out.setInt(index, 0x05000000 | type.code() << 8 | flags & 0xff);
		out.setInt(index + CommonHeader.DREP, drep.isLittleEndian() ? CommonHeader.LITTLE_ENDIAN_ASCII << 24 : 0);
		Octets.setU16(out, index + CommonHeader.FRAG_LENGTH, fragLength, drep);
		Octets.setU16(out, index + CommonHeader.AUTH_LENGTH, authLength, drep);
		Octets.setInt(out, index + CommonHeader.CALL_ID, callId, drep);
	}

	void u8(int value, String field) {
		this.out.writeByte(check(value, 0xff, field));
	}

	void u16(int value, String field) {
		check(value, 0xffff, field);
		Octets.setU16(this.out, extend(2), value, this.drep);
	}

	void i32(int value) {
		Octets.setInt(this.out, extend(4), value, this.drep);
	}

	void uuid(UUID value) {
		Octets.setUuid(this.out, extend(Octets.UUID_LENGTH), value, this.drep);
	}

	void syntax(SyntaxId value) {
		uuid(value.uuid());
		i32(value.majorVersion() | value.minorVersion() << 16);
	}

	void octets(ByteBuf octets) {
		this.out.writeBytes(octets, octets.readerIndex(), octets.readableBytes());
	}

	void octets(byte[] octets) {
		this.out.writeBytes(octets);
	}

	void zero(int length) {
		this.out.writeZero(length);
	}

	/** Pad with zeros to a multiple of four. */
	void align() {
		zero(this.start - this.out.writerIndex() & 3);
	}

	/**
	 * End a PDU whose padding in front of the trailer only aligns it and is not told:
	 * newer Windows and Samba refuse any.
	 */
	void end() {
		if (this.pdu.auth() != null) {
			align();
		}
		finish(this.pdu.auth(), 0);
	}

	/**
	 * End a PDU whose verifier tells the padding in front of it.
	 */
	void endPadded() {
		AuthVerifier auth = this.pdu.auth();
		int padLength = 0;
		if (auth != null) {
			padLength = check(auth.padLength(), 0xff, "auth_pad_length");
			zero(padLength);
			if ((this.out.writerIndex() - this.start & 3) != 0) {
				throw invalid("auth_pad_length is %d, which leaves sec_trailer unaligned".formatted(padLength));
			}
		}
		finish(auth, padLength);
	}

	private void finish(@Nullable AuthVerifier auth, int padLength) {
		int authLength = 0;
		if (auth != null) {
			u8(auth.type(), "auth_type");
			u8(auth.level(), "auth_level");
			u8(padLength, "auth_pad_length");
			zero(1);
			i32(auth.contextId());
			octets(auth.value());
			authLength = auth.value().length;
		}
		int length = this.out.writerIndex() - this.start;
		if (length > MAX_LENGTH) {
			throw invalid("%d octets, more than frag_length can tell".formatted(length));
		}
		Octets.setU16(this.out, this.start + CommonHeader.FRAG_LENGTH, length, this.drep);
		Octets.setU16(this.out, this.start + CommonHeader.AUTH_LENGTH, authLength, this.drep);
	}

	private int check(int value, int max, String field) {
		if (value < 0 || value > max) {
			throw invalid("%s is %d, expected 0 to %d".formatted(field, value, max));
		}
		return value;
	}

	private IllegalArgumentException invalid(String what) {
		return new IllegalArgumentException("Can't encode %s of call %s: %s".formatted(this.pdu.type().protocolName(),
				Integer.toUnsignedString(this.pdu.callId()), what));
	}

	private int extend(int length) {
		int index = this.out.writerIndex();
		this.out.ensureWritable(length);
		this.out.writerIndex(index + length);
		return index;
	}

}
