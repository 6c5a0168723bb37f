package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.boot.UnknownRpcClientBindingException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that a client is injected for which no binding is configured.
 */
class UnknownRpcClientBindingFailureAnalyzer extends AbstractFailureAnalyzer<UnknownRpcClientBindingException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnknownRpcClientBindingException cause) {
		String description = "An RPC client of %s is wanted over the binding '%s', which is not configured%s."
			.formatted(cause.rpcInterface().getName(), cause.binding(), cause.knownBindings().isEmpty() ? ""
					: "; configured are " + String.join(", ", cause.knownBindings()));
		String action = """
				Say where the server is, for example in application.properties:

				    rpc.client.bindings.%s.string-binding=ncacn_ip_tcp:stock.example.org[9135]

				Without an endpoint in brackets the endpoint mapper of that host is asked for it."""
			.formatted(cause.binding());
		return new FailureAnalysis(description, action, cause);
	}

}
