package io.opnum.rpc.boot.security;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.security.AuthenticationService;

import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * Tells what a caller is granted. A bean of this type takes the place of the default one.
 * It is asked for each call, on the thread of the operation, so that what takes long is
 * worth a cache. Thread-safe.
 *
 * @since 0.1.0
 * @see UserDetailsAuthoritiesMapper
 */
@FunctionalInterface
public interface RpcAuthoritiesMapper {

	/**
	 * Tell what a caller is granted.
	 * @param authentication who the caller proved to be; never anonymous
	 * @return the authorities
	 * @throws AuthenticationException if the caller is not let in
	 */
	Collection<? extends GrantedAuthority> map(RpcAuthentication authentication);

	/**
	 * Grant what this mapper and another one grant.
	 * @param other the other one
	 * @return a mapper that asks both, this one first
	 */
	default RpcAuthoritiesMapper and(RpcAuthoritiesMapper other) {
		return (authentication) -> {
			List<GrantedAuthority> authorities = new ArrayList<>(map(authentication));
			authorities.addAll(other.map(authentication));
			return authorities;
		};
	}

	/**
	 * Grants {@code SID_} and the identifier, for example {@code SID_S-1-5-32-544}, for
	 * each SID of the caller and of its groups.
	 * @return the mapper
	 */
	static RpcAuthoritiesMapper sids() {
		return (authentication) -> authentication.principal()
			.sids()
			.stream()
			.map((sid) -> new SimpleGrantedAuthority("SID_" + sid))
			.toList();
	}

	/**
	 * Grants {@code FACTOR_PASSWORD} to whom NTLM authenticated, which proves that the
	 * caller knows the password. Kerberos does not tell how its tickets were obtained. No
	 * time goes with the factor, so that rules of how fresh it has to be are not met.
	 * @return the mapper
	 */
	static RpcAuthoritiesMapper factors() {
		List<GrantedAuthority> password = List
			.of(new SimpleGrantedAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY));
		return (authentication) -> (authentication.service() == AuthenticationService.NTLM) ? password : List.of();
	}

}
