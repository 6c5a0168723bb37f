package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.ListenException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.NestedExceptionUtils;

/**
 * Explains that an endpoint can't be listened on: its port is in use, or not permitted,
 * or its address is not of this host.
 */
class ListenFailureAnalyzer extends AbstractFailureAnalyzer<ListenException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ListenException cause) {
		Endpoint endpoint = cause.endpoint();
		String description = "The RPC server can't listen on %s: %s.".formatted(endpoint, switch (cause.reason()) {
			case IN_USE -> "it is already in use";
			case NOT_PERMITTED -> "the operating system does not permit it to this user";
			case NO_SUCH_ADDRESS -> "this host has no such address";
			case OTHER -> explain(cause);
		});
		String action = switch (cause.reason()) {
			case IN_USE ->
				"Stop what listens there, or give the server another endpoint in 'rpc.server.bindings'. Without a port, as in 'ncacn_ip_tcp:', it takes a free one that clients find through the endpoint mapper.";
			case NOT_PERMITTED ->
				"Give the server a port above 1023 in 'rpc.server.bindings', or permit this one (on Linux with the capability CAP_NET_BIND_SERVICE).";
			case NO_SUCH_ADDRESS ->
				"Correct the network address in 'rpc.server.bindings'. Without one, the server listens on all addresses of the host.";
			case OTHER -> endpoint.protocolSequence().equals(ProtocolSequence.NCALRPC)
					? "Mend it, or correct 'rpc.server.bindings' or 'rpc.ncalrpc.directory'."
					: "Correct 'rpc.server.bindings'.";
		};
		return new FailureAnalysis(description, action, cause);
	}

	/** What is behind a failure of no known reason, without the endpoint. */
	static String explain(ListenException failure) {
		return String.valueOf(NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
	}

}
