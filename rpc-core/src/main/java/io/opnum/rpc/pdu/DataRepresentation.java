package io.opnum.rpc.pdu;

/**
 * The data representation format label {@code packed_drep} (C706 14.1). Only ASCII and
 * IEEE are supported, as MS-RPCE demands; the byte order is either.
 *
 * @since 0.1.0
 */
public enum DataRepresentation {

	/** Integers little-endian: {@code 10 00 00 00}. */
	LITTLE_ENDIAN,

	/** Integers big-endian: {@code 00 00 00 00}. */
	BIG_ENDIAN;

	/**
	 * Return whether integers are little-endian.
	 * @return whether integers are little-endian
	 */
	public boolean isLittleEndian() {
		return this == LITTLE_ENDIAN;
	}

}
