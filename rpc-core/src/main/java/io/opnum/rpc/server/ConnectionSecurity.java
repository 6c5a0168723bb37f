package io.opnum.rpc.server;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.ChannelBinding;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.security.VerificationTrailer.Header2;
import io.opnum.rpc.transport.TransportConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a connection does with the authentication verifiers of its client (MS-RPCE
 * 2.2.2.11, 3.3.1.5.2): of bind, auth3 and alter_context, and of each fragment of a
 * request before it is put together with others. Where the server has no authentication
 * service all are refused, each as Windows and Samba do where they lack one.
 * <p>
 * A client may authenticate itself several times, each under an id of its own. What an
 * exchange failed with is logged here and told to nobody.
 * <p>
 * Event loop only.
 */
final class ConnectionSecurity {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionSecurity.class);

	private static final int MAX_AUTH3_LENGTH = 4096;

	/** The authentication service that is none. */
	private static final int NO_AUTHENTICATION = 0;

	private final PresentationContexts contexts;

	private final ServerSecurity security;

	private final AuthenticationSteps steps;

	private final TransportConnection transport;

	private final boolean channelBindingRequired;

	private final int maxCallers;

	/** By security context id. */
	private final Map<Integer, AuthenticatedCaller> callers = new HashMap<>(0);

	/** What awaits a further token of the client. */
	private @Nullable AuthenticationAttempt unfinished;

	/** An exchange ended without being told so: nothing is taken any more. */
	private boolean failed;

	/**
	 * Whether the client signs headers; once said, it holds for all that comes. As for
	 * Windows and Samba, an auth3 can't say it: it has no answer that could agree.
	 */
	private boolean headerSigning;

	/** Who sends the request whose fragments come now. */
	private @Nullable AuthenticatedCaller caller;

	/** What has come of that request, where it is signed and has pipes. */
	private @Nullable StubEnd endOfPipes;

	/** Who calls without a verifier: the only one at level connect, if there is one. */
	private @Nullable AuthenticatedCaller implicitCaller;

	private int connectLevelCallers;

	ConnectionSecurity(PresentationContexts contexts, ServerSecurity security, AuthenticationSteps steps,
			TransportConnection transport, boolean channelBindingRequired, int maxCallers) {
		this.contexts = contexts;
		this.security = security;
		this.steps = steps;
		this.transport = transport;
		this.channelBindingRequired = channelBindingRequired;
		this.maxCallers = maxCallers;
	}

	// ---- the exchange

	/**
	 * Take the first token of a client.
	 * @param bind its bind
	 * @param then gets the verifier of the answer, or {@code null} if it has none; at
	 * once or later
	 * @throws BindRefusedException if it asks for authentication in a way that can't be
	 */
	void begin(Bind bind, Consumer<@Nullable AuthVerifier> then) {
		remember(bind.flags());
		AuthVerifier auth = bind.auth();
		if (auth == null) {
			then.accept(null);
			return;
		}
		AuthenticationLevel level = AuthenticationLevel.of(auth.level());
		if (level == null || level == AuthenticationLevel.NONE) {
			throw new BindRefusedException(bind.callId(), BindNak.NOT_SPECIFIED,
					"a bind with the unknown authentication level " + auth.level());
		}
		SecurityAcceptor acceptor = this.security.acceptor(auth.type());
		if (acceptor == null) {
			throw new BindRefusedException(bind.callId(), BindNak.AUTHENTICATION_TYPE_NOT_RECOGNIZED,
					"a bind with authentication service " + auth.type() + ", which is not available");
		}
		AuthenticationAttempt attempt = new AuthenticationAttempt(auth, acceptor, options(level));
		this.unfinished = attempt;
		this.steps.take(attempt, auth.value(), () -> {
			settle(attempt);
			if (attempt.failure() != null) {
				throw new BindRefusedException(bind.callId(), BindNak.INVALID_CHECKSUM,
						"a bind whose authentication was refused");
			}
			then.accept(attempt.answer());
		});
	}

	/**
	 * Take a further token, or the first of another security context.
	 * @param alter the alter_context
	 * @param then gets the verifier of the answer, or {@code null} if it has none; at
	 * once or later
	 * @throws ProtocolViolationException if it may not come now, or is refused
	 */
	void proceed(AlterContext alter, Consumer<@Nullable AuthVerifier> then) {
		AuthVerifier auth = alter.auth();
		remember(alter.flags());
		if (this.failed) {
			throw refused(alter, RpcStatus.ACCESS_DENIED, "an alter_context after its authentication failed");
		}
		if (auth == null) {
			if (this.unfinished != null) {
				throw refused(alter, RpcStatus.PROTO_ERROR, "an alter_context without the token that is awaited");
			}
			then.accept(null);
			return;
		}
		AuthenticationAttempt attempt = (this.unfinished != null) ? goOn(alter, auth, this.unfinished)
				: another(alter, auth);
		this.unfinished = attempt;
		this.steps.take(attempt, auth.value(), () -> {
			settle(attempt);
			RuntimeException failure = attempt.failure();
			if (failure != null) {
				throw refused(alter, isOfThePackage(failure) ? RpcStatus.SEC_PKG_ERROR : RpcStatus.ACCESS_DENIED,
						"an alter_context whose authentication was refused");
			}
			then.accept(attempt.answerOrEnd());
		});
	}

	/** Whether the messages are at fault, and not who sent them. */
	private static boolean isOfThePackage(RuntimeException failure) {
		return failure instanceof AuthenticationException ex
				&& (ex.reason() == Reason.TAMPERED || ex.reason() == Reason.WEAK_PEER);
	}

	private AuthenticationAttempt goOn(AlterContext alter, AuthVerifier auth, AuthenticationAttempt attempt) {
		if (auth.type() == attempt.type() && attempt.isContinuedBy(auth)) {
			return attempt;
		}
		RpcStatus status = (auth.type() != attempt.type()) ? RpcStatus.SEC_PKG_ERROR : RpcStatus.ACCESS_DENIED;
		if (auth.type() == NO_AUTHENTICATION) {
			status = RpcStatus.ACCESS_DENIED;
		}
		else if (!repeatsContexts(alter)) {
			status = RpcStatus.PROTO_ERROR;
		}
		throw refused(alter, status,
				"an alter_context that changes the authentication service or level, or the security context");
	}

	/** Whether it proposes nothing but what was agreed on already. */
	private boolean repeatsContexts(AlterContext alter) {
		return alter.contexts().stream().allMatch((element) -> {
			PresentationContext<?> context = this.contexts.find(element.contextId());
			return context != null && element.abstractSyntax().equals(context.abstractSyntax())
					&& element.transferSyntaxes().equals(List.of(context.transferSyntax()));
		});
	}

	private AuthenticationAttempt another(AlterContext alter, AuthVerifier auth) {
		SecurityAcceptor acceptor = this.security.acceptor(auth.type());
		if (acceptor == null) {
			throw refused(alter, RpcStatus.ACCESS_DENIED,
					"an alter_context with authentication service " + auth.type() + ", which is not available");
		}
		AuthenticationLevel level = AuthenticationLevel.of(auth.level());
		if (level == null || level == AuthenticationLevel.NONE) {
			throw refused(alter, RpcStatus.ACCESS_DENIED,
					"an alter_context with the unknown authentication level " + auth.level());
		}
		if (this.callers.containsKey(auth.contextId())) {
			throw refused(alter, RpcStatus.ACCESS_DENIED,
					"an alter_context that authenticates again under a security context id");
		}
		if (this.callers.size() >= this.maxCallers) {
			throw refused(alter, RpcStatus.PROTO_ERROR, "more than %d security contexts".formatted(this.maxCallers));
		}
		return new AuthenticationAttempt(auth, acceptor, options(level));
	}

	/**
	 * Take the last token, which has no answer: where it is refused, the next request is
	 * told so.
	 * @param auth3 the auth3
	 * @throws ProtocolViolationException if none is awaited, or not this one
	 */
	void complete(Auth3 auth3) {
		AuthenticationAttempt attempt = this.unfinished;
		if (attempt == null) {
			throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, auth3.callId(), 0,
					"a PDU of type " + auth3.type() + " at a time when none may come");
		}
		AuthVerifier auth = auth3.auth();
		if (auth == null || auth.type() != attempt.type()) {
			throw new ProtocolViolationException(RpcStatus.REMOTE_NO_MEMORY, true, auth3.callId(), 0,
					"an auth3 without the token that is awaited");
		}
		if (!attempt.isContinuedBy(auth)) {
			throw new ProtocolViolationException(
					(auth.contextId() != attempt.contextId()) ? RpcStatus.ACCESS_DENIED : RpcStatus.REMOTE_NO_MEMORY,
					true, auth3.callId(), 0, "an auth3 that changes the authentication level or the security context");
		}
		if (auth.value().length > MAX_AUTH3_LENGTH) {
			throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, auth3.callId(), 0,
					"an auth3 with a token of %d octets, more than %d".formatted(auth.value().length,
							MAX_AUTH3_LENGTH));
		}
		this.steps.take(attempt, auth.value(), () -> {
			if (attempt.failure() == null && (attempt.caller() == null || attempt.answer() != null)) {
				attempt.breakOff();
			}
			settle(attempt);
		});
	}

	/** See what came of a step. */
	private void settle(AuthenticationAttempt attempt) {
		RuntimeException failure = attempt.failure();
		AuthenticatedCaller caller = attempt.caller();
		if (failure != null) {
			this.unfinished = null;
			this.failed = true;
			this.security.authentications().failed(attempt.service(), failure);
			report(attempt, failure);
		}
		else if (caller != null) {
			this.unfinished = null;
			this.steps.completed();
			this.security.authentications().succeeded(attempt.service());
			this.callers.put(attempt.contextId(), caller);
			if (!caller.isSigned()) {
				this.implicitCaller = (++this.connectLevelCallers == 1) ? caller : null;
			}
			logger.debug("{} authenticated as {}", this.transport.remoteAddress(), caller);
		}
	}

	/** Whether an authentication failed, which is in the log then. */
	boolean hasRefused() {
		return this.failed;
	}

	private void report(AuthenticationAttempt attempt, RuntimeException failure) {
		if (failure instanceof AuthenticationException ex && ex.reason() != Reason.LOCAL) {
			logger.info("{} is refused, its {} failed: {}", this.transport.remoteAddress(), attempt, ex.getMessage());
		}
		else {
			logger.warn("{} is refused, since its {} could not be worked off", this.transport.remoteAddress(), attempt,
					failure);
		}
	}

	private void remember(int flags) {
		this.headerSigning |= PacketFlag.isSet(flags, PacketFlag.SUPPORT_HEADER_SIGN);
	}

	private AcceptorOptions options(AuthenticationLevel level) {
		return new AcceptorOptions(level, address(), ChannelBinding.ofServer(this.transport.tlsSession()),
				this.channelBindingRequired);
	}

	private String address() {
		return (this.transport.remoteAddress() instanceof InetSocketAddress inet && inet.getAddress() != null)
				? inet.getAddress().getHostAddress() : "";
	}

	private static ProtocolViolationException refused(AlterContext alter, RpcStatus status, String message) {
		return new ProtocolViolationException(status, true, alter.callId(), 0, message);
	}

	// ---- requests

	/**
	 * Verify a fragment of a request and, where it is protected, take that off. As for
	 * Windows and Samba, those that follow the first are of whom the first is, whatever
	 * security context they name: the signature proves it.
	 * @param fragment the fragment
	 * @param first the first fragment of the call, or {@code null} if this is the first
	 * @param frame its octets, which are decrypted where they are
	 * @throws ProtocolViolationException if it is not from whom it says, or was altered
	 * on its way
	 */
	void verify(Request fragment, @Nullable Request first, ByteBuf frame) {
		AuthVerifier auth = fragment.auth();
		if (auth == null && !this.security.isEnabled()) {
			return;
		}
		if (this.unfinished != null) {
			throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, fragment.callId(), 0,
					"a request while its authentication is not finished");
		}
		if (this.failed) {
			throw violation(fragment, RpcStatus.ACCESS_DENIED, "a request after its authentication failed");
		}
		AuthenticatedCaller caller = this.caller;
		if (first == null) {
			caller = (auth != null) ? named(fragment, auth) : this.implicitCaller;
			this.caller = caller;
		}
		else if (caller != null && caller.isSigned()) {
			if (auth == null) {
				throw violation(first, RpcStatus.PROTO_ERROR,
						"a fragment without the signature that the first one had");
			}
		}
		else if (auth != null && named(fragment, auth) != caller) {
			throw violation(first, RpcStatus.ACCESS_DENIED, "fragments of one call from different callers");
		}
		if (caller != null) {
			verify(fragment, (first != null) ? first : fragment, frame, caller);
		}
	}

	private AuthenticatedCaller named(Request fragment, AuthVerifier auth) {
		AuthenticatedCaller caller = this.callers.get(auth.contextId());
		if (caller == null || !caller.isNamedBy(auth)) {
			throw violation(fragment, RpcStatus.ACCESS_DENIED,
					"a request with an authentication verifier on a connection without such authentication");
		}
		return caller;
	}

	private void verify(Request fragment, Request first, ByteBuf frame, AuthenticatedCaller caller) {
		if (caller.isSigned()) {
			try {
				caller.unprotect(frame, this.headerSigning);
			}
			catch (MessageRefusedException ex) {
				throw violation(first, RpcStatus.SEC_PKG_ERROR,
						"a request that was altered on its way, or is not the next one of its sender");
			}
			keepEndOfPipes(fragment, first);
		}
	}

	/** The trailer of a request with pipes can't be taken off the whole of it. */
	private void keepEndOfPipes(Request fragment, Request first) {
		boolean last = PacketFlag.isSet(fragment.flags(), PacketFlag.LAST_FRAG);
		if (fragment == first) {
			this.endOfPipes = (!last && hasPipes(fragment)) ? new StubEnd() : null;
		}
		StubEnd end = this.endOfPipes;
		if (end == null) {
			return;
		}
		if (!last) {
			end.add(fragment.stub());
			return;
		}
		this.endOfPipes = null;
		try {
			end.takeTrailer(fragment.stub(), (stub) -> takeTrailer(first, stub));
		}
		catch (MessageRefusedException ex) {
			throw violation(first, RpcStatus.ACCESS_DENIED, "a verification trailer that does not fit");
		}
	}

	private boolean hasPipes(Request first) {
		PresentationContext<RegisteredInterface> context = this.contexts.find(first.contextId());
		return context != null && context.target().takesPipes(first.opnum());
	}

	/**
	 * Take the verification trailer off a protected request, and compare it with what
	 * came outside of it.
	 * @param head the header of the request
	 * @param stub its stub data
	 * @return the trailer, or {@code null} if there is none
	 * @throws MessageRefusedException if they differ, or it can't be decoded
	 */
	@Nullable VerificationTrailer takeTrailer(Request head, ByteBuf stub) {
		VerificationTrailer trailer = VerificationTrailer.take(stub);
		PresentationContext<RegisteredInterface> context = this.contexts.find(head.contextId());
		if (trailer != null && context != null) {
			String mismatch = trailer.mismatch(this.headerSigning,
					new VerificationTrailer.PresentationContext(context.abstractSyntax(), context.transferSyntax()),
					Header2.ofRequest(head.drep(), head.callId(), head.contextId(), head.opnum()));
			if (mismatch != null) {
				throw new MessageRefusedException("The verification trailer does not fit: " + mismatch);
			}
		}
		return trailer;
	}

	/** Who sent the fragment that was verified last, or {@code null} if nobody knows. */
	@Nullable AuthenticatedCaller caller() {
		return this.caller;
	}

	private ProtocolViolationException violation(Request fragment, RpcStatus status, String message) {
		PresentationContext<?> context = this.contexts.find(fragment.contextId());
		return new ProtocolViolationException(status, false, fragment.callId(),
				(context != null) ? context.contextId() : 0, message);
	}

	// ---- responses

	/**
	 * Protect what goes out now.
	 * @param pdus responses, and perhaps a fault
	 * @param caller who gets them
	 * @return how many PDUs there are
	 */
	int protect(ByteBuf pdus, AuthenticatedCaller caller) {
		return caller.protect(pdus, this.headerSigning);
	}

	/** The connection has ended: overwrite its keys. */
	void end() {
		AuthenticationAttempt attempt = this.unfinished;
		if (attempt != null && !this.steps.isRunning()) {
			attempt.destroy();
		}
		this.callers.values().forEach((caller) -> caller.context().destroy());
		this.callers.clear();
		this.steps.end();
	}

}
