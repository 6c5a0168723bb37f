package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import javax.security.auth.login.LoginException;

import io.opnum.rpc.security.KeytabCredentials;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.TicketCacheCredentials;

/**
 * A Samba domain controller on a loopback address of its own: KDC, endpoint mapper, samr,
 * lsarpc, netlogon, drsuapi … of a domain that was provisioned for the tests. Test
 * classes share one: see {@link DomainControllerExtension}. The Java runtime is
 * configured for its realm.
 * <p>
 * {@code dc.sh} has the accounts. There is no DNS: this virtual machine knows the
 * controller by its address alone, programs that run as {@link #clientOf(Command)} by its
 * name, too.
 */
final class DomainController implements AutoCloseable {

	/** The domain's NetBIOS name, which NTLM wants. */
	static final String DOMAIN = "OPNUM";

	/** The Kerberos realm. */
	static final String REALM = "OPNUM.TEST";

	/** The controller's host name. */
	static final String HOST = "dc1.opnum.test";

	/** The service principal name of the controller's RPC services. */
	static final String PRINCIPAL = "host/" + HOST;

	/** Who may do what everybody may. */
	static final String USER = "alice";

	/** Who may do everything. */
	static final String ADMINISTRATOR = "Administrator";

	/** The password of all of them. */
	static final String PASSWORD = "Peer.Passw0rd";

	/** The host of a service that is ours, for programs that are clients: 127.0.0.1. */
	static final String SERVICE_HOST = "stock.opnum.test";

	/** The service principal name of ours, which {@link #serviceKeytab()} has keys of. */
	static final String SERVICE_PRINCIPAL = "host/" + SERVICE_HOST;

	/** The host of a service of ours that has keys of RC4 alone: 127.0.0.1, too. */
	static final String OLD_SERVICE_HOST = "old.opnum.test";

	/** The account that has {@link #SERVICE_PRINCIPAL}. */
	static final String SERVICE_ACCOUNT = "svc-stock";

	/** Only samr lets clients call at this level; by itself Samba allows it nowhere. */
	private static final String LEVEL_CONNECT = "allow dcerpc auth level connect:samr = yes";

	private static final Path DIRECTORY = Command.STATE.resolve("dc");

	private final PeerProcess process;

	private final String address;

	private DomainController(PeerProcess process, String address) {
		this.process = process;
		this.address = address;
	}

	/**
	 * Provision the domain and start its controller, which takes some 10 seconds.
	 * @return the controller
	 */
	static DomainController start() throws IOException {
		long pid = ProcessHandle.current().pid();
		String address = "127.136.%d.%d".formatted((pid >> 7) & 0x7f, 1 + (pid & 0x7f));
		DomainController controller = new DomainController(PeerProcess
			.start(Command.of(Command.PEERS.resolve("dc.sh").toString(), DIRECTORY.toString(), address, LEVEL_CONNECT)),
				address);
		try {
			configureRuntime(configuration());
			return controller;
		}
		catch (LoginException ex) {
			controller.close();
			throw new IOException("The runtime can't log in to the domain", ex);
		}
	}

