package io.opnum.rpc.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The rounds of a scenario as a table: medians, and ratios to the first stack taken round
 * by round.
 */
record RoundTable(Scenario scenario, Map<Stack, List<Round>> rounds) {

	void print(PrintStream out) {
		Stack base = this.rounds.keySet().iterator().next();
		out.printf("%s%n%n", this.scenario.label());
		out.printf("| stack | calls/s | to %s | spread | p50 µs | p90 | p99 | p99.9 | CPU µs/call "
				+ "| octets/call client | server |%n", base.label());
		out.println("|---|---|---|---|---|---|---|---|---|---|---|");
		this.rounds.forEach((stack, own) -> {
			double[] ratios = ratios(own, this.rounds.get(base));
			out.printf(Locale.ROOT,
					"| %s | %,.0f | %.2f | %.2f–%.2f | %.1f | %.1f | %.1f | %.1f | %.1f | %,.0f | %,.0f |%n",
					stack.label(), median(own, Round::rate), ratios[ratios.length / 2], ratios[0],
					ratios[ratios.length - 1], median(own, (round) -> round.percentiles().p50()),
					median(own, (round) -> round.percentiles().p90()),
					median(own, (round) -> round.percentiles().p99()),
					median(own, (round) -> round.percentiles().p999()), median(own, Round::cpuMicrosPerCall),
					median(own, Round::clientOctetsPerCall), median(own, Round::serverOctetsPerCall));
		});
		out.println();
	}

	private static double[] ratios(List<Round> own, List<Round> base) {
		double[] ratios = new double[own.size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = own.get(i).rate() / base.get(i).rate();
		}
		Arrays.sort(ratios);
		return ratios;
	}

	/** The median of the ratios of a stack. */
	double ratio(Stack stack) {
		List<Round> own = this.rounds.get(stack);
		return ratios(own, this.rounds.values().iterator().next())[own.size() / 2];
	}

	private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
		double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
		return sorted[sorted.length / 2];
	}

}
