package io.opnum.rpc.pdu;

import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stub data of a call into request or response PDUs without copying it (C706
 * 12.6.2). Stateless and thread-safe.
 * <p>
 * A message buffer holds the stub from its reader index on, with {@link #HEADROOM} octets
 * free in front of it: a call that fits one fragment becomes one buffer, header and stub.
 * Of a longer one each fragment but the last carries the most multiple of eight octets
 * that fits, so that no NDR primitive is torn; its {@code alloc_hint} tells the octets
 * still to come, those of the fragment included.
 * <p>
 * A trailer at the end of the stub is not torn where a fragment has room for it: it
 * belongs to the last one (MS-RPCE 2.2.2.13), which gets what it needs of the one before.
 * <p>
 * With a {@link FragmentVerifier} each fragment has room for a token at its end, which
 * whoever sends it {@linkplain FragmentVerifier#forEach fills in}. Those fragments are a
 * copy of the stub, contiguous and free to be encrypted where they are.
 *
 * @since 0.1.0
 */
public final class Fragmenter {

	/** The octets to leave free in front of the stub: header and object UUID. */
	public static final int HEADROOM = PduCodec.CALL_HEADER_LENGTH + Octets.UUID_LENGTH;

	private static final int CHUNK_MULTIPLE = 8;

	private static final int MAX_FRAG_LENGTH = 0xffff;

	private Fragmenter() {
	}

	/**
	 * Make the PDUs of a request.
	 * @param message the stub, with headroom; ownership passes to the result
	 * @param drep the byte order of the stub and of the headers
	 * @param flags flags besides FIRST and LAST, for example {@link PacketFlag#MAYBE}
	 * @param callId the call id
	 * @param contextId the presentation context, 0 to 65535
	 * @param opnum the operation, 0 to 65535
	 * @param objectUuid the object, which goes into each fragment, or {@code null}
	 * @param maxFrag the largest PDU to send, at most 65535
	 * @return all PDUs of the request in one buffer, owned by the caller
	 * @throws IllegalArgumentException if {@code maxFrag} leaves no room for stub data or
	 * {@code frag_length} can't hold it; the message is released then
	 */
	public static ByteBuf request(ByteBuf message, DataRepresentation drep, int flags, int callId, int contextId,
			int opnum, @Nullable UUID objectUuid, int maxFrag) {
		return request(message, drep, flags, callId, contextId, opnum, objectUuid, maxFrag, null, 0);
	}

	/**
	 * Make the PDUs of a request that may be protected.
	 * @param message the stub, with headroom; ownership passes to the result
	 * @param drep the byte order of the stub and of the headers
	 * @param flags flags besides FIRST and LAST, for example {@link PacketFlag#MAYBE}
	 * @param callId the call id
	 * @param contextId the presentation context, 0 to 65535
	 * @param opnum the operation, 0 to 65535
	 * @param objectUuid the object, which goes into each fragment, or {@code null}
	 * @param maxFrag the largest PDU to send, at most 65535
	 * @param verifier the verifier of each fragment, or {@code null} if they have none
	 * @param trailerLength how many octets at the end of the stub are its trailer
	 * @return all PDUs of the request in one buffer, owned by the caller
	 * @throws IllegalArgumentException if {@code maxFrag} leaves no room for stub data or
	 * {@code frag_length} can't hold it; the message is released then
	 */
	public static ByteBuf request(ByteBuf message, DataRepresentation drep, int flags, int callId, int contextId,
			int opnum, @Nullable UUID objectUuid, int maxFrag, @Nullable FragmentVerifier verifier, int trailerLength) {
		int objectFlag = (objectUuid != null) ? PacketFlag.OBJECT_UUID : 0;
		return cut(message, new CallHeader(PacketType.REQUEST, drep, flags | objectFlag, PacketFlag.WHOLE, callId,
				contextId, opnum, objectUuid, verifier), maxFrag, trailerLength);
	}

	/**
	 * Make the PDUs of a response. One without stub data is one PDU.
	 * @param message the stub, with headroom; ownership passes to the result
	 * @param drep the byte order of the stub and of the headers
	 * @param callId the call id
	 * @param contextId the presentation context, 0 to 65535
	 * @param cancelCount the cancels that were received, 0 to 255
	 * @param maxFrag the largest PDU to send, at most 65535
	 * @return all PDUs of the response in one buffer, owned by the caller
	 * @throws IllegalArgumentException if {@code maxFrag} leaves no room for stub data or
	 * {@code frag_length} can't hold it; the message is released then
	 */
	public static ByteBuf response(ByteBuf message, DataRepresentation drep, int callId, int contextId, int cancelCount,
			int maxFrag) {
		return response(message, drep, callId, contextId, cancelCount, maxFrag, null);
	}

	/**
	 * Make the PDUs of a response that may be protected. One without stub data is one
	 * PDU.
	 * @param message the stub, with headroom; ownership passes to the result
	 * @param drep the byte order of the stub and of the headers
	 * @param callId the call id
	 * @param contextId the presentation context, 0 to 65535
	 * @param cancelCount the cancels that were received, 0 to 255
	 * @param maxFrag the largest PDU to send, at most 65535
	 * @param verifier the verifier of each fragment, or {@code null} if they have none
	 * @return all PDUs of the response in one buffer, owned by the caller
	 * @throws IllegalArgumentException if {@code maxFrag} leaves no room for stub data or
	 * {@code frag_length} can't hold it; the message is released then
	 */
	public static ByteBuf response(ByteBuf message, DataRepresentation drep, int callId, int contextId, int cancelCount,
			int maxFrag, @Nullable FragmentVerifier verifier) {
		return cut(message, new CallHeader(PacketType.RESPONSE, drep, 0, PacketFlag.WHOLE, callId, contextId,
				cancelCount, null, verifier), maxFrag, 0);
	}

	/**
	 * Return what makes the PDUs of a request whose stub is sent part by part.
	 * @param drep the byte order of the stub and of the headers
	 * @param callId the call id
	 * @param contextId the presentation context, 0 to 65535
	 * @param opnum the operation, 0 to 65535
	 * @param objectUuid the object, which goes into each fragment, or {@code null}
	 * @param maxFrag the largest PDU to send, at most 65535
	 * @param verifier the verifier of each fragment, or {@code null} if they have none
	 * @return what makes them
	 */
	public static Parts requestParts(DataRepresentation drep, int callId, int contextId, int opnum,
			@Nullable UUID objectUuid, int maxFrag, @Nullable FragmentVerifier verifier) {
		int flags = (objectUuid != null) ? PacketFlag.OBJECT_UUID : 0;
		return (message, edges, trailerLength) -> cut(message,
				new CallHeader(PacketType.REQUEST, drep, flags, edges, callId, contextId, opnum, objectUuid, verifier),
				maxFrag, trailerLength);
	}

	/**
	 * Return what makes the PDUs of a response whose stub is sent part by part.
	 * @param drep the byte order of the stub and of the headers
	 * @param callId the call id
	 * @param contextId the presentation context, 0 to 65535
	 * @param maxFrag the largest PDU to send, at most 65535
	 * @param verifier the verifier of each fragment, or {@code null} if they have none
	 * @return what makes them
	 */
	public static Parts responseParts(DataRepresentation drep, int callId, int contextId, int maxFrag,
			@Nullable FragmentVerifier verifier) {
		return (message, edges, trailerLength) -> cut(message,
				new CallHeader(PacketType.RESPONSE, drep, 0, edges, callId, contextId, 0, null, verifier), maxFrag,
				trailerLength);
	}

	private static ByteBuf cut(ByteBuf message, CallHeader header, int maxFrag, int trailerLength) {
		if (header.verifier() != null) {
			return copy(message, header, maxFrag, header.verifier(), trailerLength);
		}
		int headerLength = header.length();
		if (maxFrag < headerLength + CHUNK_MULTIPLE || maxFrag > MAX_FRAG_LENGTH) {
			message.release();
			throw new IllegalArgumentException("A fragment of %d octets is impossible: expected %d to %d"
				.formatted(maxFrag, headerLength + CHUNK_MULTIPLE, MAX_FRAG_LENGTH));
		}
		int length = message.readableBytes();
		if (length > maxFrag - headerLength || message.readerIndex() < headerLength) {
			return composite(message, header, maxFrag - headerLength, trailerLength);
		}
		int start = message.readerIndex() - headerLength;
		header.set(message, start, PacketFlag.WHOLE, length, length);
		return message.readerIndex(start);
	}

	/** With room for a token in each fragment. */
	private static ByteBuf copy(ByteBuf message, CallHeader header, int maxFrag, FragmentVerifier verifier,
			int trailerLength) {
		try {
			int headerLength = header.length();
			int chunk = (maxFrag - headerLength - verifier.length()) & -FragmentVerifier.ALIGNMENT;
			if (chunk <= 0 || maxFrag > MAX_FRAG_LENGTH) {
				throw new IllegalArgumentException(
						"A protected fragment of %d octets is impossible: expected %d to %d".formatted(maxFrag,
								headerLength + verifier.length() + FragmentVerifier.ALIGNMENT, MAX_FRAG_LENGTH));
			}
			int length = message.readableBytes();
			int count = Math.max(1, (int) (((long) length + chunk - 1) / chunk));
			ByteBuf pdus = message.alloc()
				.buffer(length + count * (headerLength + verifier.length()) + FragmentVerifier.ALIGNMENT);
			int stub = message.readerIndex();
			for (int i = 0; i < count; i++) {
				int stubLength = chunkLength(length, chunk, trailerLength, FragmentVerifier.ALIGNMENT);
				int padLength = -stubLength & (FragmentVerifier.ALIGNMENT - 1);
				int flags = ((i == 0) ? PacketFlag.FIRST_FRAG : 0) | ((i == count - 1) ? PacketFlag.LAST_FRAG : 0);
				int start = pdus.writerIndex();
				pdus.writerIndex(start + headerLength);
				header.set(pdus, start, flags, stubLength + padLength, length);
				pdus.writeBytes(message, stub, stubLength).writeZero(padLength);
				verifier.append(pdus, padLength, header.drep());
				stub += stubLength;
				length -= stubLength;
			}
			return pdus;
		}
		finally {
			message.release();
		}
	}

	private static ByteBuf composite(ByteBuf message, CallHeader header, int maxChunk, int trailerLength) {
		int headerLength = header.length();
		int length = message.readableBytes();
		int chunk = (length > maxChunk) ? maxChunk / CHUNK_MULTIPLE * CHUNK_MULTIPLE : maxChunk;
		int count = Math.max(1, (int) (((long) length + chunk - 1) / chunk));
		CompositeByteBuf pdus = message.alloc().compositeBuffer(2 * count);
		ByteBuf headers = message.alloc().buffer(count * headerLength);
		try {
			int stub = message.readerIndex();
			for (int i = 0; i < count; i++) {
				int stubLength = chunkLength(length, chunk, trailerLength, CHUNK_MULTIPLE);
				int flags = ((i == 0) ? PacketFlag.FIRST_FRAG : 0) | ((i == count - 1) ? PacketFlag.LAST_FRAG : 0);
				if (i == 0 && stub >= headerLength) {
					header.set(message, stub - headerLength, flags, stubLength, length);
					pdus.addComponent(true, message.retainedSlice(stub - headerLength, headerLength + stubLength));
				}
				else {
					header.set(headers, i * headerLength, flags, stubLength, length);
					pdus.addComponent(true, headers.retainedSlice(i * headerLength, headerLength));
					pdus.addComponent(true, message.retainedSlice(stub, stubLength));
				}
				stub += stubLength;
				length -= stubLength;
			}
			return pdus;
		}
		finally {
			headers.release();
			message.release();
		}
	}

	/**
	 * Return how much the next fragment carries. The last but one leaves the whole
	 * trailer to the last, unless that has not the room: there are as many fragments
	 * either way.
	 * @param length what is left of the stub
	 * @param chunk the most that fits
	 */
	private static int chunkLength(int length, int chunk, int trailerLength, int multiple) {
		if (length <= chunk) {
			return length;
		}
		int ahead = (length - trailerLength) & -multiple;
		return (length - chunk < trailerLength && length - ahead <= chunk) ? ahead : chunk;
	}

	/**
	 * Makes the PDUs of a call whose length is not known while they are sent.
	 */
	@FunctionalInterface
	public interface Parts {

		/**
		 * Make the PDUs of a part. Of all parts but the last the length is a multiple of
		 * eight.
		 * @param message the part of the stub, with headroom; ownership passes to the
		 * result
		 * @param edges {@link PacketFlag#FIRST_FRAG} where it is the first part,
		 * {@link PacketFlag#LAST_FRAG} where it is the last
		 * @return the PDUs in one buffer, owned by the caller; their {@code alloc_hint}
		 * is zero, which tells nothing, but where the part is the whole
		 */
		default ByteBuf cut(ByteBuf message, int edges) {
			return cut(message, edges, 0);
		}

		/**
		 * Make the PDUs of a part that may have the trailer of the call.
		 * @param message the part of the stub, with headroom; ownership passes to the
		 * result
		 * @param edges as for {@link #cut(ByteBuf, int)}
		 * @param trailerLength how many octets at the end of the part are the trailer
		 * @return the PDUs in one buffer, owned by the caller
		 */
		ByteBuf cut(ByteBuf message, int edges, int trailerLength);

	}

	/**
	 * What the headers of all fragments of a call have in common.
	 *
	 * @param edges which edges of the call are those of this message
	 * @param detail the opnum of a request, the cancel count of a response
	 * @param verifier the verifier of each fragment, or {@code null}
	 */
	private record CallHeader(PacketType type, DataRepresentation drep, int flags, int edges, int callId, int contextId,
			int detail, @Nullable UUID objectUuid, @Nullable FragmentVerifier verifier) {

		int length() {
			return (this.objectUuid != null) ? HEADROOM : PduCodec.CALL_HEADER_LENGTH;
		}

		/**
		 * Set the header of a fragment.
		 * @param stubLength the octets of its stub, padding included
		 */
		void set(ByteBuf out, int index, int fragmentFlags, int stubLength, int allocHint) {
			int verifierLength = (this.verifier != null) ? this.verifier.length() : 0;
			PduWriter.setHeader(out, index, this.type, this.flags | (fragmentFlags & this.edges), this.drep,
					length() + stubLength + verifierLength, (this.verifier != null) ? this.verifier.tokenLength() : 0,
					this.callId);
			Octets.setInt(out, index + CallBody.ALLOC_HINT, (this.edges == PacketFlag.WHOLE) ? allocHint : 0,
					this.drep);
			Octets.setU16(out, index + CallBody.CONTEXT_ID, this.contextId, this.drep);
			if (this.type == PacketType.REQUEST) {
				Octets.setU16(out, index + Request.OPNUM, this.detail, this.drep);
			}
			else {
				out.setByte(index + Response.CANCEL_COUNT, this.detail);
				out.setByte(index + Response.CANCEL_COUNT + 1, 0);
			}
			if (this.objectUuid != null) {
				Octets.setUuid(out, index + PduCodec.CALL_HEADER_LENGTH, this.objectUuid, this.drep);
			}
		}

	}

}
