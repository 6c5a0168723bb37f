package io.opnum.rpc.pdu;

/**
 * The authentication verifier at the end of a PDU: {@code sec_trailer} and
 * {@code auth_value} (MS-RPCE 2.2.2.11). Octets are as on the wire.
 *
 * @param type the authentication service, 0 to 255
 * @param level the authentication level, 0 to 255
 * @param padLength the octets of padding between body and trailer
 * @param contextId the security context id
 * @param value the token
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record AuthVerifier(int type, int level, int padLength, int contextId, byte[] value) {

}
