package io.opnum.rpc.pdu;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.pdu.MalformedPduException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Finds and reads the {@code sec_trailer} (MS-RPCE 2.2.2.11). It is found from the end of
 * the PDU, never by adding up the body: peers leave octets in between that nothing
 * explains.
 */
final class AuthTrailer {

	/** The octets of the trailer without the token. */
	static final int LENGTH = 8;

	private static final int PAD_LENGTH = 2;

	private static final int CONTEXT_ID = 4;

	private AuthTrailer() {
	}

	/**
	 * Return where the body, with its padding, ends.
	 * @param frame a PDU whose header was validated
	 * @return the offset of the trailer, or of the end where there is none
	 */
	static int offset(ByteBuf frame, DataRepresentation drep) {
		int authLength = Octets.getU16(frame, frame.readerIndex() + CommonHeader.AUTH_LENGTH, drep);
		int length = frame.readableBytes();
		if (authLength == 0) {
			return length;
		}
		int offset = length - authLength - LENGTH;
		if (offset < CommonHeader.LENGTH) {
			throw CommonHeader.malformed(Kind.AUTH, frame,
					"auth_length at offset 10 is %d, which with sec_trailer and header exceeds frag_length %d"
						.formatted(authLength, length));
		}
		if ((offset & 3) != 0) {
			throw CommonHeader.malformed(Kind.AUTH_ALIGNMENT, frame,
					"sec_trailer is at offset %d, expected a multiple of 4".formatted(offset));
		}
		return offset;
	}

	/**
	 * Read the trailer and copy the token.
	 * @param frame the PDU
	 * @param offset what {@link #offset} returned
	 * @param bodyOffset where that starts which padding may reach back to, at most the
	 * offset of the trailer
	 * @return the verifier, or {@code null} if there is none
	 */
	static @Nullable AuthVerifier read(ByteBuf frame, DataRepresentation drep, int offset, int bodyOffset) {
		int length = frame.readableBytes();
		if (offset == length) {
			return null;
		}
		int index = frame.readerIndex() + offset;
		int padLength = frame.getUnsignedByte(index + PAD_LENGTH);
		if (padLength > offset - bodyOffset) {
			throw CommonHeader.malformed(Kind.AUTH, frame, "auth_pad_length at offset %d is %d, expected at most %d"
				.formatted(offset + PAD_LENGTH, padLength, Math.max(0, offset - bodyOffset)));
		}
		byte[] value = new byte[length - offset - LENGTH];
		frame.getBytes(index + LENGTH, value);
		return new AuthVerifier(frame.getUnsignedByte(index), frame.getUnsignedByte(index + 1), padLength,
				Octets.getInt(frame, index + CONTEXT_ID, drep), value);
	}

}
