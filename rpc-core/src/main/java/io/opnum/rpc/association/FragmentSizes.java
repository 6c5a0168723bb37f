package io.opnum.rpc.association;

import io.opnum.rpc.binding.ProtocolSequence;

/**
 * The rules of fragment sizes (C706 12.6.3.4), as Windows and Samba have them. Stateless
 * and thread-safe; sizes are octets of whole PDUs.
 *
 * @since 0.1.0
 */
public final class FragmentSizes {

	/** What Windows and Samba propose and take at most over TCP and local sockets. */
	public static final int DEFAULT = 5840;

	/** What Windows and Samba propose and take at most over named pipes. */
	public static final int NAMED_PIPE = 4280;

	/** What everyone must be able to receive ({@code MustRecvFragSize}). */
	public static final int MUST_RECEIVE = 1432;

	/** What servers raise smaller proposals to. */
	static final int LEAST_NEGOTIATED = 2048;

	private static final int MULTIPLE = 8;

	private FragmentSizes() {
	}

	/**
	 * Return what a client proposes.
	 * @param protocolSequence the protocol sequence of the connection
	 * @return the size
	 */
	public static int proposedOver(ProtocolSequence protocolSequence) {
		return protocolSequence.equals(ProtocolSequence.NCACN_NP) ? NAMED_PIPE : DEFAULT;
	}

	/**
	 * Return what a server answers to a bind, in both fields: the smaller of the client's
	 * sizes, at least 2048, at most its own limit, a multiple of eight.
	 * @param maxXmitFrag what the client sends at most, 0 to 65535
	 * @param maxRecvFrag what the client takes at most, 0 to 65535
	 * @param limit what the server sends and takes at most
	 * @return the size
	 */
	public static int negotiate(int maxXmitFrag, int maxRecvFrag, int limit) {
		int size = Math.max(LEAST_NEGOTIATED, Math.min(maxXmitFrag, maxRecvFrag));
		return Math.min(size, limit) / MULTIPLE * MULTIPLE;
	}

	/**
	 * Return the largest PDU that a client sends after a bind_ack.
	 * @param limit what the client proposed to send at most
	 * @param maxRecvFrag what the bind_ack says that the server takes at most
	 * @return the size
	 * @throws NegotiationException if the server takes less than {@link #MUST_RECEIVE}
	 */
	public static int toSend(int limit, int maxRecvFrag) {
		if (maxRecvFrag < MUST_RECEIVE) {
			throw new NegotiationException(
					"The server takes fragments of %d octets only, but the least that every peer must take is %d (C706 12.6.3.4)"
						.formatted(maxRecvFrag, MUST_RECEIVE));
		}
		return Math.min(limit, maxRecvFrag);
	}

}
