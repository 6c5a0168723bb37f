package io.opnum.rpc.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * How the calls of a client are observed. A bean of this type takes the place of the
 * {@link DefaultRpcClientObservationConvention default}.
 *
 * @since 0.1.0
 */
public interface RpcClientObservationConvention extends ObservationConvention<RpcClientObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof RpcClientObservationContext;
	}

}
