package io.opnum.rpc.sample.interop;

import java.time.Duration;

import io.opnum.rpc.Out;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;

/**
 * A program that calls the domain controller by its name, with Kerberos: in a virtual
 * machine of its own, which knows the names of the domain, and may have another clock.
 * Prints the site of the controller, or what the failed call says.
 */
final class DomainClient {

	/** With another clock a virtual machine is slow. */
	private static final Duration PATIENCE = Duration.ofSeconds(100);

	private DomainClient() {
	}

	public static void main(String[] arguments) {
		AuthenticationInfo authentication = AuthenticationInfo.kerberos(AuthenticationLevel.PRIVACY,
				DomainController.kerberos(DomainController.USER));
		try (RpcClient client = DomainCaller.KERBEROS.client()
			.authentication(authentication)
			.connectTimeout(PATIENCE)
			.timeout(PATIENCE)
			.build()) {
			Out<String> site = new Out<>();
			client.proxy(Netlogon.class, BindingHandle.of("ncacn_ip_tcp:" + DomainController.HOST))
				.getSiteName(null, site);
			System.out.println(site.get());
		}
		catch (RpcException ex) {
			System.out.println(ex.getMessage());
		}
	}

	/**
	 * Return the command that runs it.
	 * @return the command
	 */
	static Command command() {
		return Command.of(System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"),
				"-Djava.security.krb5.conf=" + DomainController.configuration(),
				"-Djdk.net.hosts.file=" + DomainController.hosts(), DomainClient.class.getName());
	}

}
