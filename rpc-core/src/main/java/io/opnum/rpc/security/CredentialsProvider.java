package io.opnum.rpc.security;

import org.jspecify.annotations.Nullable;

/**
 * The accounts that a server lets in by NTLM. An application that has a user base of its
 * own implements it. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CredentialsProvider {

	/**
	 * Look an account up. It may block, and is never called on an event loop. What it
	 * throws refuses the caller like an unknown account.
	 * @param account the account as the caller wrote it; upper and lower case mean the
	 * same. It comes from the network: of any content, at most 16383 characters
	 * @param domain the domain as the caller wrote it, or empty; as foreign
	 * @return the NT hash of its password, destroyed by nobody; {@code null} if there is
	 * no such account, which callers can't tell from a wrong password
	 */
	@Nullable NtHash ntHash(String account, String domain);

	/**
	 * Return who an account is, asked when a caller has proved that it has its password.
	 * What callers write proves nothing: where {@link #ntHash} does not look at the
	 * domain, this must not take it over, or callers could say that they are of any; and
	 * only this can tell how the account is written, where that matters to whoever
	 * compares names. It may block like {@link #ntHash}.
	 * @param account the account as the caller wrote it
	 * @param domain the domain as the caller wrote it, or empty
	 * @return who it is; by default what the caller wrote
	 */
	default PeerIdentity identity(String account, String domain) {
		return PeerIdentity.ofAccount(domain, account);
	}

}
