package io.opnum.rpc.client;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.association.FragmentSizes;
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

	private @Nullable MessageProtection protection;

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

	// ---- protection

	/** The authentication is complete: protect what follows. */
	void protect(MessageProtection protection) {
		this.protection = protection;
	}

	/** Whether what is protected was answered well, so that the server let us in. */
	boolean isConfirmed() {
		return this.protection != null && this.protection.isConfirmed();
	}

	/** A request was answered well. */
	void confirm() {
		if (this.protection != null) {
			this.protection.confirm();
		}
	}

	/** The connection has ended. */
	void destroyKeys() {
		if (this.protection != null) {
			this.protection.destroy();
		}
	}

	// ---- in

	/**
	 * Read a PDU.
	 * @param frame its octets, which it borrows from
	 * @return the PDU
	 * @throws io.opnum.rpc.pdu.MalformedPduException if it is none
	 * @throws io.opnum.rpc.security.MessageRefusedException if it is not protected as was
	 * agreed on
	 */
	Pdu read(ByteBuf frame) {
		Pdu pdu = PduCodec.decode(frame);
		return (this.protection != null) ? this.protection.unprotect(pdu, frame) : pdu;
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
	 * @param context the presentation context
	 */
	void sendRequest(ClientCall call, ByteBuf stub, int flags, int callId, InterfaceContext context) {
		MessageProtection protection = this.protection;
		ByteBuf message = stub.retainedDuplicate();
		int trailerLength = trailer(call, callId, context).append(message, call);
		ByteBuf pdus = Fragmenter.request(message, DREP, flags, callId, context.id(), call.operation().opnum(),
				call.objectUuid(), this.agreement.maxXmitFrag(), (protection != null) ? protection.verifier() : null,
				trailerLength);
		transport().send((protection != null) ? protection.protect(pdus) : pdus);
		call.sentAs(transport().sends());
	}

	private RequestTrailer trailer(ClientCall call, int callId, InterfaceContext context) {
		boolean tellsRemainingTime = this.agreement.tellsRemainingTime();
		if (this.protection == null) {
			return tellsRemainingTime ? RequestTrailer.REMAINING_TIME : RequestTrailer.NONE;
		}
		return new RequestTrailer(this.protection.commands(callId, context, call.operation().opnum()),
				tellsRemainingTime);
	}

	/**
	 * Have a call send its request itself, part by part.
	 * @param call the call
	 * @param stub the stub data ahead of its pipes; stays the caller's
	 * @param callId the call id
	 * @param context the presentation context
	 * @return the request, which owns its stub data
	 */
	PipedRequest pipedRequest(PipedCall call, ByteBuf stub, int callId, InterfaceContext context) {
		MessageProtection protection = this.protection;
		Fragmenter.Parts parts = Fragmenter.requestParts(DREP, callId, context.id(), call.operation().opnum(),
				call.objectUuid(), this.agreement.maxXmitFrag(), (protection != null) ? protection.verifier() : null);
		return new PipedRequest(stub.retain(), transport(), (protection != null)
				? (part, edges, trailerLength) -> protection.protect(parts.cut(part, edges, trailerLength)) : parts,
				trailer(call, callId, context));
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
