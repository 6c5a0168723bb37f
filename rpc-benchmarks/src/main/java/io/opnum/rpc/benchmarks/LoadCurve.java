package io.opnum.rpc.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Latency against load: calls begin at a rate, whether or not those before are answered,
 * and their time counts from when they should have begun. Prints a table and writes a
 * plot.
 * <p>
 * Arguments: {@code --millis=1500 --warmup=3000 --scenario=add-one-64-async
 * --rates=1000,2000,5000,10000,20000,50000,100000 --stacks=netty,grpc,dubbo,opnum
 * --plot=latency.svg}
 */
public final class LoadCurve {

	/** A stack that begins less is not asked for more. */
	private static final double LEAST_SHARE = 0.9;

	private LoadCurve() {
	}

	/**
	 * Measure.
	 * @param args the arguments
	 * @throws Exception if a child fails
	 */
	public static void main(String[] args) throws Exception {
		Options options = new Options(args);
		int millis = options.number("millis", 1500);
		Scenario scenario = options.constants("scenario", Scenario.class, "add-one-64-async").get(0);
		String[] rates = options.text("rates", "1000,2000,5000,10000,20000,50000,100000,200000").split(",");
		System.out.printf("%s, %d ms at each rate, %s%n%n", Options.machine(), millis, Options.label(scenario));
		System.out.println("| stack | calls/s wanted | done | p50 µs | p90 | p99 | p99.9 |");
		System.out.println("|---|---|---|---|---|---|---|");
		Map<Stack, List<LoadPlot.Point>> curves = new EnumMap<>(Stack.class);
		for (Stack stack : options.constants("stacks", Stack.class,
				"netty,grpc,grpc-direct,dubbo,opnum,opnum-direct")) {
			try (StackPair pair = new StackPair(stack)) {
				pair.run(scenario, options.number("warmup", 3000));
				curves.put(stack, new ArrayList<>());
				for (String rate : rates) {
					Round round = pair.load(scenario, millis, Long.parseLong(rate));
					print(stack, rate, round);
					if (round.rate() < LEAST_SHARE * Long.parseLong(rate)) {
						break;
					}
					curves.get(stack).add(new LoadPlot.Point(round.rate(), round.percentiles()));
				}
			}
		}
		Path plot = Path.of(options.text("plot", "latency.svg"));
		Files.writeString(plot, new LoadPlot(curves).toSvg());
		System.out.printf("%n%s has the plot%n", plot);
	}

	private static void print(Stack stack, String rate, Round round) {
		System.out.printf(Locale.ROOT, "| %s | %s | %,.0f | %.0f | %.0f | %.0f | %.0f |%n", stack.label(), rate,
				round.rate(), round.percentiles().p50(), round.percentiles().p90(), round.percentiles().p99(),
				round.percentiles().p999());
	}

}
