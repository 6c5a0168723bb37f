package io.opnum.rpc.boot.observation;

import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerStatistics;
import io.opnum.rpc.RpcServerStatistics.Authentications;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationService;

/**
 * What a server holds now and has refused so far, as meters.
 *
 * @since 0.1.0
 */
public final class RpcServerMetrics implements MeterBinder {

	private static final Authentications NO_AUTHENTICATIONS = new Authentications(0, Map.of());

	private final RpcServer server;

	/**
	 * Create the metrics.
	 * @param server the server
	 */
	public RpcServerMetrics(RpcServer server) {
		this.server = server;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "rpc.server.connections", "connections", "Connections that are open",
				RpcServerStatistics::connections);
		gauge(registry, "rpc.server.associations", "associations", "Association groups of clients",
				RpcServerStatistics::associations);
		gauge(registry, "rpc.server.active.calls", "calls", "Calls that are being run",
				RpcServerStatistics::callsInFlight);
		gauge(registry, "rpc.server.buffered", "bytes", "Requests and answers that are held in memory",
				RpcServerStatistics::bufferedOctets);
		gauge(registry, "rpc.server.context.handles", "handles", "Context handles that are open",
				RpcServerStatistics::contextHandles);
		counter(registry, "rpc.server.context.rundowns", "handles",
				"Context handles that were run down since no operation ended them",
				RpcServerStatistics::contextRundowns);
		counter(registry, "rpc.server.rejected.calls", "calls", "Calls refused because the server was too busy",
				RpcServerStatistics::rejectedCalls);
		counter(registry, "rpc.server.expired.calls", "calls",
				"Calls not run because their callers had no time left to wait", RpcServerStatistics::expiredCalls);
		counter(registry, "rpc.server.faults", "faults", "Calls answered with a fault", RpcServerStatistics::faults);
		counter(registry, "rpc.server.protocol.errors", "errors",
				"Connections closed because the peer broke the protocol", RpcServerStatistics::protocolErrors);
		this.server.authenticationServices().forEach((service) -> authentications(registry, service));
	}

	/** All of them from the start: a rate from 0 to 1 is one that an alarm can see. */
	private void authentications(MeterRegistry registry, AuthenticationService service) {
		authentications(registry, Tags.of("service", text(service), "outcome", "success", "reason", "none"),
				(statistics) -> of(statistics, service).succeeded());
		for (Reason reason : Reason.values()) {
			authentications(registry, Tags.of("service", text(service), "outcome", "failure", "reason", text(reason)),
					(statistics) -> of(statistics, service).failed().getOrDefault(reason, 0L));
		}
	}

	private void authentications(MeterRegistry registry, Tags tags, ToDoubleFunction<RpcServerStatistics> value) {
		FunctionCounter
			.builder("rpc.server.authentications", this.server, (server) -> value.applyAsDouble(server.statistics()))
			.tags(tags)
			.baseUnit("authentications")
			.description("Callers that authenticated, or were refused")
			.register(registry);
	}

	private static Authentications of(RpcServerStatistics statistics, AuthenticationService service) {
		return statistics.authentications().getOrDefault(service, NO_AUTHENTICATIONS);
	}

	private static String text(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

	private void gauge(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<RpcServerStatistics> value) {
		Gauge.builder(name, this.server, (server) -> value.applyAsDouble(server.statistics()))
			.baseUnit(unit)
			.description(description)
			.register(registry);
	}

	private void counter(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<RpcServerStatistics> value) {
		FunctionCounter.builder(name, this.server, (server) -> value.applyAsDouble(server.statistics()))
			.baseUnit(unit)
			.description(description)
			.register(registry);
	}

}
