package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.actuate.RpcEndpoint;
import io.opnum.rpc.boot.fixtures.InMemoryInventory;
import io.opnum.rpc.boot.fixtures.Inventory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS as properties and SSL bundles say it.
 */
class RpcSslTests {

	private static final X509Bundle AUTHORITY = authority("Opnum Tests");

	private static final X509Bundle SERVER = issue(AUTHORITY);

	private static final X509Bundle CLIENT = issue(AUTHORITY);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Contexts.autoConfigurations())
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
		.withUserConfiguration(Loopback.class)
		.withBean("stock", InMemoryInventory.class)
		.withPropertyValues("rpc.endpoint-mapper.mode=none", "rpc.server.ssl.bundle=server",
				"rpc.server.ssl.bindings=ncacn_ip_tcp:127.0.0.1",
				"spring.ssl.bundle.pem.server.keystore.certificate=" + SERVER.getCertificatePathPEM(),
				"spring.ssl.bundle.pem.server.keystore.private-key=" + SERVER.getPrivateKeyPEM(),
				"spring.ssl.bundle.pem.server.truststore.certificate=" + AUTHORITY.getCertificatePEM(),
				"spring.ssl.bundle.pem.client.truststore.certificate=" + AUTHORITY.getCertificatePEM(),
				"spring.ssl.bundle.pem.known-client.keystore.certificate=" + CLIENT.getCertificatePathPEM(),
				"spring.ssl.bundle.pem.known-client.keystore.private-key=" + CLIENT.getPrivateKeyPEM(),
				"spring.ssl.bundle.pem.known-client.truststore.certificate=" + AUTHORITY.getCertificatePEM(),
				"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:127.0.0.1",
				"rpc.client.bindings.stock.ssl.bundle=client",
				"rpc.client.bindings.plain.string-binding=ncacn_ip_tcp:127.0.0.1",
				"rpc.client.bindings.known.string-binding=ncacn_ip_tcp:127.0.0.1",
				"rpc.client.bindings.known.ssl.bundle=known-client");

	@Test
	void callsGoOverTls() {
		this.runner.run((context) -> {
			assertThat(context.getBean(RpcServer.class).secureBindings()).hasSize(1)
				.isEqualTo(context.getBean(RpcServer.class).bindings());
			assertThat(inventory(context.getBean(RpcClients.class), "stock").levels()).isNotNull();
			assertThatExceptionOfType(RpcException.class)
				.isThrownBy(() -> inventory(context.getBean(RpcClients.class), "plain").levels())
				.withMessageContaining("TLS");
		});
	}

	@Test
	void clientsMayHaveToShowACertificate() {
		this.runner.withPropertyValues("rpc.server.ssl.client-auth=required").run((context) -> {
			assertThat(inventory(context.getBean(RpcClients.class), "known").levels()).isNotNull();
			assertThatExceptionOfType(RpcAccessDeniedException.class)
				.isThrownBy(() -> inventory(context.getBean(RpcClients.class), "stock").levels());
		});
	}

	@Test
	void plainEndpointsStayBesideThoseWithTls() {
		this.runner.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1").run((context) -> {
			RpcServer server = context.getBean(RpcServer.class);
			assertThat(server.bindings()).hasSize(2);
			assertThat(server.secureBindings()).hasSize(1);
		});
	}

	@Test
	void newConnectionsUseABundleThatWasReloaded() {
		this.runner.withPropertyValues("rpc.client.idle-timeout=0").run((context) -> {
			assertThat(inventory(context.getBean(RpcClients.class), "stock").levels()).isNotNull();
			X509Bundle other = authority("Strangers");
			X509Bundle renewed = issue(other);
			context.getBean(DefaultSslBundleRegistry.class)
				.updateBundle("server",
						SslBundle.of(new PemSslStoreBundle(
								PemSslStoreDetails.forCertificate(renewed.getCertificatePathPEM())
									.withPrivateKey(renewed.getPrivateKeyPEM()),
								PemSslStoreDetails.forCertificate(other.getCertificatePEM()))));
			assertThat(inventory(context.getBean(RpcClients.class), "stock").levels()).as("the connection that is open")
				.isNotNull();
			assertThatExceptionOfType(RpcAccessDeniedException.class)
				.isThrownBy(() -> inventory(context.getBean(RpcClients.class), "known").levels())
				.withMessageContaining("trust its authority");
			context.getBean(DefaultSslBundleRegistry.class)
				.updateBundle("known-client", SslBundle
					.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(other.getCertificatePEM()))));
			assertThat(inventory(context.getBean(RpcClients.class), "known").levels()).isNotNull();
		});
	}

	@Test
	void hostNameIsVerifiedUnlessToldOtherwise() {
		X509Bundle elsewhere = build(() -> new CertificateBuilder().subject("CN=elsewhere")
			.addSanDnsName("elsewhere.example.org")
			.buildIssuedBy(AUTHORITY));
		this.runner
			.withPropertyValues(
					"spring.ssl.bundle.pem.server.keystore.certificate=" + elsewhere.getCertificatePathPEM(),
					"spring.ssl.bundle.pem.server.keystore.private-key=" + elsewhere.getPrivateKeyPEM(),
					"rpc.client.bindings.known.ssl.verify-hostname=false")
			.run((context) -> {
				assertThatExceptionOfType(RpcAccessDeniedException.class)
					.isThrownBy(() -> inventory(context.getBean(RpcClients.class), "stock").levels())
					.withMessageContaining("is not for '127.0.0.1'");
				assertThat(inventory(context.getBean(RpcClients.class), "known").levels()).isNotNull();
			});
	}

	@Test
	void endpointShowsWhatHasTls() {
		this.runner
			.withPropertyValues("rpc.server.bindings=ncacn_ip_tcp:127.0.0.1",
					"management.endpoints.web.exposure.include=rpc")
			.run((context) -> {
				inventory(context.getBean(RpcClients.class), "stock");
				RpcServer server = context.getBean(RpcServer.class);
				RpcEndpoint.RpcDescriptor rpc = new RpcEndpoint(server, null, context.getBean(RpcClient.class),
						context.getBean(RpcClients.class))
					.rpc();
				assertThat(rpc.server().secureBindings()).containsExactly(server.secureBindings().get(0).toString());
				assertThat(rpc.client().bindings().get("stock").tls()).isTrue();
				assertThat(rpc.client().bindings().get("plain").tls()).isFalse();
			});
	}

	@Test
	void serverIsHealthyOverTls() {
		this.runner.run((context) -> assertThat(context.getBean(RpcClient.class)
			.isServerListening(context.getBean(RpcClients.class)
				.bindings()
				.stream()
				.filter((binding) -> binding.name().equals("stock"))
				.findFirst()
				.orElseThrow()
				.handle(), Inventory.class, Duration.ofSeconds(10))
			.toCompletableFuture()
			.join()).isTrue());
	}

	@Test
	void bundleThatIsNotKnownIsNamed() {
		this.runner.withPropertyValues("rpc.server.ssl.bundle=sevrer").run((context) -> {
			assertThat(context).hasFailed();
			String description = FailureAnalyzerTests.analysis(context.getStartupFailure()).getDescription();
			assertThat(description).startsWith("rpc.server.ssl.bundle: the SSL bundle 'sevrer' is not known.")
				.contains("server");
		});
	}

	@Test
	void bundleWithoutACertificateIsNoneOfAServer() {
		this.runner.withPropertyValues("rpc.server.ssl.bundle=client").run((context) -> {
			assertThat(context).hasFailed();
			assertThat(FailureAnalyzerTests.analysis(context.getStartupFailure()).getDescription())
				.contains("it has no key store, and a server needs a certificate");
		});
	}

	@Test
	void oldProtocolsOfABundleAreRefused() {
		this.runner.withPropertyValues("spring.ssl.bundle.pem.server.options.enabled-protocols=TLSv1.1")
			.run((context) -> {
				assertThat(context).hasFailed();
				assertThat(FailureAnalyzerTests.analysis(context.getStartupFailure()).getDescription())
					.contains("[TLSv1.3, TLSv1.2]");
			});
	}

	@Test
	void serverPropertiesAreChecked() {
		assertThat(PropertiesBinding.errors("rpc.server", RpcServerProperties.class,
				Map.of("rpc.server.ssl.bindings", "ncalrpc:[stock]", "rpc.server.ssl.handshake-timeout", "0")))
			.containsOnly(Map.entry("ssl.bindings[0]", "must be of ncacn_ip_tcp, which alone has TLS"),
					Map.entry("ssl.bundle", "must name the SSL bundle with the certificate of the server"),
					Map.entry("ssl.handshakeTimeout", "must be longer than zero"));
		assertThat(PropertiesBinding
			.errors("rpc.server", RpcServerProperties.class, Map.of("rpc.server.ssl.bundle", "server"))).containsOnly(
					Map.entry("ssl.bindings", "must name an endpoint that has TLS, for example ncacn_ip_tcp:[9443]"));
	}

	@Test
	void clientPropertiesAreChecked() {
		assertThat(PropertiesBinding.errors("rpc.client", RpcClientProperties.class,
				Map.of("rpc.client.bindings.a.string-binding", "ncalrpc:[stock]", "rpc.client.bindings.a.ssl.enabled",
						"true", "rpc.client.bindings.b.string-binding", "ncacn_ip_tcp:stock.example.org[9443]",
						"rpc.client.bindings.b.ssl.bundle", "client", "rpc.client.bindings.c.string-binding",
						"ncalrpc:[stock]", "rpc.client.bindings.c.ssl.bundle", "client",
						"rpc.client.bindings.c.ssl.enabled", "false")))
			.containsOnly(Map.entry("bindings[a].ssl.enabled",
					"must be false where a string binding is not of ncacn_ip_tcp, which alone has TLS"));
	}

	private static Inventory inventory(RpcClients clients, String name) {
		return clients.get(name, Inventory.class);
	}

	private static X509Bundle authority(String name) {
		return build(
				() -> new CertificateBuilder().subject("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned());
	}

	private static X509Bundle issue(X509Bundle authority) {
		return build(() -> new CertificateBuilder().subject("CN=stock")
			.addSanIpAddress("127.0.0.1")
			.buildIssuedBy(authority));
	}

	private static X509Bundle build(Maker maker) {
		try {
			return maker.make();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private interface Maker {

		X509Bundle make() throws Exception;

	}

	/**
	 * Lets the bindings lead to the dynamic endpoint with TLS of the server.
	 */
	@Configuration(proxyBeanMethods = false)
	static class Loopback {

		@Bean
		RpcClientConnectionDetails connectionDetails(RpcClientProperties properties, ObjectProvider<RpcServer> server) {
			return new PropertiesRpcClientConnectionDetails(properties) {

				@Override
				public List<StringBinding> getStringBindings(String name) {
					return server.getObject().secureBindings().stream().limit(1).toList();
				}

			};
		}

	}

}
