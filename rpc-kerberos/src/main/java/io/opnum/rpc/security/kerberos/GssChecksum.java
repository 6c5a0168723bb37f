package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import org.bouncycastle.asn1.ASN1Encodable;

/**
 * The checksum of an authenticator that is none: what GSS-API asks for (RFC 4121 4.1.1).
 * Channel bindings are not used by RPC, and what a client delegates is not taken.
 *
 * @param flags the flags
 */
record GssChecksum(int flags) {

	static final int MUTUAL = 0x2;

	static final int REPLAY = 0x4;

	static final int SEQUENCE = 0x8;

	static final int CONFIDENTIALITY = 0x10;

	static final int INTEGRITY = 0x20;

	/** Three legs, and tokens whose data stays in place (MS-KILE 3.4.5). */
	static final int DCE_STYLE = 0x1000;

	private static final int TYPE = 0x8003;

	private static final int BINDINGS_LENGTH = 16;

	private static final int LENGTH = 24;

	static GssChecksum decode(Fields fields) {
		byte[] octets = fields.octets(1);
		ByteBuffer checksum = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
		if (fields.unsigned(0) != TYPE || octets.length < LENGTH || checksum.getInt() != BINDINGS_LENGTH) {
			throw new IllegalArgumentException("Not the checksum of GSS-API");
		}
		return new GssChecksum(checksum.getInt(Integer.BYTES + BINDINGS_LENGTH));
	}

	boolean has(int flag) {
		return (this.flags & flag) == flag;
	}

	ASN1Encodable encode() {
		byte[] octets = ByteBuffer.allocate(LENGTH)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(BINDINGS_LENGTH)
			.putInt(Integer.BYTES + BINDINGS_LENGTH, this.flags)
			.array();
		return new Fields.Writer().integer(0, TYPE).octets(1, octets).sequence();
	}

}
