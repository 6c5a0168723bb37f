package io.opnum.rpc.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that an SSL bundle is missing, or not fit for RPC.
 */
class RpcSslBundleFailureAnalyzer extends AbstractFailureAnalyzer<RpcSslBundleException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, RpcSslBundleException cause) {
		String known = cause.known().isEmpty() ? "" : " There are: %s.".formatted(String.join(", ", cause.known()));
		return new FailureAnalysis("%s.%s".formatted(cause.getMessage(), known), """
				Name a bundle that fits in %s, or define one, for example in application.properties:

				    spring.ssl.bundle.pem.rpc.keystore.certificate=file:stock.crt
				    spring.ssl.bundle.pem.rpc.keystore.private-key=file:stock.key
				    spring.ssl.bundle.pem.rpc.truststore.certificate=file:authority.crt

				A server needs the key store, a client the trust store; for certificates of clients both need both."""
			.formatted(cause.property()), cause);
	}

}
