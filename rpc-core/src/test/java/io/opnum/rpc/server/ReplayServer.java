package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import io.opnum.rpc.Operation;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;

/**
 * Stands where Samba stood when conversations were recorded: an endpoint mapper on port
 * 135 and the socket {@code EPMAPPER}, netlogon on port 49152, management everywhere.
 */
final class ReplayServer implements AutoCloseable {

	private final Map<ProtocolSequence, ManualTransport> transports = new HashMap<>();

	private final List<RpcServer> servers = new ArrayList<>();

	private final Set<TransferSyntax> transferSyntaxes;

	/**
	 * Create a server.
	 * @param transferSyntaxes what it speaks; Samba speaks NDR alone
	 */
	ReplayServer(Set<TransferSyntax> transferSyntaxes) {
		this.transferSyntaxes = transferSyntaxes;
		start("ncacn_ip_tcp:[135]", "ncacn_ip_tcp:[49152]");
		start("ncalrpc:[EPMAPPER]", "ncalrpc:[other]");
		start("ncacn_np:[\\pipe\\epmapper]", "ncacn_np:[\\pipe\\lsarpc]");
	}

	private void start(String endpointMapper, String endpoint) {
		ManualTransport transport = new ManualTransport(
				ProtocolSequence.of(endpoint.substring(0, endpoint.indexOf(':'))));
		RpcServerBuilder builder = new RpcServerBuilder();
		builder.transport(transport).executor(Runnable::run).endpoint(endpoint).transferSyntaxes(this.transferSyntaxes);
		builder.endpointMapper(StringBinding.parse(endpointMapper));
		RpcServer server = builder.build();
		server.register(Netlogon.class, () -> new Netlogon.Challenge(0, 0));
		// So that a lookup has something to go on with
		server.register(Calculator.class, new SimpleCalculator());
		server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withObjects(UUID.randomUUID()));
		server.start();
		this.transports.put(transport.protocolSequence(), transport);
		this.servers.add(server);
	}

	/** Connect to an endpoint of a protocol sequence. */
	RawPeer connect(ProtocolSequence protocolSequence, String endpoint) {
		return this.transports.get(protocolSequence).connect(endpoint);
	}

	@Override
	public void close() {
		this.servers.forEach(RpcServer::close);
	}

	/**
	 * What the suite sends fragmented requests to: {@code NetrServerReqChallenge}, of
	 * which nothing is read.
	 */
	@RpcInterface(uuid = "12345678-1234-abcd-ef00-01234567cffb", version = "1.0")
	interface Netlogon {

		@Operation(4)
		Challenge serverReqChallenge();

		/**
		 * Twelve octets.
		 *
		 * @param credential the credential of the server
		 * @param status the status
		 */
		record Challenge(long credential, int status) {

		}

	}

}
