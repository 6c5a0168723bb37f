package io.opnum.rpc.security.kerberos;

import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import org.bouncycastle.asn1.ASN1Encodable;

/**
 * Keys in messages (RFC 4120 5.2.9).
 */
final class SessionKeys {

	private SessionKeys() {
	}

	static KerberosKey decode(Fields fields) {
		return of(fields.integer(0), fields.octets(1));
	}

	static KerberosKey of(int code, byte[] octets) {
		EncryptionType type = EncryptionType.of(code);
		if (type == null) {
			throw new AuthenticationException(Reason.WEAK_PEER, ("A key of encryption type %d, but only AES (17 to 20) "
					+ "and, where it is allowed, RC4 (23) are supported: let the account of the service have AES keys (msDS-SupportedEncryptionTypes)")
				.formatted(code));
		}
		return new KerberosKey(type, octets);
	}

	static ASN1Encodable encode(KerberosKey key) {
		return new Fields.Writer().integer(0, key.type().code()).octets(1, key.octets()).sequence();
	}

}
