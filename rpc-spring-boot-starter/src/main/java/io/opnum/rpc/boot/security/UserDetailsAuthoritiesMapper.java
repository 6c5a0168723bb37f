package io.opnum.rpc.boot.security;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

import io.opnum.rpc.RpcAuthentication;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AccountStatusUserDetailsChecker;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsChecker;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/**
 * Grants callers what a {@link UserDetailsService} grants the user of their name. One
 * that it does not know is granted nothing; one that is locked, disabled or expired there
 * is not let in. As thread-safe as the service.
 * <p>
 * A name alone says little: {@code alice} of another realm is somebody else. What tells
 * the user's name therefore looks at the realm too.
 *
 * @since 0.1.0
 */
public final class UserDetailsAuthoritiesMapper implements RpcAuthoritiesMapper {

	private final UserDetailsService users;

	private final Function<RpcAuthentication, @Nullable String> username;

	private final UserDetailsChecker checker = new AccountStatusUserDetailsChecker();

	/**
	 * Create a mapper.
	 * @param users where users are
	 * @param username the name of the user that a caller is, or {@code null} for none
	 */
	public UserDetailsAuthoritiesMapper(UserDetailsService users,
			Function<RpcAuthentication, @Nullable String> username) {
		this.users = users;
		this.username = username;
	}

	/**
	 * Create a mapper for the callers of one realm, by their names within it.
	 * @param users where users are
	 * @param realm the NetBIOS domain or the Kerberos realm, in any case
	 * @return the mapper
	 */
	public static UserDetailsAuthoritiesMapper ofRealm(UserDetailsService users, String realm) {
		return new UserDetailsAuthoritiesMapper(users,
				(authentication) -> realm.equalsIgnoreCase(authentication.principal().realm())
						? authentication.principal().account() : null);
	}

	@Override
	public Collection<? extends GrantedAuthority> map(RpcAuthentication authentication) {
		String name = this.username.apply(authentication);
		if (name == null) {
			return List.of();
		}
		UserDetails user;
		try {
			user = this.users.loadUserByUsername(name);
		}
		catch (UsernameNotFoundException ex) {
			return List.of();
		}
		this.checker.check(user);
		return user.getAuthorities();
	}

}
