package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.transport.ListenException;

/**
 * Why there is no endpoint mapper, and what to do: a warning in mode {@code auto}, a
 * failure analysis in the others.
 *
 * @param description what is wrong
 * @param action what to do
 */
record EndpointMapperProblem(String description, String action) {

	static EndpointMapperProblem embedded(StringBinding endpoint, ListenException ex) {
		String description = "The embedded RPC endpoint mapper can't listen on %s: %s".formatted(endpoint,
				switch (ex.reason()) {
					case NOT_PERMITTED -> "the operating system does not permit it to this user";
					case IN_USE -> "somebody listens there already";
					case NO_SUCH_ADDRESS -> "this host has no such address";
					case OTHER -> ListenFailureAnalyzer.explain(ex);
				});
		String action = endpoint.protocolSequence().equals(ProtocolSequence.NCALRPC)
				? "Give the application a directory of its own with 'rpc.ncalrpc.directory', or clients the endpoints of the server"
				: action(endpoint, ex);
		return new EndpointMapperProblem(description, action);
	}

	private static String action(StringBinding endpoint, ListenException ex) {
		return switch (ex.reason()) {
			case NOT_PERMITTED ->
				"Permit it (on Linux with the capability CAP_NET_BIND_SERVICE, or with sysctl net.ipv4.ip_unprivileged_port_start=%s), or give the endpoint mapper another port with 'rpc.endpoint-mapper.port' and clients the same, or do without one with 'rpc.endpoint-mapper.mode=none'"
					.formatted(endpoint.endpoint());
			case IN_USE ->
				"Register with the endpoint mapper that runs there with 'rpc.endpoint-mapper.mode=host', or give the embedded one another port with 'rpc.endpoint-mapper.port', or do without one with 'rpc.endpoint-mapper.mode=none'";
			case NO_SUCH_ADDRESS -> "Correct 'rpc.endpoint-mapper.address'";
			case OTHER -> "Correct 'rpc.endpoint-mapper.address' or 'rpc.endpoint-mapper.port'";
		};
	}

	static EndpointMapperProblem host(StringBinding endpoint, RpcException ex) {
		return new EndpointMapperProblem(
				"The endpoints of the RPC server can't be registered in the endpoint mapper at %s: %s"
					.formatted(endpoint, ex.getMessage()),
				"Start an endpoint mapper on this host, correct 'rpc.endpoint-mapper.port', or embed one with 'rpc.endpoint-mapper.mode=embedded'");
	}

}
