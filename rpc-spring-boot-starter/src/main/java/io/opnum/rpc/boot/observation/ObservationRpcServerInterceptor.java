package io.opnum.rpc.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcServerInterceptor;
import org.jspecify.annotations.Nullable;

import org.springframework.core.PriorityOrdered;

/**
 * Observes the calls of a server. Outermost of all interceptors; the observation is
 * current for those inside of it and for the operation.
 *
 * @since 0.1.0
 */
public final class ObservationRpcServerInterceptor implements RpcServerInterceptor, PriorityOrdered {

	private static final RpcServerObservationConvention DEFAULT = new DefaultRpcServerObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable RpcServerObservationConvention convention;

	/**
	 * Create an interceptor.
	 * @param registry where observations go
	 * @param convention how calls are observed, or {@code null} for the default
	 */
	public ObservationRpcServerInterceptor(ObservationRegistry registry,
			@Nullable RpcServerObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public @Nullable Object intercept(RpcServerCall call, Chain chain) throws Throwable {
		Observation observation = RpcObservationDocumentation.SERVER_CALL.start(this.convention, DEFAULT,
				() -> new RpcServerObservationContext(call), this.registry);
		return Observations.observe(observation, chain::proceed);
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

}
