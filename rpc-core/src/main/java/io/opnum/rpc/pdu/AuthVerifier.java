package io.opnum.rpc.pdu;

import java.util.Arrays;

/**
 * The authentication verifier at the end of a PDU: {@code sec_trailer} and
 * {@code auth_value} (MS-RPCE 2.2.2.11).
 *
 * <pre>
 * +-----------+-----------+-----------+-----------+
 * | auth_type |auth_level |pad_length | reserved  |  0, a multiple of 4 in the PDU
 * +-----------+-----------+-----------+-----------+
 * |                auth_context_id                |  4
 * +-----------+-----------+-----------+-----------+
 * | auth_value, auth_length octets                |  8
 * +-----------+-----------+-----------+-----------+
 * </pre>
 *
 * @param type the authentication service, 0 to 255
 * @param level the authentication level, 0 to 255
 * @param padLength the octets of padding between body and trailer: written as zeros in
 * request, response and fault; elsewhere it means nothing and none is written
 * @param contextId the security context id
 * @param value the token; not copied. It is empty where an answer ends an exchange and
 * has nothing more to say. A verifier that was decoded has one, for {@code auth_length} 0
 * means that there is none
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record AuthVerifier(int type, int level, int padLength, int contextId, byte[] value) {

	@Override
	public boolean equals(Object other) {
		return other instanceof AuthVerifier that && this.type == that.type && this.level == that.level
				&& this.padLength == that.padLength && this.contextId == that.contextId
				&& Arrays.equals(this.value, that.value);
	}

	@Override
	public int hashCode() {
		return 31 * (31 * this.type + this.contextId) + Arrays.hashCode(this.value);
	}

	@Override
	public String toString() {
		return "AuthVerifier[type=%d, level=%d, padLength=%d, contextId=%d, value=%d octets]".formatted(this.type,
				this.level, this.padLength, this.contextId, this.value.length);
	}

}
