package io.opnum.rpc.security;

/**
 * Credentials of nobody.
 *
 * @since 0.1.0
 */
public record AnonymousCredentials() implements Credentials {

	@Override
	public void destroy() {
		// There is no secret
	}

}
