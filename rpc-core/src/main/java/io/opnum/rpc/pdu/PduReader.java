package io.opnum.rpc.pdu;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.MalformedPduException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the body of one PDU whose header was validated. Each read checks the
 * octets that are there and names the field if there are too few. Offsets count from the
 * first octet of the PDU. Not thread-safe.
 */
final class PduReader {

	private final ByteBuf frame;

	private final int start;

	private final DataRepresentation drep;

	/** Where the body ends: at the trailer, or at the end of the PDU. */
	private final int end;

	private int offset = CommonHeader.LENGTH;

	PduReader(ByteBuf frame, DataRepresentation drep) {
		this.frame = frame;
		this.start = frame.readerIndex();
		this.drep = drep;
		this.end = AuthTrailer.offset(frame, drep);
	}

	DataRepresentation drep() {
		return this.drep;
	}

	int flags() {
		return this.frame.getUnsignedByte(this.start + CommonHeader.FLAGS);
	}

	int callId() {
		return Octets.getInt(this.frame, this.start + CommonHeader.CALL_ID, this.drep);
	}

	/**
	 * Return the octets of the body not yet read.
	 */
	int remaining() {
		return this.end - this.offset;
	}

	int u8(String field) {
		return this.frame.getUnsignedByte(advance(1, field));
	}

	int u16(String field) {
		return Octets.getU16(this.frame, advance(2, field), this.drep);
	}

	int i32(String field) {
		return Octets.getInt(this.frame, advance(4, field), this.drep);
	}

	UUID uuid(String field) {
		return Octets.getUuid(this.frame, advance(Octets.UUID_LENGTH, field), this.drep);
	}

	SyntaxId syntax(String field) {
		return Octets.getSyntax(this.frame, advance(Octets.SYNTAX_LENGTH, field), this.drep);
	}

	ByteBuf octets(int length, String field) {
		return this.frame.slice(advance(length, field), length);
	}

	/** Step over octets that mean nothing; there may be fewer. */
	void skip(int length) {
		this.offset += Math.min(length, remaining());
	}

	/** Step over padding up to a multiple of four; there may be less. */
	void align() {
		skip(-this.offset & 3);
	}

	/**
	 * Check that a count can be true before anything is allocated for it.
	 * @param count the count
	 * @param size the least octets of each
	 * @param field what is counted
	 */
	void checkCount(int count, int size, String field) {
		if ((long) count * size > remaining()) {
			throw malformed("%d %s at offset %d need at least %d octets, the body has %d left".formatted(count, field,
					this.offset, (long) count * size, remaining()));
		}
	}

	/**
	 * Return the verifier.
	 * @param bodyOffset where that starts which padding may reach back to; a body may end
	 * before
	 * @return the verifier, or {@code null} if there is none
	 */
	@Nullable AuthVerifier auth(int bodyOffset) {
		return AuthTrailer.read(this.frame, this.drep, this.end, Math.min(bodyOffset, this.end));
	}

	private int advance(int length, String field) {
		if (length > remaining()) {
			throw malformed("%s at offset %d needs %d octets, the body has %d left".formatted(field, this.offset,
					length, remaining()));
		}
		int index = this.start + this.offset;
		this.offset += length;
		return index;
	}

	private MalformedPduException malformed(String what) {
		return CommonHeader.malformed(Kind.LENGTH, this.frame, what);
	}

}
