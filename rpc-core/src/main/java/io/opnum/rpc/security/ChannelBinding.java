package io.opnum.rpc.security;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;

import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;

/**
 * What ties an authentication to the TLS connection that it takes place in: the
 * certificate of the server (RFC 5929 4.1, {@code tls-server-end-point}). Who passes the
 * tokens of a client on to another server has another certificate there. Immutable.
 *
 * @since 0.1.0
 */
public final class ChannelBinding {

	private static final String PREFIX = "tls-server-end-point:";

	/** Two addresses without a type and a length, then the length of the data. */
	private static final int HEADER_LENGTH = 5 * Integer.BYTES;

	private final byte[] hash;

	private ChannelBinding(byte[] hash) {
		this.hash = hash;
	}

	/**
	 * Return the binding to a connection as its server sees it.
	 * @param session the TLS session, or {@code null} without TLS
	 * @return the binding, or {@code null} if there is none
	 */
	public static @Nullable ChannelBinding ofServer(@Nullable SSLSession session) {
		return (session != null) ? of(session.getLocalCertificates()) : null;
	}

	/**
	 * Return the binding to a connection as its client sees it.
	 * @param session the TLS session, or {@code null} without TLS
	 * @return the binding, or {@code null} if there is none
	 */
	public static @Nullable ChannelBinding ofClient(@Nullable SSLSession session) {
		try {
			return (session != null) ? of(session.getPeerCertificates()) : null;
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	private static @Nullable ChannelBinding of(Certificate @Nullable [] chain) {
		return (chain != null && chain.length > 0 && chain[0] instanceof X509Certificate certificate) ? of(certificate)
				: null;
	}

	/**
	 * Return the binding to connections of a server.
	 * @param certificate the certificate of the server
	 * @return the binding, or {@code null} if the signature of the certificate has no
	 * hash, as that of EdDSA, for which none is defined
	 */
	public static @Nullable ChannelBinding of(X509Certificate certificate) {
		try {
			String algorithm = hashAlgorithm(certificate);
			if (algorithm == null) {
				return null;
			}
			byte[] prefix = PREFIX.getBytes(StandardCharsets.US_ASCII);
			byte[] digest = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
			ByteBuffer bindings = ByteBuffer.allocate(HEADER_LENGTH + prefix.length + digest.length)
				.order(ByteOrder.LITTLE_ENDIAN);
			bindings.putInt(HEADER_LENGTH - Integer.BYTES, prefix.length + digest.length);
			bindings.position(HEADER_LENGTH).put(prefix).put(digest);
			return new ChannelBinding(MessageDigest.getInstance("MD5").digest(bindings.array()));
		}
		catch (GeneralSecurityException ex) {
			return null;
		}
	}

	private static @Nullable String hashAlgorithm(X509Certificate certificate) throws GeneralSecurityException {
		String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
		String hash = null;
		int with = signature.indexOf("WITH");
		if (with > 0) {
			hash = signature.substring(0, with);
		}
		else if (signature.contains("PSS")) {
			AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
			try {
				parameters.init(certificate.getSigAlgParams());
			}
			catch (java.io.IOException ex) {
				return null;
			}
			hash = parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
		}
		if (hash == null) {
			return null;
		}
		return switch (hash) {
			// As RFC 5929 has it, whatever the signature uses
			case "MD5", "SHA1", "SHA-1", "SHA256" -> "SHA-256";
			case "SHA224", "SHA384", "SHA512" -> "SHA-" + hash.substring("SHA".length());
			default -> hash;
		};
	}

	/**
	 * Return the hash that goes into tokens: MD5 of {@code gss_channel_bindings_struct}
	 * (RFC 4121 4.1.1.2, MS-NLMP 2.2.2.1 {@code MsvAvChannelBindings}).
	 * @return the 16 octets
	 */
	public byte[] hash() {
		return this.hash.clone();
	}

}
