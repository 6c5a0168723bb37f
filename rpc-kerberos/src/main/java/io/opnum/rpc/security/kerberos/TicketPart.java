package io.opnum.rpc.security.kerberos;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * {@code EncTicketPart}: what the KDC tells the service (RFC 4120 5.3).
 *
 * @param flags its flags
 * @param key the session key
 * @param realm the realm of the client
 * @param client the client
 * @param startsAt from when it is valid
 * @param endsAt until when it is valid
 * @param authorizationData what else is said about the client, encoded, or {@code null}
 */
@SuppressWarnings("ArrayRecordComponent")
record TicketPart(int flags, KerberosKey key, String realm, PrincipalName client, Instant startsAt, Instant endsAt,
		byte @Nullable [] authorizationData) {

	static final int INVALID = 0x01000000;

	private static final int TAG = 3;

	static TicketPart decode(byte[] octets) {
		return Fields.decode(octets, TAG, "EncTicketPart",
				(fields) -> new TicketPart(fields.flags(0), SessionKeys.decode(fields.sequence(1)), fields.text(2),
						PrincipalName.decode(fields.sequence(3)), fields.time(fields.has(6) ? 6 : 5), fields.time(7),
						fields.has(10) ? fields.encoded(10) : null));
	}

	boolean isInvalid() {
		return (this.flags & INVALID) != 0;
	}

}
