package io.opnum.rpc.security;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Whoever has tickets in a cache of Kerberos, as {@code kinit} or a logon left them.
 *
 * @param principal the principal, {@code name} or {@code name@REALM}, or {@code null} for
 * the one the cache is of
 * @param cache the file, or {@code null} for that of the platform
 * @since 0.1.0
 */
public record TicketCacheCredentials(@Nullable String principal, @Nullable Path cache) implements Credentials {

	/** The platform's cache, whoever it is of. */
	public static final TicketCacheCredentials PLATFORM = new TicketCacheCredentials(null, null);

	/**
	 * Create credentials.
	 * @param principal the principal, or {@code null}
	 * @param cache the file, or {@code null}
	 * @throws IllegalArgumentException if the principal is empty
	 */
	public TicketCacheCredentials {
		if (principal != null) {
			NtHashCredentials.check(principal);
		}
	}

	/** Does nothing: the secret is in the cache. */
	@Override
	public void destroy() {
		// Nothing is held here
	}

}
