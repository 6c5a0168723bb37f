package io.opnum.rpc.security.kerberos;

/**
 * {@code AP-REP}: what proves that the server could decrypt the ticket, and in DCE style
 * also the client's last leg (RFC 4120 5.5.2).
 *
 * @param part its encrypted part
 */
record ApReply(EncryptedData part) {

	/** The key usage of the encrypted part. */
	static final int USAGE = 12;

	private static final int TAG = 15;

	static ApReply decode(byte[] token) {
		return Fields.decode(token, TAG, "AP-REP", (fields) -> {
			ProtocolVersion.check(fields, 0, 1, TAG);
			return new ApReply(EncryptedData.decode(fields.sequence(2)));
		});
	}

	byte[] encode() {
		return new Fields.Writer().integer(0, ProtocolVersion.NUMBER)
			.integer(1, TAG)
			.add(2, this.part.encode())
			.message(TAG);
	}

}
