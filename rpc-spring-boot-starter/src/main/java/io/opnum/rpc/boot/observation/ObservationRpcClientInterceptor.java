package io.opnum.rpc.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opnum.rpc.RpcClientCall;
import io.opnum.rpc.RpcClientInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.PriorityOrdered;

/**
 * Observes the calls of a client. Outermost of all interceptors; the observation is
 * current for those inside of it.
 *
 * @since 0.1.0
 */
public final class ObservationRpcClientInterceptor implements RpcClientInterceptor, PriorityOrdered {

	private static final RpcClientObservationConvention DEFAULT = new DefaultRpcClientObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable RpcClientObservationConvention convention;

	/**
	 * Create an interceptor.
	 * @param registry where observations go
	 * @param convention how calls are observed, or {@code null} for the default
	 */
	public ObservationRpcClientInterceptor(ObservationRegistry registry,
			@Nullable RpcClientObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public @Nullable Object intercept(RpcClientCall call, Chain chain) throws Throwable {
		Observation observation = RpcObservationDocumentation.CLIENT_CALL.start(this.convention, DEFAULT,
				() -> new RpcClientObservationContext(call), this.registry);
		return Observations.observe(observation, chain::proceed);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
