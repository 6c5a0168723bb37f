package io.opnum.rpc.boot.observation;

import java.util.concurrent.CompletionStage;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * Observes calls of either side.
 */
final class Observations {

	private Observations() {
	}

	/**
	 * Make a call while its observation is current, and end the observation with the
	 * call, which may be later.
	 * @param observation the observation, which was started
	 * @param call makes the call
	 * @return its result
	 * @throws Throwable what the call throws
	 */
	static @Nullable Object observe(Observation observation, Call call) throws Throwable {
		try (Observation.Scope scope = observation.openScope()) {
			Object result = call.make();
			if (result instanceof CompletionStage<?> stage) {
				stage.whenComplete((value, failure) -> stop(observation, failure));
			}
			else {
				observation.stop();
			}
			return result;
		}
		catch (Throwable ex) {
			stop(observation, ex);
			throw ex;
		}
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

	/**
	 * Makes a call.
	 */
	@FunctionalInterface
	interface Call {

		@Nullable Object make() throws Throwable;

	}

}
