package io.opnum.rpc.boot.security;

import java.util.List;
import java.util.UUID;

import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;

import org.springframework.core.convert.converter.Converter;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;

/**
 * Makes the {@link Authentication} of a call: an {@link RpcAuthenticationToken}, or as
 * for web requests an {@link AnonymousAuthenticationToken} with {@code ROLE_ANONYMOUS}
 * where nobody was authenticated, and where it was nobody who was. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RpcAuthenticationConverter implements Converter<RpcCallContext, Authentication> {

	private static final List<GrantedAuthority> ANONYMOUS = AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS");

	private final String key = UUID.randomUUID().toString();

	private final RpcAuthoritiesMapper authoritiesMapper;

	/**
	 * Create a converter.
	 * @param authoritiesMapper tells what callers are granted
	 */
	public RpcAuthenticationConverter(RpcAuthoritiesMapper authoritiesMapper) {
		this.authoritiesMapper = authoritiesMapper;
	}

	/**
	 * Make the authentication of a call.
	 * @param call the call
	 * @return who makes it
	 * @throws org.springframework.security.core.AuthenticationException if the caller is
	 * not let in
	 */
	@Override
	public Authentication convert(RpcCallContext call) {
		RpcAuthentication authentication = call.authentication();
		AbstractAuthenticationToken token = (authentication == null || authentication.principal().isAnonymous())
				? new AnonymousAuthenticationToken(this.key, "anonymousUser", ANONYMOUS)
				: new RpcAuthenticationToken(authentication, this.authoritiesMapper.map(authentication));
		token.setDetails(RpcAuthenticationDetails.of(call));
		return token;
	}

}
