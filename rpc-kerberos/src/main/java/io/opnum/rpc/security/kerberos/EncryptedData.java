package io.opnum.rpc.security.kerberos;

import org.bouncycastle.asn1.ASN1Encodable;
import org.jspecify.annotations.Nullable;

/**
 * Something encrypted (RFC 4120 5.2.9).
 *
 * @param type the number of the encryption type, any value
 * @param version the version of the key, or {@code null} if it is not told
 * @param cipher what was encrypted
 */
@SuppressWarnings("ArrayRecordComponent")
record EncryptedData(int type, @Nullable Long version, byte[] cipher) {

	static EncryptedData decode(Fields fields) {
		return new EncryptedData(fields.integer(0), fields.has(1) ? fields.unsigned(1) : null, fields.octets(2));
	}

	static EncryptedData encrypt(KerberosKey key, int usage, byte[] message) {
		return new EncryptedData(key.type().code(), null, key.encrypt(usage, message));
	}

	/** What was encrypted, or {@code null} if it was not with this key. */
	byte @Nullable [] decrypt(KerberosKey key, int usage) {
		return (key.type().code() == this.type) ? key.decrypt(usage, this.cipher) : null;
	}

	ASN1Encodable encode() {
		Fields.Writer writer = new Fields.Writer().integer(0, this.type);
		if (this.version != null) {
			writer.integer(1, this.version);
		}
		return writer.octets(2, this.cipher).sequence();
	}

}
