package io.opnum.rpc.transport.smb;

import java.util.Objects;

import com.hierynomus.smbj.auth.AuthenticationContext;
import org.jspecify.annotations.Nullable;

/**
 * Who opens SMB sessions. Immutable; the password is in no text.
 *
 * @since 0.1.0
 */
public final class SmbCredentials {

	/** Nobody: servers may let that open some pipes, or none. */
	public static final SmbCredentials ANONYMOUS = new SmbCredentials("", "", null);

	/** The user {@code Guest}, without a password. */
	public static final SmbCredentials GUEST = new SmbCredentials("Guest", "", null);

	private final String username;

	private final String password;

	private final @Nullable String domain;

	private SmbCredentials(String username, String password, @Nullable String domain) {
		this.username = username;
		this.password = password;
		this.domain = domain;
	}

	/**
	 * Return the credentials of a user, for NTLM.
	 * @param username the name
	 * @param password the password
	 * @param domain the domain; {@code null} for the server's own users
	 * @return the credentials
	 */
	public static SmbCredentials of(String username, String password, @Nullable String domain) {
		if (username.isEmpty()) {
			throw new IllegalArgumentException("The name of the user is empty: use SmbCredentials.ANONYMOUS");
		}
		return new SmbCredentials(username, password, domain);
	}

	boolean hasPassword() {
		return !this.password.isEmpty();
	}

	AuthenticationContext toContext() {
		return new AuthenticationContext(this.username, this.password.toCharArray(), this.domain);
	}

	@Override
	public boolean equals(Object object) {
		return object instanceof SmbCredentials other && this.username.equals(other.username)
				&& this.password.equals(other.password) && Objects.equals(this.domain, other.domain);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.username, this.domain);
	}

	/** Return the user, without the password. */
	@Override
	public String toString() {
		if (this.username.isEmpty()) {
			return "anonymous";
		}
		return (this.domain != null) ? this.domain + "\\" + this.username : this.username;
	}

}
