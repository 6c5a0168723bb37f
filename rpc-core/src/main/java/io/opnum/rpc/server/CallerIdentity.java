package io.opnum.rpc.server;

import java.util.Locale;

import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * Who a caller is and how well its calls are protected, apart from the connection where
 * it proved that: what is kept for it answers to it alone. Immutable, and one for all
 * calls of a security context, since there may be millions of things that keep it.
 */
final class CallerIdentity {

	/** All callers that did not authenticate, or did so as nobody. */
	static final CallerIdentity NOBODY = new CallerIdentity("", AuthenticationLevel.NONE);

	/** The account's SID, or else its name with the service that vouches for it. */
	private final String name;

	private final AuthenticationLevel level;

	private CallerIdentity(String name, AuthenticationLevel level) {
		this.name = name;
		this.level = level;
	}

	/**
	 * Return the identity of a caller.
	 * @param caller the caller, or {@code null} if it is not authenticated
	 * @return its identity
	 */
	static CallerIdentity of(@Nullable AuthenticatedCaller caller) {
		return (caller != null) ? caller.identity() : NOBODY;
	}

	/**
	 * Make the identity of a caller.
	 * @param caller who authenticated
	 * @return its identity
	 */
	static CallerIdentity create(AuthenticatedCaller caller) {
		PeerIdentity principal = caller.principal();
		if (principal.isAnonymous()) {
			return NOBODY;
		}
		String name = principal.sids().isEmpty() ? caller.service() + " " + name(caller) : principal.sids().get(0);
		return new CallerIdentity(name, caller.level());
	}

	/** To NTLM upper and lower case are the same, and callers write either. */
	private static String name(AuthenticatedCaller caller) {
		String name = caller.principal().qualifiedName();
		return (caller.service() == AuthenticationService.NTLM) ? name.toUpperCase(Locale.ROOT) : name;
	}

	/** What the calls of a caller are protected with: {@code NONE} of nobody. */
	AuthenticationLevel level() {
		return this.level;
	}

	/** The account, unlike that of anybody else; empty of nobody. */
	String name() {
		return this.name;
	}

	/**
	 * Whether a caller may use what was made for this one: nobody else, and not less
	 * protected.
	 */
	boolean admits(CallerIdentity caller) {
		return this == caller || (this.name.equals(caller.name) && caller.level.isAtLeast(this.level));
	}

	@Override
	public String toString() {
		return (this == NOBODY) ? "nobody" : "%s at level %s".formatted(this.name, this.level);
	}

}
