package io.opnum.rpc.security;

/**
 * An account and the NT hash of its password, which is as good as the password for NTLM.
 *
 * @param account the account, not empty
 * @param domain the NetBIOS domain; may be empty
 * @param ntHash the hash
 * @since 0.1.0
 */
public record NtHashCredentials(String account, String domain, NtHash ntHash) implements Credentials {

	/**
	 * Create credentials.
	 * @param account the account
	 * @param domain the domain
	 * @param ntHash the hash
	 * @throws IllegalArgumentException if the account is empty
	 */
	public NtHashCredentials {
		check(account);
	}

	static void check(String account) {
		if (account.isEmpty()) {
			throw new IllegalArgumentException(
					"Credentials need the name of an account: for none use AnonymousCredentials");
		}
	}

	@Override
	public void destroy() {
		this.ntHash.destroy();
	}

	@Override
	public String toString() {
		return "NtHashCredentials[account=%s, domain=%s]".formatted(this.account, this.domain);
	}

}
