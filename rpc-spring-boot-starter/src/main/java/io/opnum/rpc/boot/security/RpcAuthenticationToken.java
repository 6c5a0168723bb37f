package io.opnum.rpc.boot.security;

import java.util.Collection;
import java.util.List;

import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;

/**
 * The caller of an operation, who proved to be somebody. Its name is the qualified one of
 * the {@link PeerIdentity}, for example {@code OFFICE\alice} or
 * {@code alice@EXAMPLE.ORG}; its details are {@link RpcAuthenticationDetails}. It has no
 * credentials: they stay with the authentication service.
 * <p>
 * Thread-safe once it is in the {@code SecurityContext}.
 *
 * @since 0.1.0
 */
public final class RpcAuthenticationToken extends AbstractAuthenticationToken {

	private static final long serialVersionUID = 1L;

	private final RpcAuthentication authentication;

	private final PeerIdentity principal;

	/**
	 * Create a token that is authenticated.
	 * @param authentication who the caller proved to be
	 * @param authorities what the caller is granted
	 */
	public RpcAuthenticationToken(RpcAuthentication authentication,
			Collection<? extends GrantedAuthority> authorities) {
		super(authorities);
		this.authentication = authentication;
		this.principal = authentication.principal();
		setAuthenticated(true);
	}

	@Override
	public PeerIdentity getPrincipal() {
		return this.principal;
	}

	@Override
	public @Nullable Object getCredentials() {
		return null;
	}

	/**
	 * Return the name within the realm.
	 * @return the name, not qualified
	 */
	public String getAccount() {
		return this.principal.account();
	}

	/**
	 * Return the NetBIOS domain or the Kerberos realm.
	 * @return the realm; may be empty
	 */
	public String getRealm() {
		return this.principal.realm();
	}

	/**
	 * Return the security identifiers of the account and its groups.
	 * @return the identifiers, that of the account first; empty if a domain controller
	 * did not vouch for any
	 */
	public List<String> getSids() {
		return this.principal.sids();
	}

	/**
	 * Return the authentication service that the caller used.
	 * @return the service: where SPNEGO chose one, that
	 */
	public AuthenticationService getService() {
		return this.authentication.service();
	}

	/**
	 * Return how the call is protected.
	 * @return the authentication level
	 */
	public AuthenticationLevel getLevel() {
		return this.authentication.level();
	}

}
