package io.opnum.rpc.security.kerberos;

/**
 * {@code AP-REQ}: a ticket, and the proof that the client has its session key (RFC 4120
 * 5.5.1).
 *
 * @param options its options
 * @param ticket the ticket, encoded
 * @param authenticator the proof
 */
@SuppressWarnings("ArrayRecordComponent")
record ApRequest(int options, byte[] ticket, EncryptedData authenticator) {

	static final int USE_SESSION_KEY = 0x40000000;

	static final int MUTUAL_REQUIRED = 0x20000000;

	private static final int TAG = 14;

	static ApRequest decode(byte[] token) {
		return Fields.decode(token, TAG, "AP-REQ", (fields) -> {
			ProtocolVersion.check(fields, 0, 1, TAG);
			return new ApRequest(fields.flags(2), fields.encoded(3), EncryptedData.decode(fields.sequence(4)));
		});
	}

	byte[] encode() {
		return new Fields.Writer().integer(0, ProtocolVersion.NUMBER)
			.integer(1, TAG)
			.flags(2, this.options)
			.encoded(3, this.ticket)
			.add(4, this.authenticator.encode())
			.message(TAG);
	}

}
