package io.opnum.rpc.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import io.opnum.rpc.transport.TransportSecurity;

/**
 * A certificate authority for tests, made anew for each run, and what it issues.
 */
public final class Certificates {

	private final X509Bundle authority;

	/**
	 * Create an authority.
	 * @param name its common name
	 */
	public Certificates(String name) {
		this.authority = build(() -> new CertificateBuilder().algorithm(Algorithm.ecp256)
			.subject("CN=" + name)
			.setIsCertificateAuthority(true)
			.buildSelfSigned());
	}

	/**
	 * Return those who trust this authority.
	 * @return the trust
	 */
	public TrustManagerFactory trust() {
		return this.authority.toTrustManagerFactory();
	}

	/**
	 * Return the authority's certificate.
	 * @return the certificate in PEM
	 */
	public String pem() {
		return this.authority.getCertificatePEM();
	}

	/**
	 * Issue a certificate for this host: {@code localhost}, 127.0.0.1 and ::1.
	 * @return the certificate
	 */
	public X509Bundle server() {
		return issue("CN=stock",
				(builder) -> builder.addSanDnsName("localhost")
					.addSanIpAddress("127.0.0.1")
					.addSanIpAddress("::1")
					.addExtendedKeyUsageServerAuth());
	}

	/**
	 * Issue a certificate of a client.
	 * @param name its common name
	 * @return the certificate
	 */
	public X509Bundle client(String name) {
		return issue("CN=" + name, CertificateBuilder::addExtendedKeyUsageClientAuth);
	}

	/**
	 * Issue a certificate.
	 * @param subject the subject
	 * @param details what else it says
	 * @return the certificate
	 */
	public X509Bundle issue(String subject, UnaryOperator<CertificateBuilder> details) {
		return build(() -> details
			.apply(new CertificateBuilder().algorithm(Algorithm.ecp256)
				.subject(subject)
				.notBefore(Instant.now().minus(Duration.ofDays(2)))
				.notAfter(Instant.now().plus(Duration.ofDays(2))))
			.buildIssuedBy(this.authority));
	}

	/**
	 * Return the keys of a certificate.
	 * @param certificate the certificate
	 * @return the keys
	 */
	public static KeyManagerFactory keys(X509Bundle certificate) {
		return build(certificate::toKeyManagerFactory);
	}

	/**
	 * Return the TLS of a server of this host that trusts the clients of this authority.
	 * @return a builder
	 */
	public TransportSecurity.Builder forServer() {
		return TransportSecurity.forServer(keys(server())).trust(trust());
	}

	/**
	 * Return the TLS of a client that trusts the servers of this authority.
	 * @return a builder
	 */
	public TransportSecurity.Builder forClient() {
		return TransportSecurity.forClient().trust(trust());
	}

	private static <T> T build(Maker<T> maker) {
		try {
			return maker.make();
		}
		catch (Exception ex) {
			throw new IllegalStateException("No certificate can be made", ex);
		}
	}

	private interface Maker<T> {

		T make() throws Exception;

	}

}
