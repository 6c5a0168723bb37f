package io.opnum.rpc.boot.actuate;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.StringBinding;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * The health of the application's RPC server: up while it is listening, out of service
 * otherwise.
 *
 * @since 0.1.0
 */
public class RpcServerHealthIndicator extends AbstractHealthIndicator {

	private final RpcServer server;

	/**
	 * Create an indicator.
	 * @param server the server
	 */
	public RpcServerHealthIndicator(RpcServer server) {
		super("RPC server health check failed");
		this.server = server;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (this.server.isListening()) {
			builder.up()
				.withDetail("bindings", this.server.bindings().stream().map(StringBinding::toString).toList())
				.withDetail("callsInFlight", this.server.statistics().callsInFlight());
		}
		else {
			builder.outOfService();
		}
	}

}
