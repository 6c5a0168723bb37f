package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.boot.NotAnRpcInterfaceException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains that a client is wanted of a type that is no RPC interface.
 */
class NotAnRpcInterfaceFailureAnalyzer extends AbstractFailureAnalyzer<NotAnRpcInterfaceException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NotAnRpcInterfaceException cause) {
		String description = "%s wants an RPC client of %s, which is %s.".formatted(cause.where(),
				cause.type().getName(),
				cause.type().isInterface() ? "an interface without @RpcInterface" : "not an interface");
		String action = cause.type().isInterface() ? "Annotate %s with @RpcInterface.".formatted(cause.type().getName())
				: "Want an interface that is annotated with @RpcInterface.";
		return new FailureAnalysis(description, action, cause);
	}

}
