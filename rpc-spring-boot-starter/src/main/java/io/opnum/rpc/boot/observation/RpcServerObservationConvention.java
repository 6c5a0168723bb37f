package io.opnum.rpc.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How the calls of a server are observed. A bean of this type takes the place of the
 * {@link DefaultRpcServerObservationConvention default}.
 *
 * @since 0.1.0
 */
public interface RpcServerObservationConvention extends ObservationConvention<RpcServerObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RpcServerObservationContext;
	}

}
