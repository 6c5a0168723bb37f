package io.opnum.rpc.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs every stack beside each other: server and client in JVMs of their own, rounds
 * interleaved, so that what the machine does meanwhile falls on all of them alike. Prints
 * medians, and ratios to the first stack taken round by round.
 * <p>
 * Arguments: {@code --rounds=7 --millis=500 --warmup=2500 --stacks=netty,grpc,opnum
 * --scenarios=add-one-1,order-64-async}. Stacks that this JVM or machine does not have
 * are left out.
 */
public final class Compare {

	private static final String SCENARIOS = "add-one-1,add-one-64,add-one-64-async,order-1,order-64,order-64-async,mib-1";

	private Compare() {
	}

	/**
	 * Run the comparison.
	 * @param args the arguments
	 * @throws Exception if a child fails
	 */
	public static void main(String[] args) throws Exception {
		Options options = new Options(args);
		int rounds = options.number("rounds", 7);
		int millis = options.number("millis", 500);
		int warmup = options.number("warmup", 2500);
		List<Stack> stacks = options
			.constants("stacks", Stack.class,
					"netty,netty-nio,netty-hop,grpc,grpc-direct,rmi,dubbo,opnum,opnum-direct,opnum-virtual")
			.stream()
			.filter(Compare::isThere)
			.toList();
		System.out.printf("%s, %d rounds of %d ms, warm-up %d ms%n%n", Options.machine(), rounds, millis, warmup);
		List<RoundTable> tables = new ArrayList<>();
		Map<Stack, StackPair> pairs = new EnumMap<>(Stack.class);
		try {
			for (Stack stack : stacks) {
				pairs.put(stack, new StackPair(stack));
			}
			for (Scenario scenario : options.constants("scenarios", Scenario.class, SCENARIOS)) {
				tables.add(compare(scenario, pairs.values(), rounds, millis, warmup));
			}
		}
		finally {
			pairs.values().forEach(StackPair::close);
		}
		printSummary(stacks, tables);
	}

	private static boolean isThere(Stack stack) {
		if (!stack.isThere()) {
			System.out.printf("%s is not there on this JVM or machine%n", stack.label());
		}
		return stack.isThere();
	}

	private static RoundTable compare(Scenario scenario, Iterable<StackPair> all, int rounds, int millis, int warmup)
			throws Exception {
		List<StackPair> pairs = new ArrayList<>();
		RoundTable table = new RoundTable(scenario, new EnumMap<>(Stack.class));
		for (StackPair pair : all) {
			if (!scenario.asynchronous || pair.stack().isAsynchronous()) {
				pair.run(scenario, warmup);
				pairs.add(pair);
				table.rounds().put(pair.stack(), new ArrayList<>());
			}
		}
		for (int round = 0; round < rounds; round++) {
			for (StackPair pair : pairs) {
				table.rounds().get(pair.stack()).add(pair.run(scenario, millis));
			}
			System.err.printf("%s: round %d of %d%n", scenario.label(), round + 1, rounds);
		}
		table.print(System.out);
		return table;
	}

	/** All ratios in one table. */
	private static void printSummary(List<Stack> stacks, List<RoundTable> tables) {
		System.out.printf("calls per second to those of %s%n%n| stack |", stacks.get(0).label());
		tables.forEach((table) -> System.out.printf(" %s |", table.scenario().label()));
		System.out.printf("%n|---|%s%n", "---|".repeat(tables.size()));
		for (Stack stack : stacks) {
			System.out.printf("| %s |", stack.label());
			for (RoundTable table : tables) {
				System.out.print(table.rounds().containsKey(stack)
						? String.format(Locale.ROOT, " %.2f |", table.ratio(stack)) : " – |");
			}
			System.out.println();
		}
	}

}
