package io.opnum.rpc.security.kerberos;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.opnum.rpc.security.ChannelBinding;
import org.bouncycastle.asn1.ASN1Encodable;
import org.jspecify.annotations.Nullable;

/**
 * The checksum of an authenticator that is none: what GSS-API asks for (RFC 4121 4.1.1).
 * What a client delegates is not taken.
 *
 * @param flags the flags
 * @param binding the hash of what the client binds it to, all zero for nothing
 */
@SuppressWarnings("ArrayRecordComponent")
record GssChecksum(int flags, byte[] binding) {

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
		byte[] binding = new byte[BINDINGS_LENGTH];
		checksum.get(binding);
		return new GssChecksum(checksum.getInt(), binding);
	}

	static GssChecksum of(int flags, @Nullable ChannelBinding binding) {
		return new GssChecksum(flags, (binding != null) ? binding.hash() : new byte[BINDINGS_LENGTH]);
	}

	boolean has(int flag) {
		return (this.flags & flag) == flag;
	}

	ASN1Encodable encode() {
		byte[] octets = ByteBuffer.allocate(LENGTH)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt(BINDINGS_LENGTH)
			.put(this.binding)
			.putInt(this.flags)
			.array();
		return new Fields.Writer().integer(0, TYPE).octets(1, octets).sequence();
	}

}
