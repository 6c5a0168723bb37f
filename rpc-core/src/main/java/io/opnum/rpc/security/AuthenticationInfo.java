package io.opnum.rpc.security;

import java.util.Objects;

import io.opnum.rpc.binding.BindingOption;
import org.jspecify.annotations.Nullable;

/**
 * Who a client calls as, and how its calls are protected: what
 * {@code RpcBindingSetAuthInfo} sets. Bindings with equal ones share connections. It
 * names no secret in {@code toString()}. Immutable but for its credentials.
 *
 * @param service the authentication service
 * @param level the level; {@link AuthenticationLevel#CALL} becomes
 * {@link AuthenticationLevel#PACKET}, which it means on connections
 * @param credentials who calls; not copied, so that they must not be destroyed while the
 * client may open connections with them
 * @param targetPrincipal the service principal name of the server, for example
 * {@code host/stock.example.org}; {@code null} for {@code host/} and the host name of the
 * binding, which Kerberos and SPNEGO take as it is written there: aliases are not
 * followed, and of an address there is none
 * @param ntlmAllowed whether SPNEGO may take NTLM, as far as its initiator has it
 * @since 0.1.0
 */
public record AuthenticationInfo(AuthenticationService service, AuthenticationLevel level, Credentials credentials,
		@Nullable String targetPrincipal, boolean ntlmAllowed) {

	/** Nobody is authenticated, whatever the client is configured to. */
	public static final AuthenticationInfo NONE = new AuthenticationInfo(AuthenticationService.NTLM,
			AuthenticationLevel.NONE, new AnonymousCredentials(), null);

	/**
	 * How calls over a binding handle are authenticated. Not set: as the client is
	 * configured to.
	 */
	public static final BindingOption<AuthenticationInfo> OPTION = BindingOption.of("authentication",
			AuthenticationInfo.class);

	/**
	 * Create it.
	 * @param service the authentication service
	 * @param level the level
	 * @param credentials who calls
	 * @param targetPrincipal the service principal name, or {@code null} for that of the
	 * host
	 * @param ntlmAllowed whether SPNEGO may take NTLM
	 */
	public AuthenticationInfo {
		Objects.requireNonNull(service, "service");
		Objects.requireNonNull(credentials, "credentials");
		if (level == AuthenticationLevel.CALL) {
			level = AuthenticationLevel.PACKET;
		}
	}

	/**
	 * Create it, with NTLM allowed within SPNEGO where its initiator has it.
	 * @param service the authentication service
	 * @param level the level
	 * @param credentials who calls
	 * @param targetPrincipal the service principal name, or {@code null} for that of the
	 * host
	 */
	public AuthenticationInfo(AuthenticationService service, AuthenticationLevel level, Credentials credentials,
			@Nullable String targetPrincipal) {
		this(service, level, credentials, targetPrincipal, true);
	}

	/**
	 * Return what authenticates by NTLM.
	 * @param level the level
	 * @param credentials who calls
	 * @return the authentication
	 */
	public static AuthenticationInfo ntlm(AuthenticationLevel level, Credentials credentials) {
		return new AuthenticationInfo(AuthenticationService.NTLM, level, credentials, null);
	}

	/**
	 * Return what authenticates by Kerberos, to the principal of the host that is called.
	 * The client needs the security initiator of the module {@code rpc-kerberos}.
	 * @param level the level
	 * @param credentials who calls: a password, a keytab or a ticket cache
	 * @return the authentication
	 */
	public static AuthenticationInfo kerberos(AuthenticationLevel level, Credentials credentials) {
		return new AuthenticationInfo(AuthenticationService.KERBEROS, level, credentials, null);
	}

	/**
	 * Return what lets SPNEGO choose among the mechanisms that the client's security
	 * initiator for it has: NTLM is a fallback only where it is one of them, and
	 * {@link #withoutNtlm()} takes it off.
	 * @param level the level
	 * @param credentials who calls
	 * @return the authentication
	 */
	public static AuthenticationInfo negotiate(AuthenticationLevel level, Credentials credentials) {
		return new AuthenticationInfo(AuthenticationService.SPNEGO, level, credentials, null);
	}

	/**
	 * Return the same authentication to another principal.
	 * @param targetPrincipal the service principal name of the server, or {@code null}
	 * for that of the host
	 * @return the authentication
	 */
	public AuthenticationInfo withTargetPrincipal(@Nullable String targetPrincipal) {
		return new AuthenticationInfo(this.service, this.level, this.credentials, targetPrincipal, this.ntlmAllowed);
	}

	/**
	 * Return the same authentication with NTLM not allowed within SPNEGO, whatever its
	 * initiator has.
	 * @return the authentication
	 */
	public AuthenticationInfo withoutNtlm() {
		return new AuthenticationInfo(this.service, this.level, this.credentials, this.targetPrincipal, false);
	}

	/**
	 * Return the same authentication of somebody else.
	 * @param credentials who calls
	 * @return the authentication
	 */
	public AuthenticationInfo withCredentials(Credentials credentials) {
		return new AuthenticationInfo(this.service, this.level, credentials, this.targetPrincipal, this.ntlmAllowed);
	}

	/**
	 * Return whether somebody is authenticated.
	 * @return whether the level is {@link AuthenticationLevel#CONNECT} or stronger
	 */
	public boolean isAuthenticated() {
		return this.level != AuthenticationLevel.NONE;
	}

}
