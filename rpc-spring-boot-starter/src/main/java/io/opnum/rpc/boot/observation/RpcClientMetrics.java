package io.opnum.rpc.boot.observation;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientStatistics;

/**
 * What a client holds now, as meters.
 *
 * @since 0.1.0
 */
public final class RpcClientMetrics implements MeterBinder {

	private final RpcClient client;

	/**
	 * Create the metrics.
	 * @param client the client
	 */
	public RpcClientMetrics(RpcClient client) {
		this.client = client;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "rpc.client.connections", "connections", "Connections that are open",
				RpcClientStatistics::connections);
		gauge(registry, "rpc.client.associations", "associations", "Associations with servers",
				RpcClientStatistics::associations);
		gauge(registry, "rpc.client.active.calls", "calls", "Calls that wait for an answer",
				RpcClientStatistics::callsInFlight);
		gauge(registry, "rpc.client.context.handles", "handles", "Context handles that are open",
				RpcClientStatistics::contextHandles);
		counter(registry, "rpc.client.retries", "calls", "Attempts besides the first ones of their calls",
				RpcClientStatistics::retries);
		counter(registry, "rpc.client.cancellations", "calls",
				"Calls cancelled, timed out or interrupted before they were answered",
				RpcClientStatistics::cancellations);
	}

	private void gauge(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<RpcClientStatistics> value) {
		Gauge.builder(name, this.client, (client) -> value.applyAsDouble(client.statistics()))
			.baseUnit(unit)
			.description(description)
			.register(registry);
	}

	private void counter(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<RpcClientStatistics> value) {
		FunctionCounter.builder(name, this.client, (client) -> value.applyAsDouble(client.statistics()))
			.baseUnit(unit)
			.description(description)
			.register(registry);
	}

}
