package io.opnum.rpc.security;

import java.security.Principal;

/**
 * Who is at the other end of a security context.
 *
 * @param account the name within the realm, not qualified; empty if anonymous
 * @param realm the NetBIOS domain or the Kerberos realm; may be empty
 * @param qualifiedName both together as the service writes them
 * @since 0.1.0
 */
public record PeerIdentity(String account, String realm, String qualifiedName) implements Principal {

	/** A peer that authenticated as nobody. */
	public static final PeerIdentity ANONYMOUS = new PeerIdentity("", "", "NT AUTHORITY\\ANONYMOUS LOGON");

	/**
	 * Return an account of a Windows domain.
	 * @param domain the domain; may be empty
	 * @param account the account
	 * @return the identity, named {@code DOMAIN\account}
	 */
	public static PeerIdentity ofAccount(String domain, String account) {
		return new PeerIdentity(account, domain, domain.isEmpty() ? account : domain + '\\' + account);
	}

	/**
	 * Return a principal of a Kerberos realm.
	 * @param principal the name, its components separated by slashes
	 * @param realm the realm
	 * @return the identity, named {@code principal@REALM}
	 */
	public static PeerIdentity ofPrincipal(String principal, String realm) {
		return new PeerIdentity(principal, realm, principal + '@' + realm);
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
