package io.opnum.rpc.boot.autoconfigure;

import java.util.List;
import java.util.function.Function;

import io.opnum.rpc.transport.TransportSecurity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.StringUtils;

/**
 * Makes {@link TransportSecurity} of SSL bundles. Where a bundle is reloaded, connections
 * that are made from then on use what is new.
 */
final class BundledSecurity {

	private final @Nullable SslBundles bundles;

	BundledSecurity(@Nullable SslBundles bundles) {
		this.bundles = bundles;
	}

	/**
	 * Make the TLS of a server.
	 * @param properties its properties, with a bundle
	 * @return the TLS
	 */
	TransportSecurity ofServer(ServerSslProperties properties) {
		return of("rpc.server.ssl.bundle", String.valueOf(properties.getBundle()), (bundle) -> {
			if (bundle.getStores() != null && bundle.getStores().getKeyStore() == null) {
				throw new IllegalArgumentException("it has no key store, and a server needs a certificate");
			}
			return TransportSecurity.forServer(bundle.getManagers().getKeyManagerFactory())
				.clientAuthentication(properties.getClientAuth())
				.requireChannelBinding(properties.isRequireChannelBinding())
				.handshakeTimeout(properties.getHandshakeTimeout());
		});
	}

	/**
	 * Make the TLS of a client binding.
	 * @param name the name of the binding
	 * @param properties its properties
	 * @return the TLS, or {@code null} if it has none
	 */
	@Nullable TransportSecurity ofClient(String name, ClientSslProperties properties) {
		if (!properties.isEnabled()) {
			return null;
		}
		String bundleName = properties.getBundle();
		if (!StringUtils.hasText(bundleName)) {
			return TransportSecurity.forClient().hostNameVerification(properties.isVerifyHostname()).build();
		}
		return of("rpc.client.bindings.%s.ssl.bundle".formatted(name), bundleName,
				(bundle) -> TransportSecurity.forClient()
					.keys(bundle.getManagers().getKeyManagerFactory())
					.hostNameVerification(properties.isVerifyHostname()));
	}

	private TransportSecurity of(String property, String name, Function<SslBundle, TransportSecurity.Builder> start) {
		SslBundles bundles = this.bundles;
		if (bundles == null) {
			throw new RpcSslBundleException(property, "the SSL bundle '%s' is not known".formatted(name), List.of(),
					null);
		}
		try {
			TransportSecurity security = build(bundles.getBundle(name), start);
			bundles.addBundleUpdateHandler(name, (renewed) -> security.renew(build(renewed, start)));
			return security;
		}
		catch (NoSuchSslBundleException ex) {
			throw new RpcSslBundleException(property, "the SSL bundle '%s' is not known".formatted(name),
					bundles.getBundleNames(), ex);
		}
		catch (IllegalArgumentException ex) {
			throw new RpcSslBundleException(property,
					"the SSL bundle '%s' can't be used: %s".formatted(name, ex.getMessage()), bundles.getBundleNames(),
					ex);
		}
	}

	private static TransportSecurity build(SslBundle bundle, Function<SslBundle, TransportSecurity.Builder> start) {
		TransportSecurity.Builder builder = start.apply(bundle).trust(bundle.getManagers().getTrustManagerFactory());
		SslOptions options = bundle.getOptions();
		String[] ciphers = options.getCiphers();
		if (ciphers != null) {
			builder.cipherSuites(ciphers);
		}
		String[] protocols = options.getEnabledProtocols();
		if (protocols != null) {
			builder.protocols(protocols);
		}
		return builder.build();
	}

}
