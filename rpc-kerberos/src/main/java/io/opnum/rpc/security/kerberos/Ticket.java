package io.opnum.rpc.security.kerberos;

import io.opnum.rpc.binding.Printable;

/**
 * {@code Ticket}: what the service can decrypt (RFC 4120 5.3).
 *
 * @param realm the realm of the service
 * @param service the service
 * @param part its encrypted part
 */
record Ticket(String realm, PrincipalName service, EncryptedData part) {

	/** The key usage of the encrypted part. */
	static final int USAGE = 2;

	private static final int TAG = 1;

	static Ticket decode(byte[] octets) {
		return Fields.decode(octets, TAG, "Ticket", (fields) -> {
			if (fields.integer(0) != ProtocolVersion.NUMBER) {
				throw new IllegalArgumentException("Not of Kerberos 5");
			}
			return new Ticket(fields.text(1), PrincipalName.decode(fields.sequence(2)),
					EncryptedData.decode(fields.sequence(3)));
		});
	}

	byte[] encode() {
		return new Fields.Writer().integer(0, ProtocolVersion.NUMBER)
			.text(1, this.realm)
			.add(2, this.service.encode())
			.add(3, this.part.encode())
			.message(TAG);
	}

	/** The service with its realm. */
	String qualifiedService() {
		return this.service.text() + '@' + this.realm;
	}

	/** The same for messages: whoever sends a ticket may write anything into it. */
	String printableService() {
		return Printable.of(qualifiedService());
	}

}
