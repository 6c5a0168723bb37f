package io.opnum.rpc.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.FragmentVerifier;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.VerificationTrailer.Bitmask1;
import io.opnum.rpc.security.VerificationTrailer.Command;
import io.opnum.rpc.security.VerificationTrailer.Header2;
import io.opnum.rpc.security.VerificationTrailer.PresentationContext;
import org.jspecify.annotations.Nullable;

/**
 * Protects the requests of a connection with its security context, and takes the
 * protection off the answers (MS-RPCE 3.3.1.5.2.2). Requests are protected in the order
 * in which they are sent, each right before, and answers in the order in which they
 * arrive, whether or not their calls are still waited for: both directions are sequences
 * without gaps.
 * <p>
 * Event loop only, but for {@link #protect}, which takes turns: on a connection of its
 * own a call with pipes protects what it sends.
 */
final class MessageProtection {

	private final SecurityContext context;

	private final AuthenticationService service;

	private final int contextId;

	private final boolean headerSigning;

	/** What each fragment has; {@code null} where they are not signed. */
	private final @Nullable FragmentVerifier verifier;

	private boolean confirmed;

	/**
	 * Create a protection.
	 * @param context the security context, which is destroyed with this
	 * @param service the service that verifiers tell
	 * @param contextId the security context id
	 * @param headerSigning whether header signing was agreed on
	 */
	MessageProtection(SecurityContext context, AuthenticationService service, int contextId, boolean headerSigning) {
		this.context = context;
		this.service = service;
		this.contextId = contextId;
		this.headerSigning = headerSigning;
		this.verifier = context.level().isSigned()
				? new FragmentVerifier(service.code(), context.level().code(), contextId, context.tokenLength()) : null;
	}

	/** Until when it may be used. */
	Instant expiresAt() {
		return this.context.expiresAt();
	}

	/** Whether the server has answered a request well, and so knows the context. */
	boolean isConfirmed() {
		return this.confirmed;
	}

	/** The server answered a request well. */
	void confirm() {
		this.confirmed = true;
	}

	/** What each fragment of a request has to have, {@code null} for nothing. */
	@Nullable FragmentVerifier verifier() {
		return this.verifier;
	}

	/**
	 * Return what a request says of the connection and of itself: of the connection until
	 * the server has answered well, of itself where header signing does not cover it.
	 * @param callId its call id
	 * @param presentation its presentation context
	 * @param opnum its operation
	 * @return the commands; none where nothing is signed
	 */
	List<Command> commands(int callId, InterfaceContext presentation, int opnum) {
		if (this.verifier == null || (this.headerSigning && this.confirmed && presentation.isConfirmed())) {
			return List.of();
		}
		List<Command> commands = new ArrayList<>(3);
		if (!this.confirmed) {
			commands.add(new Bitmask1(Bitmask1.HEADER_SIGNING));
		}
		if (!presentation.isConfirmed()) {
			commands
				.add(new PresentationContext(SyntaxId.of(presentation.interfaceId()), presentation.transferSyntax()));
		}
		if (!this.headerSigning) {
			commands.add(Header2.ofRequest(DataRepresentation.LITTLE_ENDIAN, callId, presentation.id(), opnum));
		}
		return commands;
	}

	/**
	 * Protect the fragments of a request, which are sent next.
	 * @param pdus the fragments, with room for their tokens
	 * @return the same, owned by the caller; released if that fails
	 */
	ByteBuf protect(ByteBuf pdus) {
		if (this.verifier != null) {
			boolean done = false;
			try {
				FragmentVerifier.forEach(pdus, (buffer, start, stub, trailer, tokenLength) -> this.context
					.protect(buffer, start, stub, trailer, this.headerSigning));
				done = true;
			}
			finally {
				if (!done) {
					pdus.release();
				}
			}
		}
		return pdus;
	}

	/**
	 * Check what arrived, and decrypt it where it is.
	 * @param pdu the PDU
	 * @param frame its octets
	 * @return the PDU as it was before it was protected
	 * @throws MessageRefusedException if it is not what the server protected
	 */
	Pdu unprotect(Pdu pdu, ByteBuf frame) {
		if (this.verifier == null) {
			return pdu;
		}
		if (pdu instanceof Response response) {
			AuthVerifier verifier = response.auth();
			if (verifier == null) {
				throw new MessageRefusedException("A response to call %s without a signature at level %s"
					.formatted(Integer.toUnsignedString(response.callId()), this.context.level()));
			}
			unprotect(verifier, frame);
			return pdu;
		}
		if (pdu instanceof Fault fault && fault.auth() != null) {
			unprotect(fault.auth(), frame);
			return PduCodec.decode(frame);
		}
		return pdu;
	}

	private void unprotect(AuthVerifier verifier, ByteBuf frame) {
		if (verifier.type() != this.service.code() || verifier.level() != this.context.level().code()
				|| verifier.contextId() != this.contextId) {
			throw new MessageRefusedException("The verifier %s, where service %d, level %d and context %d are agreed on"
				.formatted(verifier, this.service.code(), this.context.level().code(), this.contextId));
		}
		FragmentVerifier.forEach(frame, (buffer, start, stub, trailer, tokenLength) -> this.context.unprotect(buffer,
				start, stub, trailer, tokenLength, this.headerSigning));
	}

	/** The connection has ended. */
	void destroy() {
		this.context.destroy();
	}

}
