package io.opnum.rpc.ndr;

import java.nio.ByteOrder;

import io.opnum.rpc.binding.SyntaxId;

/**
 * How values are laid out: a transfer syntax and a byte order.
 *
 * @param order the byte order of the sender
 * @param ndr64 whether the transfer syntax is NDR64 (MS-RPCE 2.2.5), else NDR 2.0
 * @since 0.1.0
 */
public record NdrFormat(ByteOrder order, boolean ndr64) {

	/** NDR 2.0, little-endian: what Opnum sends. */
	public static final NdrFormat NDR = new NdrFormat(ByteOrder.LITTLE_ENDIAN, false);

	/** NDR 2.0, big-endian. */
	public static final NdrFormat NDR_BIG_ENDIAN = new NdrFormat(ByteOrder.BIG_ENDIAN, false);

	/** NDR64, little-endian, the only order it has. */
	public static final NdrFormat NDR64 = new NdrFormat(ByteOrder.LITTLE_ENDIAN, true);

	/**
	 * Return how stub data is laid out.
	 * @param transferSyntax the transfer syntax, one of {@link SyntaxId#NDR} and
	 * {@link SyntaxId#NDR64}
	 * @param littleEndian the byte order of the PDU; NDR64 has but this one
	 * @return the format
	 */
	public static NdrFormat of(SyntaxId transferSyntax, boolean littleEndian) {
		if (transferSyntax.equals(SyntaxId.NDR64)) {
			return NDR64;
		}
		return littleEndian ? NDR : NDR_BIG_ENDIAN;
	}

}
