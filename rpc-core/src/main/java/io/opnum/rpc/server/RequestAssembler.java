package io.opnum.rpc.server;

import java.util.function.BiFunction;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Reassembler;
import io.opnum.rpc.pdu.Request;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of request PDUs (C706 12.6.2, MS-RPCE 3.3.1.5.3 and the behaviour of
 * Windows and Samba): one call of a connection may be incomplete at a time, multiplexed
 * or not. What it calls is said by its first fragment alone.
 * <p>
 * Event loop only.
 */
final class RequestAssembler {

	private final PresentationContexts contexts;

	private final int maxCallSize;

	private final IncompleteRequests allIncomplete;

	private final BiFunction<Request, PresentationContext<RegisteredInterface>, PipedRequest> pipedRequests;

	private boolean multiplexed;

	private @Nullable Incomplete incomplete;

	/**
	 * Create an assembler.
	 * @param contexts the contexts of the connection
	 * @param maxCallSize the most octets of a request
	 * @param allIncomplete what all connections hold
	 * @param pipedRequests makes the requests that run before they are complete
	 */
	RequestAssembler(PresentationContexts contexts, int maxCallSize, IncompleteRequests allIncomplete,
			BiFunction<Request, PresentationContext<RegisteredInterface>, PipedRequest> pipedRequests) {
		this.pipedRequests = pipedRequests;
		this.contexts = contexts;
		this.maxCallSize = maxCallSize;
		this.allIncomplete = allIncomplete;
	}

	void setMultiplexed() {
		this.multiplexed = true;
	}

	/** Whether further fragments of a request are due. */
	boolean awaitsFragments() {
		Incomplete incomplete = this.incomplete;
		return incomplete != null && (incomplete.piped == null || incomplete.piped.isAwaited());
	}

	/** The request with pipes whose fragments come now, or {@code null}. */
	@Nullable PipedRequest piped() {
		return (this.incomplete != null) ? this.incomplete.piped : null;
	}

	/**
	 * Find the call that a fragment belongs to, before anybody has verified it. A client
	 * sends the fragments of a call back to back.
	 * @param fragment the fragment
	 * @return the first fragment of that call, or {@code null} where it has none
	 * @throws ProtocolViolationException if another call is incomplete
	 */
	@Nullable Request firstOf(Request fragment) {
		Incomplete incomplete = this.incomplete;
		boolean begins = PacketFlag.isSet(fragment.flags(), PacketFlag.FIRST_FRAG);
		if (incomplete != null && incomplete.isGivenUp() && (begins || incomplete.callId != fragment.callId())) {
			incomplete = null;
		}
		if (incomplete == null && !begins && !this.multiplexed) {
			throw withoutFirst(fragment, 0);
		}
		if (incomplete != null && incomplete.callId != fragment.callId()) {
			throw interleaved(fragment, incomplete);
		}
		return (incomplete != null) ? incomplete.first : null;
	}

	/**
	 * Add a fragment.
	 * @param request the fragment, of which {@link #firstOf} had nothing to say against;
	 * its stub is retained as needed
	 * @return the call if it is complete now, its stub owned by the caller
	 * @throws ProtocolViolationException if the fragment may not come now
	 */
	@Nullable AssembledRequest add(Request request) {
		return PacketFlag.isSet(request.flags(), PacketFlag.FIRST_FRAG) ? first(request) : further(request);
	}

