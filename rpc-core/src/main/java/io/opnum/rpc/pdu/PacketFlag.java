package io.opnum.rpc.pdu;

/**
 * The bits of {@code pfc_flags} (C706 12.6.3.1, MS-RPCE 2.2.2.3).
 *
 * @since 0.1.0
 */
public final class PacketFlag {

	/** First fragment. */
	public static final int FIRST_FRAG = 0x01;

	/** Last fragment. */
	public static final int LAST_FRAG = 0x02;

	/** First and last fragment. */
	public static final int WHOLE = FIRST_FRAG | LAST_FRAG;

	/** A cancel was pending at the sender. */
	public static final int PENDING_CANCEL = 0x04;

	/** In bind, alter_context and their answers: header signing is supported. */
	public static final int SUPPORT_HEADER_SIGN = 0x04;

	/** Concurrent multiplexing of a connection is supported. */
	public static final int CONC_MPX = 0x10;

	/** In a fault: the operation was not entered. */
	public static final int DID_NOT_EXECUTE = 0x20;

	/** Maybe semantics: no response is wanted. */
	public static final int MAYBE = 0x40;

	/** An object UUID stands in the request. */
	public static final int OBJECT_UUID = 0x80;

	private PacketFlag() {
	}

	/**
	 * Return whether a bit is set.
	 * @param flags the flags of a PDU
	 * @param flag the bit
	 * @return whether it is set
	 */
	public static boolean isSet(int flags, int flag) {
		return (flags & flag) != 0;
	}

}
