package io.opnum.rpc.boot.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import io.opnum.rpc.RpcClientCall;

/**
 * The observation of a call that a client makes. Nothing of it goes to the server.
 *
 * @since 0.1.0
 */
public class RpcClientObservationContext extends SenderContext<RpcClientCall> {

	private final RpcClientCall call;

	/**
	 * Create a context.
	 * @param call the call
	 */
	public RpcClientObservationContext(RpcClientCall call) {
		super((carrier, key, value) -> {
		}, Kind.CLIENT);
		this.call = call;
		setCarrier(call);
	}

	/**
	 * Return the call.
	 * @return the call
	 */
	public RpcClientCall call() {
		return this.call;
	}

}
