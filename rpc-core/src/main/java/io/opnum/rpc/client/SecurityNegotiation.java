package io.opnum.rpc.client;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.ChannelBinding;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;
import org.jspecify.annotations.Nullable;

/**
 * The authentication of a connection: its legs are the bind, any number of alter_context,
 * and an auth3 where nothing is left to be answered (MS-RPCE 3.3.1.5.2.1). Until it is
 * complete the connection takes no calls.
 * <p>
 * Event loop only. The steps of the exchange, which may block, are taken elsewhere, one
 * at a time.
 */
final class SecurityNegotiation {

	/** Of the only security context of the connection. Samba's clients begin with 1. */
	private static final int CONTEXT_ID = 1;

	private final ClientConnection connection;

	private final PduChannel pdus;

	private final InterfaceNegotiation interfaces;

	private final AuthenticationInfo authentication;

	private final SecurityInitiator initiator;

	private final Executor executor;

	/** In the hand of whoever takes a step, else of the event loop. */
	private @Nullable SecurityExchange exchange;

	private boolean stepping;

	private boolean bound;

	private boolean headerSigning;

	SecurityNegotiation(ClientConnection connection, PduChannel pdus, InterfaceNegotiation interfaces,
			AuthenticationInfo authentication, SecurityInitiator initiator, Executor executor) {
		this.connection = connection;
		this.pdus = pdus;
		this.interfaces = interfaces;
		this.authentication = authentication;
		this.initiator = initiator;
		this.executor = executor;
	}

	/** Whether the server waits for this side. */
	boolean isStepping() {
		return this.stepping;
	}

	/** Take the first step: the bind follows. */
	void begin() {
		step(new byte[0]);
	}

	/**
	 * The server answered a leg.
	 * @param flags the flags of its bind_ack or alter_context_resp
	 * @param verifier what it says
	 * @throws ProtocolViolationException if no leg was to be answered
	 */
	void answered(int flags, @Nullable AuthVerifier verifier) {
		SecurityExchange exchange = this.exchange;
		if (this.stepping || exchange == null) {
			throw new ProtocolViolationException("an answer to a leg of the authentication that was not sent");
		}
		if (!this.bound) {
			this.bound = true;
			this.headerSigning = this.authentication.level().isSigned()
					&& PacketFlag.isSet(flags, PacketFlag.SUPPORT_HEADER_SIGN);
		}
		if (exchange.isComplete()) {
			established(exchange);
		}
		else if (verifier == null) {
			this.connection.end(Failures.notAuthenticated(this.connection.endpoint(), this.authentication));
		}
		else {
			check(verifier);
			step(verifier.value());
		}
	}

	private void check(AuthVerifier verifier) {
		if (verifier.type() != this.initiator.service().code() || verifier.level() != level()
				|| verifier.contextId() != CONTEXT_ID) {
			throw new ProtocolViolationException(
					"an answer with the verifier %s to one of service %d, level %d and context %d".formatted(verifier,
							this.initiator.service().code(), level(), CONTEXT_ID));
		}
	}

	private int level() {
		return this.authentication.level().code();
	}

	// ---- steps

	private void step(byte[] token) {
		this.stepping = true;
		try {
			this.executor.execute(() -> take(token));
		}
		catch (RejectedExecutionException ex) {
			this.stepping = false;
			this.connection.end(Failures.clientClosed());
		}
	}

	/** Take a step. On a thread that may block. */
	private void take(byte[] token) {
		Runnable next;
		try {
			SecurityExchange exchange = this.exchange;
			if (exchange == null) {
				exchange = this.initiator
					.begin(new InitiatorOptions(this.authentication.level(), this.authentication.credentials(),
							TargetPrincipal.of(this.authentication, this.connection.endpoint()),
							this.authentication.ntlmAllowed(),
							ChannelBinding.ofClient(this.pdus.transport().tlsSession())));
				this.exchange = exchange;
			}
			SecurityExchange current = exchange;
			byte[] reply = exchange.step(token);
			next = () -> stepped(current, reply);
		}
		catch (AuthenticationException ex) {
			next = () -> failed(Failures.authenticationFailed(this.connection.endpoint(), this.authentication, ex));
		}
		catch (RuntimeException | Error ex) {
			// An Error too: where a class of a mechanism is missing, for example
			next = () -> failed(Failures.internal(ex));
		}
		try {
			this.pdus.transport().execute(next);
		}
		catch (RejectedExecutionException ex) {
			close(this.exchange);
		}
	}

	private void failed(Failure failure) {
		this.stepping = false;
		if (this.connection.isClosed()) {
			close(this.exchange);
		}
		else {
			this.connection.end(failure);
		}
	}

	private void stepped(SecurityExchange exchange, byte @Nullable [] token) {
		this.stepping = false;
		if (this.connection.isClosed()) {
			close(exchange);
		}
		else if (token == null) {
			completed(exchange);
		}
		else if (!this.bound) {
			this.interfaces.bind(verifier(token), this.authentication.level().isSigned());
		}
		else if (exchange.isComplete()) {
			this.pdus.send(new Auth3(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN,
					this.interfaces.lastLegCallId(), verifier(token)));
			established(exchange);
		}
		else {
			this.interfaces.authenticate(verifier(token));
		}
	}

	private void completed(SecurityExchange exchange) {
		if (exchange.isComplete() && this.bound) {
			established(exchange);
		}
		else {
			failed(Failures.authenticationFailed(this.connection.endpoint(), this.authentication,
					new AuthenticationException(Reason.LOCAL, "The authentication service has nothing to send")));
		}
	}

	private AuthVerifier verifier(byte[] token) {
		return new AuthVerifier(this.initiator.service().code(), level(), 0, CONTEXT_ID, token);
	}

	private void established(SecurityExchange exchange) {
		SecurityContext context = exchange.context();
		if (context.level() != this.authentication.level()) {
			context.destroy();
			this.connection.end(Failures.internal(new IllegalStateException(
					"%s instead of %s".formatted(context.level(), this.authentication.level()))));
			return;
		}
		this.connection
			.authenticated(new MessageProtection(context, this.initiator.service(), CONTEXT_ID, this.headerSigning));
	}

	/** The connection has ended. */
	void close() {
		if (!this.stepping) {
			close(this.exchange);
		}
	}

	private static void close(@Nullable SecurityExchange exchange) {
		if (exchange != null) {
			exchange.close();
		}
	}

}
