package io.opnum.rpc.security.spnego;

/**
 * How far a server sees the negotiation (RFC 4178 4.2.2), in the order of the numbers on
 * the wire.
 */
enum NegState {

	/** Nothing more is to come. */
	ACCEPT_COMPLETED,

	/** The mechanism needs further tokens, or a MIC is awaited. */
	ACCEPT_INCOMPLETE,

	/** The negotiation has failed. */
	REJECT,

	/**
	 * Another mechanism than the preferred one was chosen, so that the list has to be
	 * signed.
	 */
	REQUEST_MIC

}
