package io.opnum.rpc.sample.interop;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.kerberos.KerberosAcceptor;
import io.opnum.rpc.security.ntlm.NtlmAcceptor;
import io.opnum.rpc.security.ntlm.NtlmServerNames;
import io.opnum.rpc.security.spnego.SpnegoAcceptor;

/**
 * Opnum's server as a service of the domain: its callers authenticate themselves by
 * Kerberos, with the keys of {@link DomainController#serviceKeytab()}, by NTLM, or by
 * what they agree on. It takes every level, and remembers who called.
 */
final class DomainService implements AutoCloseable {

	private final Queue<RpcAuthentication> callers = new ConcurrentLinkedQueue<>();

	private final RpcServer server;

	/**
	 * Build a server.
	 * @param builder where it listens
	 */
	DomainService(RpcServer.Builder builder) {
		this(builder, KerberosAcceptor.builder(DomainController.serviceKeytab()).build());
	}

	/**
	 * Build a server that has other keys.
	 * @param builder where it listens
	 * @param kerberos the server's side of Kerberos
	 */
	DomainService(RpcServer.Builder builder, SecurityAcceptor kerberos) {
		SecurityAcceptor ntlm = NtlmAcceptor
			.builder(new NtlmServerNames("STOCK", DomainController.DOMAIN, DomainController.SERVICE_HOST, "opnum.test"),
					(account, domain) -> account.equalsIgnoreCase(DomainController.USER)
							? NtHash.of(DomainController.PASSWORD.toCharArray()) : null)
			.anonymous(true)
			.build();
		this.server = builder.securityAcceptor(kerberos)
			.securityAcceptor(ntlm)
			.securityAcceptor(new SpnegoAcceptor(List.of(kerberos, ntlm)))
			.minimumAuthenticationLevel(AuthenticationLevel.CONNECT)
			.interceptor((call, chain) -> {
				RpcAuthentication caller = call.context().authentication();
				if (caller != null) {
					this.callers.add(caller);
				}
				return chain.proceed();
			})
			.build();
	}

	/**
	 * Return a builder of a server on a port of the loopback interface.
	 * @return the builder
	 */
	static RpcServer.Builder onLoopback() {
		return RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1");
	}

	/** The server. */
	RpcServer server() {
		return this.server;
	}

	/** The port that it listens on. */
	int port() {
		return Integer.parseInt(this.server.bindings().get(0).endpoint());
	}

	/** Who called, in the order of the calls. */
	Queue<RpcAuthentication> callers() {
		return this.callers;
	}

	@Override
	public void close() {
		this.server.close();
	}

}
