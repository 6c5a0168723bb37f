package io.opnum.rpc.client;

import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.FragmentSizes;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.PacketFlag;

/**
 * What the bind of a connection agreed on. Immutable.
 *
 * @param multiplexed whether several calls may be in flight at once
 * @param maxXmitFrag the largest PDU to send
 * @param features the features
 * @param groupId the association group
 * @param at when that was, as {@link System#nanoTime()}
 */
record Agreement(boolean multiplexed, int maxXmitFrag, BindTimeFeatures features, int groupId, long at) {

	/** Before the bind is answered. */
	static final Agreement NONE = new Agreement(false, FragmentSizes.MUST_RECEIVE, BindTimeFeatures.NONE, 0, 0);

	/**
	 * Return what a bind_ack agrees on.
	 * @param ack the bind_ack
	 * @param maxFrag the largest PDU that was proposed
	 * @param features the features that both sides have
	 * @param proposed whether to multiplex was proposed
	 * @return the agreement
	 */
	static Agreement of(BindAck ack, int maxFrag, BindTimeFeatures features, boolean proposed) {
		return new Agreement(proposed && PacketFlag.isSet(ack.flags(), PacketFlag.CONC_MPX),
				FragmentSizes.toSend(maxFrag, ack.maxRecvFrag()), features, ack.assocGroupId(), System.nanoTime());
	}

	/** Whether the server goes on with the connection when a call on it is orphaned. */
	boolean keepsConnectionOnOrphan() {
		return this.features.has(BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN);
	}

	/** Whether requests tell the time that their callers have left. */
	boolean tellsRemainingTime() {
		return this.features.has(BindTimeFeatures.REMAINING_TIME);
	}

	@Override
	public String toString() {
		return "%s, max_xmit_frag %d, features %d, group %s".formatted(
				(this.multiplexed) ? "multiplexed" : "one call at a time", this.maxXmitFrag, this.features.mask(),
				Integer.toUnsignedString(this.groupId));
	}

}
