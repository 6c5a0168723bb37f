package io.opnum.rpc.security;

import java.security.Principal;
import java.util.List;

/**
 * Who is at the other end of a security context.
 *
 * @param account the name within the realm, not qualified; empty if anonymous
 * @param realm the NetBIOS domain or the Kerberos realm; may be empty
 * @param qualifiedName both together as the service writes them
 * @param sids the security identifiers of the account and of its groups, for example
 * {@code S-1-5-21-1-2-3-1104}, that of the account first; empty if a domain controller
 * did not vouch for any
 * @since 0.1.0
 */
public record PeerIdentity(String account, String realm, String qualifiedName, List<String> sids) implements Principal {

	/** A peer that authenticated as nobody. */
	public static final PeerIdentity ANONYMOUS = new PeerIdentity("", "", "NT AUTHORITY\\ANONYMOUS LOGON", List.of());

	/**
	 * Return an account of a Windows domain.
	 * @param domain the domain; may be empty
	 * @param account the account
	 * @return the identity, named {@code DOMAIN\account}
	 */
	public static PeerIdentity ofAccount(String domain, String account) {
		return new PeerIdentity(account, domain, domain.isEmpty() ? account : domain + '\\' + account, List.of());
	}

	/**
	 * Return a principal of a Kerberos realm.
	 * @param principal the name, its components separated by slashes
	 * @param realm the realm
	 * @return the identity, named {@code principal@REALM}
	 */
	public static PeerIdentity ofPrincipal(String principal, String realm) {
		return new PeerIdentity(principal, realm, principal + '@' + realm, List.of());
	}

	/**
	 * Create an identity.
	 * @param account the name
	 * @param realm the domain or realm
	 * @param qualifiedName both together
	 * @param sids the security identifiers
	 */
	public PeerIdentity {
		sids = List.copyOf(sids);
	}

	/**
	 * Return the same identity with other security identifiers.
	 * @param sids the security identifiers
	 * @return the identity
	 */
	public PeerIdentity withSids(List<String> sids) {
		return new PeerIdentity(this.account, this.realm, this.qualifiedName, sids);
	}

	/**
	 * Return whether the peer authenticated as nobody.
	 * @return whether it did
	 */
	public boolean isAnonymous() {
		return this.account.isEmpty();
	}

	@Override
	public String getName() {
		return this.qualifiedName;
	}

	@Override
	public String toString() {
		return this.qualifiedName;
	}

}
