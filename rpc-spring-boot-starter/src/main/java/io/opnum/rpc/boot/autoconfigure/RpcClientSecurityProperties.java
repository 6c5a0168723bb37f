package io.opnum.rpc.boot.autoconfigure;

import java.nio.file.Path;

import io.opnum.rpc.security.AuthenticationLevel;
import org.jspecify.annotations.Nullable;

/**
 * Properties of who clients call as, and how their calls are protected: of all bindings
 * as {@code rpc.client.security}, of one as {@code rpc.client.bindings.<name>.security}.
 *
 * @since 0.1.0
 */
public class RpcClientSecurityProperties {

	/**
	 * Authentication service to call with. Default is 'negotiate', or 'ntlm' where
	 * nothing but NTLM can do anything with the credentials.
	 */
	private @Nullable Service service;

	/**
	 * How calls are protected. Default is 'privacy' where there are credentials; 'none'
	 * authenticates nobody.
	 */
	private @Nullable AuthenticationLevel level;

	/**
	 * Who calls: 'application', with the credentials that are set here, or 'caller', the
	 * user of this application who makes the call, as Spring Security knows it. Default
	 * is 'application'.
	 */
	private @Nullable Identity identity;

	/**
	 * Account to call as, with a password or an NT hash.
	 */
	private @Nullable String username;

	/**
	 * NetBIOS name of the account's domain, or its Kerberos realm.
	 */
	private @Nullable String domain;

	/**
	 * Password of the account.
	 */
	private @Nullable String password;

	/**
	 * NT hash of the account's password, 32 hexadecimal digits, in place of the password.
	 * Takes NTLM.
	 */
	private @Nullable String ntHash;

	/**
	 * Kerberos principal to call as, with a keytab or a ticket cache; 'name' or
	 * 'name@REALM'.
	 */
	private @Nullable String principal;

	/**
	 * File with the keys of the principal.
	 */
	private @Nullable Path keytab;

	/**
	 * File with the tickets to call with, or 'platform' for the ticket cache of the user
	 * who runs the application.
	 */
	private @Nullable String ticketCache;

	/**
	 * Whether to call as nobody, by NTLM. Servers let nobody in unless they say so.
	 */
	private @Nullable Boolean anonymous;

	/**
	 * Service principal name of the server, for example 'host/stock.example.org'. Default
	 * is that of the host that is called.
	 */
	private @Nullable String targetPrincipal;

	/**
	 * Whether 'negotiate' may go on with NTLM where Kerberos can't be had. Default is
	 * 'false'.
	 */
	private @Nullable Boolean ntlmFallback;

	public @Nullable Service getService() {
		return this.service;
	}

	public void setService(@Nullable Service service) {
		this.service = service;
	}

	public @Nullable AuthenticationLevel getLevel() {
		return this.level;
	}

	public void setLevel(@Nullable AuthenticationLevel level) {
		this.level = level;
	}

	public @Nullable Identity getIdentity() {
		return this.identity;
	}

	public void setIdentity(@Nullable Identity identity) {
		this.identity = identity;
	}

	public @Nullable String getUsername() {
		return this.username;
	}

	public void setUsername(@Nullable String username) {
		this.username = username;
	}

	public @Nullable String getDomain() {
		return this.domain;
	}

	public void setDomain(@Nullable String domain) {
		this.domain = domain;
	}

	public @Nullable String getPassword() {
		return this.password;
	}

	public void setPassword(@Nullable String password) {
		this.password = password;
	}

	public @Nullable String getNtHash() {
		return this.ntHash;
	}

	public void setNtHash(@Nullable String ntHash) {
		this.ntHash = ntHash;
	}

	public @Nullable String getPrincipal() {
		return this.principal;
	}

	public void setPrincipal(@Nullable String principal) {
		this.principal = principal;
	}

	public @Nullable Path getKeytab() {
		return this.keytab;
	}

	public void setKeytab(@Nullable Path keytab) {
		this.keytab = keytab;
	}

	public @Nullable String getTicketCache() {
		return this.ticketCache;
	}

	public void setTicketCache(@Nullable String ticketCache) {
		this.ticketCache = ticketCache;
	}

	public @Nullable Boolean getAnonymous() {
		return this.anonymous;
	}

	public void setAnonymous(@Nullable Boolean anonymous) {
		this.anonymous = anonymous;
	}

	public @Nullable String getTargetPrincipal() {
		return this.targetPrincipal;
	}

	public void setTargetPrincipal(@Nullable String targetPrincipal) {
		this.targetPrincipal = targetPrincipal;
	}

	public @Nullable Boolean getNtlmFallback() {
		return this.ntlmFallback;
	}

	public void setNtlmFallback(@Nullable Boolean ntlmFallback) {
		this.ntlmFallback = ntlmFallback;
	}

	/**
	 * Authentication services of clients.
	 */
	public enum Service {

		/**
		 * What client and server both have, Kerberos first (SPNEGO).
		 */
		NEGOTIATE,

		/**
		 * NTLM.
		 */
		NTLM,

		/**
		 * Kerberos.
		 */
		KERBEROS

	}

	/**
	 * Who calls.
	 */
	public enum Identity {

		/**
		 * This application, with its own credentials.
		 */
		APPLICATION,

		/**
		 * Whoever is in the SecurityContext of the thread that makes a call.
		 */
		CALLER

	}

}