	/**
	 * Let the runtime read a configuration, whatever it read before. It does so when
	 * somebody logs in.
	 * @param configuration a {@code krb5.conf}
	 */
	static void configureRuntime(Path configuration) throws LoginException {
		System.setProperty("java.security.krb5.conf", configuration.toString());
		AppConfigurationEntry entry = new AppConfigurationEntry("com.sun.security.auth.module.Krb5LoginModule",
				LoginModuleControlFlag.REQUIRED, Map.of("refreshKrb5Config", "true", "doNotPrompt", "true", "useKeyTab",
						"true", "keyTab", userKeytab().toString(), "principal", USER));
		new LoginContext("domain", null, null, new Configuration() {

			@Override
			public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
				return new AppConfigurationEntry[] { entry };
			}

		}).login();
	}

	/**
	 * Return the address that it listens on, its endpoint mapper on port 135.
	 * @return the address
	 */
	String address() {
		return this.address;
	}

	/**
	 * Return the configuration of Kerberos for its clients.
	 * @return a {@code krb5.conf}
	 */
	static Path configuration() {
		return DIRECTORY.resolve("krb5.conf").toAbsolutePath();
	}

	/**
	 * Return the names of the domain's hosts, as {@code /etc/hosts} would have them.
	 * @return the file
	 */
	static Path hosts() {
		return DIRECTORY.resolve("hosts").toAbsolutePath();
	}

	/**
	 * Return the keys of {@link #SERVICE_PRINCIPAL}.
	 * @return the keytab
	 */
	static Path serviceKeytab() {
		return DIRECTORY.resolve("stock.keytab").toAbsolutePath();
	}

	/**
	 * Return the keys of the service of {@link #OLD_SERVICE_HOST}.
	 * @return the keytab
	 */
	static Path oldServiceKeytab() {
		return DIRECTORY.resolve("old.keytab").toAbsolutePath();
	}

	/**
	 * Return what lets the Java runtime read keys of RC4, and ask for session keys of RC4
	 * alone.
	 * @return a {@code krb5.conf}
	 */
	static Path rc4Configuration() throws IOException {
		return Files
			.writeString(DIRECTORY.resolve("rc4.conf"),
					Files.readString(configuration())
						.replace("[libdefaults]",
								"[libdefaults]\n  allow_weak_crypto = true\n  default_tgs_enctypes = rc4-hmac"))
			.toAbsolutePath();
	}

	/**
	 * Return the keys of {@link #USER}.
	 * @return the keytab
	 */
	static Path userKeytab() {
		return DIRECTORY.resolve("alice.keytab").toAbsolutePath();
	}

	/**
	 * Return credentials for NTLM.
	 * @param account the account
	 * @return the credentials, with the password that all have
	 */
	static PasswordCredentials ntlm(String account) {
		return new PasswordCredentials(account, DOMAIN, PASSWORD.toCharArray());
	}

	/**
	 * Return credentials for Kerberos, and for what chooses between it and NTLM.
	 * @param account the account
	 * @return the credentials, with the password that all have
	 */
	static PasswordCredentials kerberos(String account) {
		return new PasswordCredentials(account, REALM, PASSWORD.toCharArray());
	}

	/**
	 * Return the credentials of {@link #USER} without a password.
	 * @return the credentials
	 */
	static KeytabCredentials keytab() {
		return new KeytabCredentials(USER + '@' + REALM, userKeytab());
	}

	/**
	 * Log in with the password, as {@code kinit} does.
	 * @param account the account
	 * @param lifetime how long the ticket lasts
	 * @return what is in the cache
	 */
	static TicketCacheCredentials ticketCache(String account, Duration lifetime) throws IOException {
		String name = account + '-' + lifetime.toSeconds();
		Path configuration = DIRECTORY.resolve(name + ".conf");
		Files.writeString(configuration, Files.readString(configuration())
			.replace("[libdefaults]", "[libdefaults]\n  ticket_lifetime = %ds".formatted(lifetime.toSeconds())));
		Path cache = DIRECTORY.resolve(name + ".ccache").toAbsolutePath();
		Command.of("env", "KRB5_CONFIG=" + configuration)
			.with(Command.python("ticket_cache.py", account, REALM, PASSWORD, cache).words().toArray(String[]::new))
			.run()
			.requireSuccess();
		return new TicketCacheCredentials(account + '@' + REALM, cache);
	}

	/**
	 * Log in with the password, and get a ticket for {@link #SERVICE_PRINCIPAL}.
	 * @param account the account
	 * @return the cache of both tickets
	 */
	static Path serviceTicketCache(String account) throws IOException {
		Path cache = DIRECTORY.resolve(account + "-service.ccache").toAbsolutePath();
		clientOf(Command.python("ticket_cache.py", account, REALM, PASSWORD, cache, SERVICE_HOST)).run()
			.requireSuccess();
		return cache;
	}

	/**
	 * Return a command that finds the hosts and the KDC of the domain.
	 * @param command a program that uses the C library's resolver and a Kerberos library
	 * @return the same program in an environment of the domain
	 */
	static Command clientOf(Command command) throws IOException {
		return Command
			.of("env", "LD_PRELOAD=" + hostsWrapper(), "NSS_WRAPPER_HOSTS=" + hosts(), "KRB5_CONFIG=" + configuration())
			.with(command.words().toArray(String[]::new));
	}

	private static Path hostsWrapper() throws IOException {
		try (var libraries = Files.find(Path.of("/usr/lib"), 2,
				(path, attributes) -> path.endsWith("libnss_wrapper.so"))) {
			return libraries.findFirst()
				.orElseThrow(() -> new IOException("libnss_wrapper.so is missing (Debian package libnss-wrapper)"));
		}
	}

	@Override
	public void close() throws IOException {
		this.process.close();
	}

}
