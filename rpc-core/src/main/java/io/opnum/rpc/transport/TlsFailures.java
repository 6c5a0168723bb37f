package io.opnum.rpc.transport;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

import javax.net.ssl.SSLException;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a failure of TLS means, and what would mend it. Immutable.
 *
 * @param endpoint the endpoint of the server
 * @param client whether this is the client's side
 */
record TlsFailures(Endpoint endpoint, boolean client) {

	/**
	 * Return the failure.
	 * @param cause what the engine, or the network, said
	 * @return {@link RpcAccessDeniedException} where a certificate is refused, by
	 * whomever; {@link RpcCommunicationException} where the peers can't talk; an
	 * {@link IOException} of a peer that just went away
	 */
	Throwable of(Throwable cause) {
		if (!this.client && isGone(cause)) {
			return (cause instanceof SSLException) ? new ClosedChannelException() : cause;
		}
		String refused = this.client ? explainRefusal(cause) : null;
		return (refused != null) ? new RpcAccessDeniedException(describe(refused), RpcStatus.SEC_PKG_ERROR, true, cause)
				: new RpcCommunicationException(describe(explain(cause)), RpcStatus.SERVER_UNAVAILABLE, true, cause);
	}

	private String describe(String problem) {
		return (this.client ? "Can't connect to %s with TLS: %s" : "TLS failed on %s: %s").formatted(this.endpoint,
				problem);
	}

	/** Whether the network, or the peer, ended the connection and said nothing. */
	private static boolean isGone(Throwable cause) {
		return cause instanceof IOException
				&& (!(cause instanceof SSLException) || text(cause).contains("connection closed while"));
	}

	/** Why a certificate was refused, or {@code null} if none was. */
	private @Nullable String explainRefusal(Throwable cause) {
		if (find(cause, CertificateExpiredException.class) != null) {
			return "the certificate of the server has expired: have it renewed";
		}
		if (find(cause, CertificateNotYetValidException.class) != null) {
			return "the certificate of the server is not valid yet: check the clocks of both hosts";
		}
		if (find(cause, CertPathBuilderException.class) != null) {
			return "nobody that is trusted here issued the certificate of the server: trust its authority";
		}
		CertificateException certificate = find(cause, CertificateException.class);
		if (certificate != null) {
			return isNameMismatch(certificate)
					? ("the certificate of the server is not for '%s' (%s): name the host in "
							+ "the binding as the certificate does, or have one issued with this subject alternative name")
						.formatted(host(), certificate.getMessage())
					: "the certificate of the server is not good: " + certificate.getMessage();
		}
		String text = text(cause);
		if (!text.contains("alert")) {
			return null;
		}
		return isAboutCertificate(text)
				? ("the server refused the certificate of this client, or wants one and got none (%s): "
						+ "give the binding keys whose certificate the server trusts")
					.formatted(cause.getMessage())
				: null;
	}

	private String host() {
		String host = this.endpoint.networkAddress();
		return host.isEmpty() ? TlsLayer.THIS_HOST : host;
	}

	private static boolean isNameMismatch(CertificateException ex) {
		String text = text(ex);
		return text.contains("no name matching") || text.contains("subject alternative");
	}

	/** Alerts come as {@code certificate_unknown} or {@code CERTIFICATE UNKNOWN}. */
	private static boolean isAboutCertificate(String text) {
		return text.contains("certificate") || text.contains("unknown_ca") || text.contains("unknown ca")
				|| text.contains("access_denied");
	}

	private String explain(Throwable cause) {
		String text = text(cause);
		if (cause instanceof NotSslRecordException) {
			return this.client
					? "the server answers without TLS: name the endpoint where it speaks TLS, or leave TLS out"
					: "what came is not TLS: clients that call this endpoint need TLS, as others need another endpoint";
		}
		if (cause instanceof SslHandshakeTimeoutException) {
			return this.client
					? "the server did not go through with the handshake in time: check that it speaks TLS on this endpoint"
					: "the client did not go through with the handshake in time";
		}
		if (isGone(cause)) {
			return "the server ended the connection during the handshake: check that it speaks TLS on this endpoint";
		}
		if (text.contains("protocol") || text.contains("cipher") || text.contains("handshake_failure")
				|| text.contains("handshake failure")) {
			return ("there is no protocol version or cipher suite that both sides have (%s): compare their settings"
					+ (this.client ? ", and where the server wants a certificate, give the binding keys whose "
							+ "certificate the server trusts" : ""))
				.formatted(cause.getMessage());
		}
		return String.valueOf(cause.getMessage());
	}

	private static String text(Throwable cause) {
		return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
	}

	private static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
		Throwable current = cause;
		for (int depth = 0; current != null && depth < 10; depth++) {
			if (type.isInstance(current)) {
				return type.cast(current);
			}
			current = current.getCause();
		}
		return null;
	}

}
