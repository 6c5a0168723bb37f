package io.opnum.rpc.boot.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.opnum.rpc.boot.autoconfigure.RpcClientSecurityProperties.Identity;
import io.opnum.rpc.boot.autoconfigure.RpcClientSecurityProperties.Service;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.NtHashCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.PerCallCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Who calls over a binding, and how its calls are protected: what is set for the binding,
 * and else what is set for all. Credentials go together: where one of their properties is
 * set for the binding, none is taken from those for all. It shows no secret. Immutable.
 *
 * @param service the service, or {@code null} for that which fits the credentials
 * @param level the level, or {@code null} for the default one
 * @param targetPrincipal the principal of the server, or {@code null}
 * @param ntlmFallback whether SPNEGO may take NTLM in place of Kerberos
 * @param source where the credentials are set
 */
record ClientSecurity(@Nullable Service service, @Nullable AuthenticationLevel level, @Nullable String targetPrincipal,
		boolean ntlmFallback, RpcClientSecurityProperties source) {

	private static final String PLATFORM = "platform";

	private static final String NO_CREDENTIALS = "needs credentials: username with password or nt-hash, "
			+ "principal with keytab, ticket-cache, anonymous, or identity: caller";

	/** What is set for all bindings. */
	static ClientSecurity of(RpcClientSecurityProperties properties) {
		return of(properties, null);
	}

	/** What counts for a binding, whether or not it is configured. */
	static ClientSecurity of(RpcClientProperties properties, String name) {
		RpcClientProperties.Binding binding = properties.getBindings().get(name);
		return of(properties.getSecurity(), (binding != null) ? binding.getSecurity() : null);
	}

	/**
	 * What counts for a binding.
	 * @param all what is set for all bindings
	 * @param own what is set for the binding, or {@code null}
	 */
	static ClientSecurity of(RpcClientSecurityProperties all, @Nullable RpcClientSecurityProperties own) {
		RpcClientSecurityProperties first = (own != null) ? own : all;
		return new ClientSecurity(either(first.getService(), all.getService()),
				either(first.getLevel(), all.getLevel()), either(first.getTargetPrincipal(), all.getTargetPrincipal()),
				Boolean.TRUE.equals(either(first.getNtlmFallback(), all.getNtlmFallback())),
				namesCredentials(first) ? first : all);
	}

	private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	private static boolean namesCredentials(RpcClientSecurityProperties properties) {
		return properties.getUsername() != null || properties.getDomain() != null || properties.getPrincipal() != null
				|| properties.getAnonymous() != null || properties.getIdentity() != null
				|| !kinds(properties).isEmpty();
	}

	/** The kinds of credentials that are set: one is right. */
	private static List<Kind> kinds(RpcClientSecurityProperties properties) {
		List<Kind> kinds = new ArrayList<>();
		if (properties.getPassword() != null) {
			kinds.add(Kind.PASSWORD);
		}
		if (properties.getNtHash() != null) {
			kinds.add(Kind.NT_HASH);
		}
		if (properties.getKeytab() != null) {
			kinds.add(Kind.KEYTAB);
		}
		if (properties.getTicketCache() != null) {
			kinds.add(Kind.TICKET_CACHE);
		}
		if (Boolean.TRUE.equals(properties.getAnonymous())) {
			kinds.add(Kind.ANONYMOUS);
		}
		if (properties.getIdentity() == Identity.CALLER) {
			kinds.add(Kind.CALLER);
		}
		return kinds;
	}

	/**
	 * Whether calls are made as whoever makes them, so that there have to be
	 * {@link PerCallCredentials}.
	 */
	boolean isOfCaller() {
		return this.level != AuthenticationLevel.NONE && kinds(this.source).contains(Kind.CALLER);
	}

	/**
	 * Return the authentication.
	 * @param callers the credentials of callers, or {@code null} if there are none
	 * @return the authentication; {@link AuthenticationInfo#NONE} where there are no
	 * credentials or they are not to be used
	 */
	AuthenticationInfo toAuthenticationInfo(@Nullable PerCallCredentials callers) {
		List<Kind> kinds = kinds(this.source);
		if (this.level == AuthenticationLevel.NONE || kinds.isEmpty()) {
			return AuthenticationInfo.NONE;
		}
		Kind kind = kinds.get(0);
		return new AuthenticationInfo(service(kind), (this.level != null) ? this.level : AuthenticationLevel.PRIVACY,
				credentials(kind, callers), StringUtils.hasText(this.targetPrincipal) ? this.targetPrincipal : null,
				this.ntlmFallback || !kind.kerberos);
	}

	private AuthenticationService service(Kind kind) {
		if (this.service == null) {
			return kind.kerberos ? AuthenticationService.SPNEGO : AuthenticationService.NTLM;
		}
		return switch (this.service) {
			case NEGOTIATE -> AuthenticationService.SPNEGO;
			case NTLM -> AuthenticationService.NTLM;
			case KERBEROS -> AuthenticationService.KERBEROS;
		};
	}

	private Credentials credentials(Kind kind, @Nullable PerCallCredentials callers) {
		RpcClientSecurityProperties source = this.source;
		return switch (kind) {
			case PASSWORD -> new PasswordCredentials(text(source.getUsername()), text(source.getDomain()),
					text(source.getPassword()).toCharArray());
			case NT_HASH -> new NtHashCredentials(text(source.getUsername()), text(source.getDomain()),
					NtHash.parse(text(source.getNtHash())));
			case KEYTAB -> new KeytabCredentials(text(source.getPrincipal()),
					Objects.requireNonNull(source.getKeytab(), "keytab"));
			case TICKET_CACHE -> new TicketCacheCredentials(source.getPrincipal(),
					PLATFORM.equals(source.getTicketCache()) ? null : Path.of(text(source.getTicketCache())));
			case ANONYMOUS -> new AnonymousCredentials();
			case CALLER -> Objects.requireNonNull(callers, "callers");
		};
	}

	private static String text(@Nullable String value) {
		return (value != null) ? value : "";
	}

	/**
	 * Check credentials by themselves.
	 * @param path where they are, with a dot at the end
	 */
	static void validateCredentials(String path, RpcClientSecurityProperties properties, PropertyChecks checks) {
		List<Kind> kinds = kinds(properties);
		if (kinds.contains(Kind.CALLER)) {
			validateCallersIdentity(path, properties, checks);
			return;
		}
		if (kinds.size() > 1) {
			checks.rejectUnseen(path + kinds.get(1).field,
					"must not be set beside %s: credentials are of one kind".formatted(kinds.get(0)));
		}
		boolean secret = kinds.contains(Kind.PASSWORD) || kinds.contains(Kind.NT_HASH);
		boolean tickets = kinds.contains(Kind.KEYTAB) || kinds.contains(Kind.TICKET_CACHE);
		checks.password(path + "password", properties.getPassword());
		if (secret && !StringUtils.hasText(properties.getUsername())) {
			checks.rejectUnseen(path + "username", "is needed where there is a password or an nt-hash");
		}
		if (!secret && properties.getUsername() != null) {
			checks.rejectUnseen(path + "username", "needs a password or an nt-hash; with a keytab or a ticket-cache "
					+ "the one who calls is the principal");
		}
		if (!secret && properties.getDomain() != null) {
			checks.rejectUnseen(path + "domain", "needs a username; the realm of a principal is part of it");
		}
		if (kinds.contains(Kind.KEYTAB) && !StringUtils.hasText(properties.getPrincipal())) {
			checks.rejectUnseen(path + "principal", "is needed where there is a keytab");
		}
		if (!tickets && properties.getPrincipal() != null) {
			checks.rejectUnseen(path + "principal",
					"needs a keytab or a ticket-cache; with a password the one who " + "calls is the username");
		}
		if (properties.getPrincipal() != null && properties.getPrincipal().isBlank()) {
			checks.rejectUnseen(path + "principal", "must not be empty");
		}
		if (properties.getTicketCache() != null && properties.getTicketCache().isBlank()) {
			checks.rejectUnseen(path + "ticketCache", "must be a file or 'platform'");
		}
		checks.ntHash(path + "ntHash", properties.getNtHash(), false);
		checks.readable(path + "keytab", properties.getKeytab());
	}

	private static void validateCallersIdentity(String path, RpcClientSecurityProperties properties,
			PropertyChecks checks) {
		Map<String, Boolean> credentials = new LinkedHashMap<>();
		credentials.put("username", properties.getUsername() != null);
		credentials.put("domain", properties.getDomain() != null);
		credentials.put("principal", properties.getPrincipal() != null);
		kinds(properties).forEach((kind) -> credentials.put(kind.field, kind != Kind.CALLER));
		credentials.forEach((field, given) -> {
			if (given) {
				checks.rejectUnseen(path + field,
						"must not be set beside identity: caller, whose credentials count: leave out one of the two");
			}
		});
	}

	/**
	 * Check that what counts for a binding goes together.
	 * @param path where the binding's security is, with a dot at the end
	 */
	void validate(String path, PropertyChecks checks) {
		List<Kind> kinds = kinds(this.source);
		if (this.level == AuthenticationLevel.NONE) {
			return;
		}
		if (kinds.isEmpty()) {
			if (this.source.getIdentity() == Identity.APPLICATION) {
				checks.rejectUnseen(path + "identity", "is application, which " + NO_CREDENTIALS);
			}
			if (this.level != null) {
				checks.rejectUnseen(path + "level", NO_CREDENTIALS + "; or must be none");
			}
			if (this.service != null) {
				checks.rejectUnseen(path + "service", NO_CREDENTIALS);
			}
			return;
		}
		validateService(path, checks);
		Kind kind = kinds.get(0);
		if (!KerberosModule.isPresent() && kind.kerberos && isUnderstood(kind)) {
			validateWithoutKerberos(path, service(kind), kind, checks);
		}
	}

	/**
	 * Check that the service can do something with the credentials.
	 * @param path where they are, with a dot at the end
	 */
	void validateService(String path, PropertyChecks checks) {
		List<Kind> kinds = kinds(this.source);
		if (!kinds.isEmpty() && !isUnderstood(kinds.get(0))) {
			checks.rejectUnseen(path + "service",
					"is %s, which can do nothing with %s".formatted(this.service, kinds.get(0)));
		}
	}

	private boolean isUnderstood(Kind kind) {
		return switch (service(kind)) {
			case KERBEROS -> kind.kerberos;
			case NTLM -> kind.ntlm;
			default -> true;
		};
	}

	private void validateWithoutKerberos(String path, AuthenticationService service, Kind kind, PropertyChecks checks) {
		if (service == AuthenticationService.KERBEROS || !kind.ntlm) {
			checks.rejectUnseen(path + (kind.ntlm ? "service" : kind.field), "needs Kerberos: " + KerberosModule.MEND);
		}
		else if (service == AuthenticationService.SPNEGO && !this.ntlmFallback) {
			checks.rejectUnseen(path + "service",
					"is negotiate, which needs Kerberos: %s; or allow NTLM by service: ntlm or ntlm-fallback: true"
						.formatted(KerberosModule.MEND));
		}
	}

	/** Names no secret. */
	@Override
	public String toString() {
		return "%s at %s with %s".formatted(this.service, this.level, kinds(this.source));
	}

	/** Kinds of credentials, and which services can do something with them. */
	private enum Kind {

		PASSWORD("password", true, true),

		NT_HASH("ntHash", true, false),

		KEYTAB("keytab", false, true),

		TICKET_CACHE("ticketCache", false, true),

		ANONYMOUS("anonymous", true, false),

		/** Whatever these can do something with. */
		CALLER("identity", true, true);

		private final String field;

		private final boolean ntlm;

		private final boolean kerberos;

		Kind(String field, boolean ntlm, boolean kerberos) {
			this.field = field;
			this.ntlm = ntlm;
			this.kerberos = kerberos;
		}

		/** As it is written in a configuration. */
		@Override
		public String toString() {
			if (this == CALLER) {
				return "identity: caller";
			}
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
