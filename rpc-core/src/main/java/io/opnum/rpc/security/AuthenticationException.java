package io.opnum.rpc.security;

import org.jspecify.annotations.Nullable;

/**
 * An exchange failed. The message is for this side's log and for its callers; nothing of
 * it goes to the peer, and it has no secrets in it.
 *
 * @since 0.1.0
 */
public class AuthenticationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Reason reason;

	/**
	 * Create an exception.
	 * @param reason the kind of failure
	 * @param message what failed, and the mend
	 */
	public AuthenticationException(Reason reason, String message) {
		this(reason, message, null);
	}

	/**
	 * Create an exception.
	 * @param reason the kind of failure
	 * @param message what failed, and the mend
	 * @param cause the cause, or {@code null}
	 */
	public AuthenticationException(Reason reason, String message, @Nullable Throwable cause) {
		super(message, cause);
		this.reason = reason;
	}

	/**
	 * Return the kind of failure.
	 * @return the kind
	 */
	public Reason reason() {
		return this.reason;
	}

	/**
	 * Kinds of failure that can be told apart.
	 */
	public enum Reason {

		/** A token can't be decoded, or came out of turn. */
		MALFORMED_TOKEN,

		/** A token was altered on its way. */
		TAMPERED,

		/** Wrong account or secret: which of them is not told. */
		BAD_CREDENTIALS,

		/** The peer offers less than is required. */
		WEAK_PEER,

		/** Too many failures before. */
		RATE_LIMITED,

		/** This side lacks something: credentials of a fitting kind, an algorithm. */
		LOCAL,

		/** The service the client wants is not this one, or is unknown. */
		WRONG_TARGET,

		/** The clocks of the two sides, or of one and the KDC, differ too much. */
		CLOCK_SKEW,

		/** A ticket has expired. */
		EXPIRED

	}

}
