package io.opnum.rpc.client;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.association.FragmentSizes;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fragmenter;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.transport.TransportConnection;
import org.jspecify.annotations.Nullable;

/**
 * Where the PDUs of a connection leave and arrive: each fragment of a request, each
 * fragment of a response, and what else there is passes here and nowhere else. Whatever
 * is done to every PDU, to sign or to seal it, is done in this class.
 * <p>
 * Event loop only, but for the methods that say otherwise.
 */
final class PduChannel {

	private static final DataRepresentation DREP = DataRepresentation.LITTLE_ENDIAN;

	private volatile @Nullable TransportConnection transport;

	private volatile Agreement agreement = Agreement.NONE;

	/** Take the transport connection, before anything else. */
	void attach(TransportConnection transport) {
		this.transport = transport;
	}

	/**
	 * Return the transport connection. Any thread.
	 * @throws IllegalStateException if there is none yet
	 */
	TransportConnection transport() {
		TransportConnection transport = this.transport;
		if (transport == null) {
			throw new IllegalStateException("Not connected yet");
		}
		return transport;
	}

	/** Return the transport connection, {@code null} while there is none. Any thread. */
	@Nullable TransportConnection transportIfAttached() {
		return this.transport;
	}

	/** Return what the bind agreed on, so far. Any thread. */
	Agreement agreement() {
		return this.agreement;
	}

	/** The bind was answered. */
	void agreed(Agreement agreement) {
		this.agreement = agreement;
	}

	/** The largest PDU that is proposed. */
	int proposedMaxFrag() {
		return FragmentSizes.proposedOver(transport().endpoint().protocolSequence());
	}

	// ---- in

	/**
	 * Read a PDU.
	 * @param frame its octets, which it borrows from
	 * @return the PDU
	 * @throws io.opnum.rpc.pdu.MalformedPduException if it is none
	 */
	Pdu read(ByteBuf frame) {
		return PduCodec.decode(frame);
	}

	// ---- out

	/**
	 * Return whether more should be sent.
	 */
	boolean isWritable() {
		return transport().isWritable();
	}

	/**
	 * Send a PDU of the association.
	 * @param pdu the PDU
	 */
	void send(Pdu pdu) {
		ByteBuf out = transport().allocator().buffer();
		PduCodec.encode(pdu, out);
		transport().send(out);
	}

	/**
	 * Send a request, in as many fragments as it needs.
	 * @param call the call, which is told as what the transport knows it
	 * @param stub the stub data with room for a header; stays the caller's
	 * @param flags flags of each fragment
	 * @param callId the call id
	 * @param contextId the presentation context
	 */
	void sendRequest(ClientCall call, ByteBuf stub, int flags, int callId, int contextId) {
		ByteBuf message = stub.retainedDuplicate();
		if (this.agreement.tellsRemainingTime()) {
			RemainingTime.append(message, call.remainingMicros());
		}
		transport().send(Fragmenter.request(message, DREP, flags, callId, contextId, call.operation().opnum(),
				call.objectUuid(), this.agreement.maxXmitFrag()));
		call.sentAs(transport().sends());
	}

	/**
	 * Have a call send its request itself, part by part.
	 * @param call the call
	 * @param stub the stub data ahead of its pipes; stays the caller's
	 * @param callId the call id
	 * @param contextId the presentation context
	 * @return the request, which owns its stub data
	 */
	PipedRequest pipedRequest(PipedCall call, ByteBuf stub, int callId, int contextId) {
		return new PipedRequest(stub.retain(), transport(), Fragmenter.requestParts(DREP, callId, contextId,
				call.operation().opnum(), call.objectUuid(), this.agreement.maxXmitFrag(), null),
				this.agreement.tellsRemainingTime());
	}

	/**
	 * Tell the server that the answer to a call is not wanted any more.
	 * @param callId the call id
	 */
	void sendCancel(int callId) {
		send(new CoCancel(PacketFlag.WHOLE, DREP, callId, null));
	}

	/**
	 * Tell the server that no answer to a call is awaited any more.
	 * @param callId the call id
	 * @param cancel whether to cancel it first
	 * @param orphaned whether to say so, or no more than that it is cancelled
	 */
	void sendOrphaned(int callId, boolean cancel, boolean orphaned) {
		if (cancel || orphaned) {
			transport().send(encodeOrphaned(callId, cancel, orphaned));
		}
	}

	/**
	 * Tell the server that no answer to a call is awaited any more, nor is the
	 * connection.
	 * @param callId the call id
	 * @param cancel whether to cancel it first
	 */
	void sendOrphanedAndClose(int callId, boolean cancel) {
		transport().sendAndClose(encodeOrphaned(callId, cancel, true));
	}

	private ByteBuf encodeOrphaned(int callId, boolean cancel, boolean orphaned) {
		ByteBuf out = transport().allocator().buffer(2 * PduCodec.COMMON_HEADER_LENGTH);
		if (cancel) {
			PduCodec.encode(new CoCancel(PacketFlag.WHOLE, DREP, callId, null), out);
		}
		if (orphaned) {
			PduCodec.encode(new Orphaned(PacketFlag.WHOLE, DREP, callId, null), out);
		}
		return out;
	}

}