	private @Nullable AssembledRequest first(Request request) {
		if (this.incomplete != null && !this.incomplete.isGivenUp()) {
			throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, false, request.callId(),
					this.incomplete.context.contextId(), "call %s begins again while it is incomplete"
						.formatted(Integer.toUnsignedString(request.callId())));
		}
		// The rest of one that was given up does not come any more, nor is it awaited
		this.incomplete = null;
		PresentationContext<RegisteredInterface> context = this.contexts.find(request.contextId());
		if (PacketFlag.isSet(request.flags(), PacketFlag.PENDING_CANCEL)) {
			throw new ProtocolViolationException(RpcStatus.NO_CALL_ACTIVE, true, request.callId(),
					(context != null) ? context.contextId() : 0, "first fragment of a request with PENDING_CANCEL");
		}
		if (context == null) {
			return new AssembledRequest(request, null, null);
		}
		checkByteOrder(request, context);
		if (PacketFlag.isSet(request.flags(), PacketFlag.LAST_FRAG)) {
			checkSize(request, request.stub().readableBytes());
			return new AssembledRequest(request, context, request.stub().retain());
		}
		if (context.target().takesPipes(request.opnum())) {
			PipedRequest piped = this.pipedRequests.apply(request, context);
			this.incomplete = new Incomplete(request, context, new Reassembler(0), piped);
			add(piped, request);
			return new AssembledRequest(request, context, null, piped);
		}
		checkSize(request, request.allocHint());
		Incomplete incomplete = new Incomplete(request, context, new Reassembler(this.maxCallSize, request.allocHint()),
				null);
		this.incomplete = incomplete;
		add(incomplete, request);
		return null;
	}

	private @Nullable AssembledRequest further(Request request) {
		Incomplete incomplete = this.incomplete;
		if (incomplete == null || incomplete.callId != request.callId()) {
			return unrelated(request);
		}
		incomplete.checkAgrees(request);
		if (incomplete.piped != null) {
			further(incomplete.piped, request);
			return null;
		}
		add(incomplete, request);
		if (!PacketFlag.isSet(request.flags(), PacketFlag.LAST_FRAG)) {
			return null;
		}
		this.incomplete = null;
		this.allIncomplete.release(incomplete.reassembler.length());
		return new AssembledRequest(incomplete.first, incomplete.context, incomplete.reassembler.join());
	}

	private void further(PipedRequest piped, Request request) {
		add(piped, request);
		if (PacketFlag.isSet(request.flags(), PacketFlag.LAST_FRAG)) {
			this.incomplete = null;
			piped.stub().complete();
		}
	}

	private void add(PipedRequest piped, Request fragment) {
		if (!piped.add(fragment)) {
			throw tooLarge(fragment, "a request whose pipes have more octets than maxPipeSize");
		}
	}

	private void add(Incomplete incomplete, Request fragment) {
		int octets = fragment.stub().readableBytes();
		if (!this.allIncomplete.hold(octets)) {
			throw new ProtocolViolationException(RpcStatus.REMOTE_NO_MEMORY, true, fragment.callId(),
					incomplete.context.contextId(),
					"a fragment for which there is no memory: incomplete requests hold %d octets at most"
						.formatted(this.allIncomplete.maxOctets()));
		}
		if (!incomplete.reassembler.add(fragment.stub())) {
			this.allIncomplete.release(octets);
			throw tooLarge(fragment, "a request of more than " + this.maxCallSize + " octets of stub data");
		}
	}

	private AssembledRequest unrelated(Request request) {
		if (this.multiplexed && this.contexts.find(request.contextId()) == null) {
			return new AssembledRequest(request, null, null);
		}
		throw withoutFirst(request, request.contextId());
	}

	private static ProtocolViolationException withoutFirst(Request request, int contextId) {
		return new ProtocolViolationException(RpcStatus.PROTO_ERROR, false, request.callId(), contextId,
				"fragment of call %s, of which there was no first one"
					.formatted(Integer.toUnsignedString(request.callId())));
	}

	/**
	 * Without multiplexing the fault is for the call that is incomplete, with it for the
	 * one that came between.
	 */
	private ProtocolViolationException interleaved(Request request, Incomplete incomplete) {
		String message = "a fragment of call %s while call %s is incomplete"
			.formatted(Integer.toUnsignedString(request.callId()), Integer.toUnsignedString(incomplete.callId));
		if (!this.multiplexed) {
			return new ProtocolViolationException(RpcStatus.PROTO_ERROR, false, incomplete.callId,
					incomplete.context.contextId(), message);
		}
		return new ProtocolViolationException(RpcStatus.PROTO_ERROR, false, request.callId(), 0, message);
	}

	private static void checkByteOrder(Request request, PresentationContext<?> context) {
		if (!request.drep().isLittleEndian() && context.transferSyntax().equals(SyntaxId.NDR64)) {
			throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, request.callId(), context.contextId(),
					"a big-endian request in NDR64, which is little-endian only");
		}
	}

	private void checkSize(Request request, int length) {
		if (Integer.compareUnsigned(length, this.maxCallSize) > 0) {
			throw tooLarge(request, "a request of %s octets of stub data, more than %d"
				.formatted(Integer.toUnsignedString(length), this.maxCallSize));
		}
	}

	private ProtocolViolationException tooLarge(Request request, String message) {
		return new ProtocolViolationException(RpcStatus.ACCESS_DENIED, false, request.callId(), 0, message);
	}

	/** Release what is incomplete. */
	void release() {
		Incomplete incomplete = this.incomplete;
		if (incomplete != null) {
			this.incomplete = null;
			this.allIncomplete.release(incomplete.reassembler.length());
			incomplete.reassembler.release();
		}
	}

	/**
	 * A request that is complete, or that has pipes and runs while it arrives.
	 *
	 * @param head its first fragment, for all but the stub
	 * @param context its context, or {@code null} if the id names none: then nothing was
	 * kept
	 * @param stub its stub, or {@code null} without a context or with pipes
	 * @param piped its pipes, which are still to come, or {@code null}
	 */
	record AssembledRequest(Request head, @Nullable PresentationContext<RegisteredInterface> context,
			@Nullable ByteBuf stub, @Nullable PipedRequest piped) {

		AssembledRequest(Request head, @Nullable PresentationContext<RegisteredInterface> context,
				@Nullable ByteBuf stub) {
			this(head, context, stub, null);
		}

	}

	private static final class Incomplete {

		private final Request first;

		private final PresentationContext<RegisteredInterface> context;

		private final Reassembler reassembler;

		private final @Nullable PipedRequest piped;

		private final int callId;

		Incomplete(Request first, PresentationContext<RegisteredInterface> context, Reassembler reassembler,
				@Nullable PipedRequest piped) {
			this.piped = piped;
			this.first = first;
			this.context = context;
			this.reassembler = reassembler;
			this.callId = first.callId();
		}

		/** Whether its call was answered, so that its client may begin the next one. */
		boolean isGivenUp() {
			return this.piped != null && this.piped.isGivenUp();
		}

		void checkAgrees(Request fragment) {
			if (!fragment.drep().equals(this.first.drep())) {
				throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, false, fragment.callId(),
						this.context.contextId(), "fragments of call %s differ in their data representation: %s and %s"
							.formatted(Integer.toUnsignedString(this.callId), this.first.drep(), fragment.drep()));
			}
		}

	}

}
