package io.opnum.rpc.boot.security;

import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PeerIdentity;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Lets the users of Spring Security in by NTLM, as far as their passwords can be had:
 * NTLM proves the knowledge of the NT hash, which can't be made of what bcrypt and its
 * like keep. Passwords of the form {@code {noop}password} can, and all where the
 * application keeps them as they are. Of the others it says once what to do.
 * <p>
 * Users who are disabled, locked or expired are not let in. Thread-safe.
 *
 * @since 0.1.0
 */
public class UserDetailsCredentialsProvider implements CredentialsProvider {

	private static final Log logger = LogFactory.getLog(UserDetailsCredentialsProvider.class);

	private static final String NOOP = "{noop}";

	private final UserDetailsService users;

	private final boolean plainPasswords;

	private volatile boolean warned;

	/**
	 * Create a provider.
	 * @param users where users are
	 * @param plainPasswords whether passwords are kept as they are, without a prefix
	 */
	public UserDetailsCredentialsProvider(UserDetailsService users, boolean plainPasswords) {
		this.users = users;
		this.plainPasswords = plainPasswords;
	}

	@Override
	public @Nullable NtHash ntHash(String account, String domain) {
		UserDetails user;
		try {
			user = this.users.loadUserByUsername(account);
		}
		catch (UsernameNotFoundException ex) {
			return null;
		}
		if (!(user.isEnabled() && user.isAccountNonLocked() && user.isAccountNonExpired()
				&& user.isCredentialsNonExpired())) {
			return null;
		}
		String password = user.getPassword();
		if (password == null) {
			return null;
		}
		if (password.startsWith(NOOP)) {
			return NtHash.of(password.substring(NOOP.length()).toCharArray());
		}
		if (this.plainPasswords) {
			return NtHash.of(password.toCharArray());
		}
		warn();
		return null;
	}

	/** The user, who is of no domain, whatever the caller wrote. */
	@Override
	public PeerIdentity identity(String account, String domain) {
		return PeerIdentity.ofAccount("", this.users.loadUserByUsername(account).getUsername());
	}

	private void warn() {
		if (!this.warned) {
			this.warned = true;
			logger.warn("There are users who can't call by NTLM: their passwords are encoded, and no NT hash can be "
					+ "made of that. Configure rpc.server.security.ntlm.accounts with their NT hashes, or a "
					+ "CredentialsProvider, or let them call by Kerberos");
		}
	}

}
