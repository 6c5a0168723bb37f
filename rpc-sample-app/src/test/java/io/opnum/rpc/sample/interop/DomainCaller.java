package io.opnum.rpc.sample.interop;

import java.time.Duration;
import java.util.List;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.SecurityInitiator;
import io.opnum.rpc.security.kerberos.KerberosInitiator;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.security.spnego.SpnegoInitiator;

/**
 * How a domain's services can be called.
 */
enum DomainCaller {

	/** NTLM by itself. */
	NTLM(AuthenticationService.NTLM, new NtlmInitiator("DESK")),

	/** Kerberos by itself. */
	KERBEROS(AuthenticationService.KERBEROS, new KerberosInitiator()),

	/** NTLM, negotiated. */
	NEGOTIATED_NTLM(AuthenticationService.SPNEGO, new SpnegoInitiator(List.of(new NtlmInitiator("DESK")))),

	/** Kerberos, negotiated. */
	NEGOTIATED_KERBEROS(AuthenticationService.SPNEGO, new SpnegoInitiator(List.of(new KerberosInitiator()))),

	/** Whatever there is, Kerberos before NTLM. */
	NEGOTIATED(AuthenticationService.SPNEGO,
			new SpnegoInitiator(List.of(new KerberosInitiator(), new NtlmInitiator("DESK"))));

	private final AuthenticationService service;

	private final SecurityInitiator initiator;

	DomainCaller(AuthenticationService service, SecurityInitiator initiator) {
		this.service = service;
		this.initiator = initiator;
	}

	/**
	 * Return what builds a client.
	 * @return the builder
	 */
	RpcClient.Builder client() {
		return RpcClient.builder().timeout(Duration.ofSeconds(20)).securityInitiator(this.initiator);
	}

	/**
	 * Return what authenticates an account.
	 * @param account the account
	 * @param level the level
	 * @return the authentication, to the domain controller
	 */
	AuthenticationInfo authentication(String account, AuthenticationLevel level) {
		return authentication((this == NTLM || this == NEGOTIATED_NTLM) ? DomainController.ntlm(account)
				: DomainController.kerberos(account), level);
	}

	/**
	 * Return what authenticates.
	 * @param credentials who calls
	 * @param level the level
	 * @return the authentication, to the domain controller
	 */
	AuthenticationInfo authentication(Credentials credentials, AuthenticationLevel level) {
		return new AuthenticationInfo(this.service, level, credentials, DomainController.PRINCIPAL);
	}

}
