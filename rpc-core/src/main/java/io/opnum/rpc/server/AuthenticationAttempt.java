package io.opnum.rpc.server;

import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import org.jspecify.annotations.Nullable;

/**
 * A client authenticates itself: the exchange of tokens under one security context id.
 * Externally synchronized: a step is taken off the event loop, which meanwhile leaves
 * this alone.
 */
final class AuthenticationAttempt {

	/** More than any service takes: SPNEGO has four, and one that falls back six. */
	private static final int MAX_LEGS = 16;

	private final int type;

	private final AuthenticationLevel level;

	private final int contextId;

	private final SecurityAcceptor acceptor;

	private final AcceptorOptions options;

	private @Nullable SecurityExchange exchange;

	private int legs;

	private byte @Nullable [] answer;

	private @Nullable AuthenticatedCaller caller;

	private @Nullable RuntimeException failure;

	AuthenticationAttempt(AuthVerifier auth, SecurityAcceptor acceptor, AcceptorOptions options) {
		this.type = auth.type();
		this.level = options.level();
		this.contextId = auth.contextId();
		this.acceptor = acceptor;
		this.options = options;
	}

	/** Take a token of the client. It may block, and throws nothing. */
	void step(byte[] token) {
		try {
			if (++this.legs > MAX_LEGS) {
				throw new AuthenticationException(Reason.MALFORMED_TOKEN,
						"The exchange is not at its end after %d tokens".formatted(MAX_LEGS));
			}
			SecurityExchange exchange = this.exchange;
			if (exchange == null) {
				exchange = this.acceptor.begin(this.options);
				this.exchange = exchange;
			}
			this.answer = exchange.step(token);
			if (exchange.isComplete()) {
				establish(exchange.context());
				exchange.close();
			}
		}
		catch (RuntimeException ex) {
			fail(ex);
		}
		catch (Error ex) {
			fail(new IllegalStateException("The authentication service failed", ex));
		}
	}

	private void establish(SecurityContext context) {
		try {
			this.caller = new AuthenticatedCaller(this.type, this.level, this.contextId, context);
		}
		catch (RuntimeException ex) {
			context.destroy();
			throw ex;
		}
	}

	private void fail(RuntimeException ex) {
		this.failure = ex;
		this.answer = null;
		destroy();
	}

	/** It has no more legs, though it was not completed. */
	void breakOff() {
		fail(new AuthenticationException(Reason.MALFORMED_TOKEN,
				"The client sent its last token, but the exchange is not at its end"));
	}

	/** Why the client was refused, or {@code null} if it was not. */
	@Nullable RuntimeException failure() {
		return this.failure;
	}

	/** Who the client proved to be, or {@code null} as long as it did not. */
	@Nullable AuthenticatedCaller caller() {
		return this.caller;
	}

	/** What the client gets, or {@code null} if it gets no token. */
	@Nullable AuthVerifier answer() {
		byte[] token = this.answer;
		return (token != null) ? verifier(token) : null;
	}

	/**
	 * What the client gets in a PDU that is an answer anyway: as Windows and Samba do, a
	 * verifier without a token at the end of an exchange.
	 */
	AuthVerifier answerOrEnd() {
		byte[] token = this.answer;
		return verifier((token != null) ? token : new byte[0]);
	}

	private AuthVerifier verifier(byte[] token) {
		return new AuthVerifier(this.type, this.level.code(), 0, this.contextId, token);
	}

	/** The service that the client asked for. */
	AuthenticationService service() {
		return this.acceptor.service();
	}

	int type() {
		return this.type;
	}

	int contextId() {
		return this.contextId;
	}

	/** Whether a verifier goes on with this level and security context. */
	boolean isContinuedBy(AuthVerifier auth) {
		return auth.level() == this.level.code() && auth.contextId() == this.contextId;
	}

	/** Give it up, and what was established with it. */
	void destroy() {
		if (this.exchange != null) {
			this.exchange.close();
		}
		if (this.caller != null) {
			this.caller.context().destroy();
			this.caller = null;
		}
	}

	@Override
	public String toString() {
		return "authentication by %s at level %s".formatted(this.acceptor.service(), this.level);
	}

}
