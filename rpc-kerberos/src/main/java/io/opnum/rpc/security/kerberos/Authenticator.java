package io.opnum.rpc.security.kerberos;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * {@code Authenticator} (RFC 4120 5.5.1).
 *
 * @param realm the realm of the client
 * @param client the client
 * @param checksum what the checksum of GSS-API says
 * @param time when it was made, in microseconds
 * @param subkey the sub-key, or {@code null}
 * @param sequence the number of the first message, 0 if it is not told
 */
record Authenticator(String realm, PrincipalName client, GssChecksum checksum, Instant time,
		@Nullable KerberosKey subkey, long sequence) {

	/** The key usage. */
	static final int USAGE = 11;

	private static final int TAG = 2;

	static Authenticator decode(byte[] octets) {
		return Fields.decode(octets, TAG, "Authenticator", (fields) -> {
			if (fields.integer(0) != ProtocolVersion.NUMBER) {
				throw new IllegalArgumentException("Not of Kerberos 5");
			}
			return new Authenticator(fields.text(1), PrincipalName.decode(fields.sequence(2)),
					GssChecksum.decode(fields.sequence(3)), Microseconds.read(fields, 5, 4),
					fields.has(6) ? SessionKeys.decode(fields.sequence(6)) : null,
					fields.has(7) ? fields.unsigned(7) : 0);
		});
	}

	byte[] encode() {
		Fields.Writer writer = new Fields.Writer().integer(0, ProtocolVersion.NUMBER)
			.text(1, this.realm)
			.add(2, this.client.encode())
			.add(3, this.checksum.encode())
			.integer(4, Microseconds.of(this.time))
			.time(5, this.time);
		if (this.subkey != null) {
			writer.add(6, SessionKeys.encode(this.subkey));
		}
		return writer.integer(7, this.sequence).message(TAG);
	}

}
