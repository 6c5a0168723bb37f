package io.opnum.rpc.boot.observation;

import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.opnum.rpc.RpcServerCall;

/**
 * The observation of a call that a server runs. Nothing of the caller's observation comes
 * with a call, so that each begins a trace of its own.
 *
 * @since 0.1.0
 */
public class RpcServerObservationContext extends ReceiverContext<RpcServerCall> {

	private final RpcServerCall call;

	/**
	 * Create a context.
	 * @param call the call
	 */
	public RpcServerObservationContext(RpcServerCall call) {
		super((carrier, key) -> null, Kind.SERVER);
		this.call = call;
		setCarrier(call);
	}

	/**
	 * Return the call.
	 * @return the call
	 */
	public RpcServerCall call() {
		return this.call;
	}

}
