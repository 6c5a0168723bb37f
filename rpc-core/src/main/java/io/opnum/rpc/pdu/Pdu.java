package io.opnum.rpc.pdu;

import org.jspecify.annotations.Nullable;

/**
 * A connection-oriented PDU (C706 12.6.4). Records are immutable; those with stub data
 * borrow it from the buffer they were decoded from.
 *
 * @since 0.1.0
 */
public sealed interface Pdu permits Bind, BindAck, BindNak, AlterContext, AlterContextResponse, Auth3, Request,
		Response, Fault, Shutdown, CoCancel, Orphaned {

	/**
	 * Return the packet type.
	 * @return the packet type
	 */
	PacketType type();

	/**
	 * Return {@code pfc_flags}, see {@link PacketFlag}.
	 * @return the flags
	 */
	int flags();

	/**
	 * Return the data representation of the sender.
	 * @return the data representation
	 */
	DataRepresentation drep();

	/**
	 * Return the call id, unsigned 32 bits.
	 * @return the call id
	 */
	int callId();

	/**
	 * Return the authentication verifier.
	 * @return the verifier, or {@code null}
	 */
	@Nullable AuthVerifier auth();

}
