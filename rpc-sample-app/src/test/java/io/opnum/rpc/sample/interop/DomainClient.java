package io.opnum.rpc.sample.interop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.opnum.rpc.Out;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.kerberos.KerberosInitiator;

/**
 * A program that calls the domain controller by its name, with Kerberos: in a virtual
 * machine of its own, which knows the names of the domain, and may have another clock or
 * another {@code krb5.conf}. Prints the site of the controller, or what the failed call
 * says, for each level that is an argument.
 */
final class DomainClient {

	/** With another clock a virtual machine is slow. */
	private static final Duration PATIENCE = Duration.ofSeconds(100);

	private static final String ALLOW_RC4 = "allowRc4";

	private DomainClient() {
	}

	public static void main(String[] arguments) {
		KerberosInitiator kerberos = KerberosInitiator.builder().allowRc4(Boolean.getBoolean(ALLOW_RC4)).build();
		try (RpcClient client = RpcClient.builder()
			.securityInitiator(kerberos)
			.connectTimeout(PATIENCE)
			.timeout(PATIENCE)
			.build()) {
			for (String level : arguments) {
				System.out.println(site(client, AuthenticationLevel.valueOf(level)));
			}
		}
	}

	private static String site(RpcClient client, AuthenticationLevel level) {
		AuthenticationInfo authentication = AuthenticationInfo.kerberos(level,
				DomainController.kerberos(DomainController.USER));
		Netlogon netlogon = client.proxy(Netlogon.class, BindingHandle.of("ncacn_ip_tcp:" + DomainController.HOST)
			.with(AuthenticationInfo.OPTION, authentication));
		Out<String> site = new Out<>();
		try {
			netlogon.getSiteName(null, site);
			return level + " " + site.get();
		}
		catch (RpcException ex) {
			return ex.getMessage();
		}
	}

	/**
	 * Return the command that runs it.
	 * @return the command
	 */
	static Command command() {
		return command(DomainController.configuration(), false, AuthenticationLevel.PRIVACY);
	}

	/**
	 * Return the command that runs it, perhaps with RC4.
	 * @param configuration the {@code krb5.conf}
	 * @param allowRc4 whether that is allowed
	 * @param levels the levels to call at
	 * @return the command
	 */
	static Command command(Path configuration, boolean allowRc4, AuthenticationLevel... levels) {
		return Command
			.of(System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"),
					"-Djava.security.krb5.conf=" + configuration, "-Djdk.net.hosts.file=" + DomainController.hosts(),
					"-D" + ALLOW_RC4 + "=" + allowRc4, DomainClient.class.getName())
			.with(Stream.of(levels).map(Enum::name).toArray(String[]::new));
	}

}
