package io.opnum.rpc.security;

import java.util.Arrays;

/**
 * An account and its password.
 *
 * @param account the account, not empty; {@code name@realm} is possible with an empty
 * domain
 * @param domain the NetBIOS domain or the Kerberos realm; may be empty
 * @param password the password; not copied, so that the one who made it can overwrite it
 * @since 0.1.0
 */
@SuppressWarnings("ArrayRecordComponent")
public record PasswordCredentials(String account, String domain, char[] password) implements Credentials {

	/**
	 * Create credentials.
	 * @param account the account
	 * @param domain the domain
	 * @param password the password
	 * @throws IllegalArgumentException if the account is empty
	 */
	public PasswordCredentials {
		NtHashCredentials.check(account);
	}

	@Override
	public void destroy() {
		Arrays.fill(this.password, '\0');
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof PasswordCredentials that && this.account.equals(that.account)
				&& this.domain.equals(that.domain) && Arrays.equals(this.password, that.password);
	}

	@Override
	public int hashCode() {
		return 31 * this.account.hashCode() + this.domain.hashCode();
	}

	@Override
	public String toString() {
		return "PasswordCredentials[account=%s, domain=%s]".formatted(this.account, this.domain);
	}

}
