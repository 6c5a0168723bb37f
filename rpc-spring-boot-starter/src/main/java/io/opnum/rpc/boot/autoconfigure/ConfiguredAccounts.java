package io.opnum.rpc.boot.autoconfigure;

import java.util.Map;
import java.util.TreeMap;

import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PeerIdentity;
import org.jspecify.annotations.Nullable;

/**
 * The accounts in {@code rpc.server.security.ntlm.accounts}. Thread-safe.
 */
class ConfiguredAccounts implements CredentialsProvider {

	private final Map<String, Entry> entries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	ConfiguredAccounts(Map<String, RpcServerSecurityProperties.Account> accounts) {
		accounts.forEach((name, account) -> this.entries.put(name, Entry.of(name, account)));
	}

	@Override
	public @Nullable NtHash ntHash(String account, String domain) {
		Entry entry = this.entries.get(account);
		return (entry != null && entry.isOf(domain)) ? entry.ntHash : null;
	}

	/** As configured: callers of an account without a domain may write any. */
	@Override
	public PeerIdentity identity(String account, String domain) {
		Entry entry = this.entries.get(account);
		return (entry != null) ? PeerIdentity.ofAccount((entry.domain != null) ? entry.domain : "", entry.name)
				: PeerIdentity.ANONYMOUS;
	}

	@Override
	public String toString() {
		return "accounts " + this.entries.keySet();
	}

	private record Entry(String name, @Nullable String domain, NtHash ntHash) {

		static Entry of(String name, RpcServerSecurityProperties.Account account) {
			String digits = account.getNtHash();
			return new Entry(name, account.getDomain(), NtHash.parse((digits != null) ? digits : ""));
		}

		boolean isOf(String domain) {
			return this.domain == null || this.domain.equalsIgnoreCase(domain);
		}

	}

}
