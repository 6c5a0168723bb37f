package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;

/**
 * The verifier that each fragment of a call has, but for its token: that is made when it
 * is sent, in the order of sending (MS-RPCE 2.2.2.11, 2.2.2.12).
 *
 * @param type the authentication service, 0 to 255
 * @param level the authentication level, 0 to 255
 * @param contextId the security context id
 * @param tokenLength the octets of the token, positive: without a token there is no
 * verifier
 * @since 0.1.0
 */
public record FragmentVerifier(int type, int level, int contextId, int tokenLength) {

	/** The multiple that stub data is padded to, as Windows and Samba do. */
	static final int ALIGNMENT = 16;

	private static final int MAX_TOKEN_LENGTH = 0x1000;

	/**
	 * Create a verifier.
	 * @param type the authentication service
	 * @param level the authentication level
	 * @param contextId the security context id
	 * @param tokenLength the octets of the token
	 * @throws IllegalArgumentException if the token is empty or longer than 4096 octets
	 */
	public FragmentVerifier {
		if (tokenLength <= 0 || tokenLength > MAX_TOKEN_LENGTH) {
			throw new IllegalArgumentException(
					"A token of %d octets: expected 1 to %d".formatted(tokenLength, MAX_TOKEN_LENGTH));
		}
	}

	/** What it takes of a fragment, without padding. */
	int length() {
		return AuthTrailer.LENGTH + this.tokenLength;
	}

	/** Append {@code sec_trailer} and a token of zeros. */
	void append(ByteBuf out, int padLength, DataRepresentation drep) {
		out.writeByte(this.type).writeByte(this.level).writeByte(padLength).writeByte(0);
		int index = out.writerIndex();
		out.writeZero(Integer.BYTES + this.tokenLength);
		Octets.setInt(out, index, this.contextId, drep);
	}

	/**
	 * Visit those of some requests or responses that have a verifier, in their order.
	 * @param pdus whole requests, responses and faults one behind the other, from the
	 * reader index on: what {@link Fragmenter} made, or one that {@link PduCodec} decoded
	 * without an objection; not consumed
	 * @param action what to do with each
	 * @return how many PDUs there are, with verifier or without
	 */
	public static int forEach(ByteBuf pdus, Action action) {
		int count = 0;
		int start = pdus.readerIndex();
		while (start < pdus.writerIndex()) {
			DataRepresentation drep = CommonHeader.byteOrder(pdus, start);
			int end = start + Octets.getU16(pdus, start + CommonHeader.FRAG_LENGTH, drep);
			int tokenLength = Octets.getU16(pdus, start + CommonHeader.AUTH_LENGTH, drep);
			if (tokenLength != 0) {
				action.accept(pdus, start, start + stubOffset(pdus, start), end - tokenLength - AuthTrailer.LENGTH,
						tokenLength);
			}
			count++;
			start = end;
		}
		return count;
	}

	private static int stubOffset(ByteBuf pdus, int start) {
		boolean hasObject = pdus.getUnsignedByte(start + CommonHeader.TYPE) == PacketType.REQUEST.code()
				&& PacketFlag.isSet(pdus.getUnsignedByte(start + CommonHeader.FLAGS), PacketFlag.OBJECT_UUID);
		return PduCodec.CALL_HEADER_LENGTH + (hasObject ? Octets.UUID_LENGTH : 0);
	}

	/**
	 * Protects a fragment, or takes its protection off.
	 */
	@FunctionalInterface
	public interface Action {

		/**
		 * Take a fragment.
		 * @param pdus the buffer
		 * @param start the index of the fragment
		 * @param stub the index of its stub data
		 * @param trailer the index of its {@code sec_trailer}
		 * @param tokenLength the octets of its token
		 */
		void accept(ByteBuf pdus, int start, int stub, int trailer, int tokenLength);

	}

}
