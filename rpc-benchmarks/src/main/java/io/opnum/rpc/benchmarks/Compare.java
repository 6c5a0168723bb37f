package io.opnum.rpc.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Runs every stack beside each other: server and client in JVMs of their own, rounds
 * interleaved, so that what the machine does meanwhile falls on all of them alike. Prints
 * medians, and ratios to the first stack taken round by round.
 * <p>
 * Arguments: {@code --rounds=7 --millis=2000 --warmup=6000 --stacks=netty,grpc,opnum
 * --scenarios=add-one-1,order-64-async}
 */
public final class Compare {

	private Compare() {
	}

	/**
	 * Run the comparison, or, as a child of it, one side of one stack.
	 * @param args the arguments
	 * @throws Exception if a child fails
	 */
	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("server")) {
			Worker.server(Stack.valueOf(args[1]), Integer.parseInt(args[2]));
			return;
		}
		if (args.length > 0 && args[0].equals("client")) {
			Worker.client(Stack.valueOf(args[1]), Integer.parseInt(args[2]));
			return;
		}
		int rounds = Integer.parseInt(option(args, "rounds", "7"));
		int millis = Integer.parseInt(option(args, "millis", "2000"));
		int warmup = Integer.parseInt(option(args, "warmup", "6000"));
		List<Stack> stacks = Arrays
			.stream(option(args, "stacks", "netty,netty-hop,grpc,grpc-direct,opnum,opnum-direct").split(","))
			.map((name) -> Stack.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
			.toList();
		List<Scenario> scenarios = Arrays
			.stream(option(args, "scenarios", "add-one-1,add-one-64,add-one-64-async,order-1,order-64,order-64-async")
				.split(","))
			.map((name) -> Scenario.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
			.toList();
		System.out.printf("%s %s, %s, %d processors, %d rounds of %d ms, warm-up %d ms%n%n",
				System.getProperty("java.vm.name"), System.getProperty("java.version"), System.getProperty("os.arch"),
				Runtime.getRuntime().availableProcessors(), rounds, millis, warmup);
		Map<Stack, Pair> pairs = new EnumMap<>(Stack.class);
		try {
			for (Stack stack : stacks) {
				pairs.put(stack, new Pair(stack));
			}
			for (Scenario scenario : scenarios) {
				compare(scenario, pairs, rounds, millis, warmup);
			}
		}
		finally {
			pairs.values().forEach(Pair::close);
		}
	}

	static String option(String[] args, String name, String otherwise) {
		for (String arg : args) {
			if (arg.startsWith("--" + name + "=")) {
				return arg.substring(name.length() + 3);
			}
		}
		return otherwise;
	}

	private static void compare(Scenario scenario, Map<Stack, Pair> pairs, int rounds, int millis, int warmup)
			throws Exception {
		Map<Stack, List<Result>> results = new EnumMap<>(Stack.class);
		for (Pair pair : pairs.values()) {
			pair.run(scenario, warmup);
			results.put(pair.stack, new ArrayList<>());
		}
		for (int round = 0; round < rounds; round++) {
			for (Pair pair : pairs.values()) {
				results.get(pair.stack).add(pair.run(scenario, millis));
			}
			System.err.printf("%s: round %d of %d%n", scenario.label(), round + 1, rounds);
		}
		Stack base = results.keySet().iterator().next();
		System.out.printf("%s%n%n", scenario.label());
		System.out.printf(
				"| stack | calls/s | to %s | spread | p50 µs | p99 µs | CPU µs/call | B/call client | server |%n",
				base.label());
		System.out.printf("|---|---|---|---|---|---|---|---|---|%n");
		for (Map.Entry<Stack, List<Result>> entry : results.entrySet()) {
			List<Result> own = entry.getValue();
			double[] ratios = new double[rounds];
			for (int i = 0; i < rounds; i++) {
				ratios[i] = own.get(i).rate() / results.get(base).get(i).rate();
			}
			Arrays.sort(ratios);
			System.out.printf(Locale.ROOT, "| %s | %,.0f | %.2f | %.2f–%.2f | %.1f | %.1f | %.1f | %,.0f | %,.0f |%n",
					entry.getKey().label(), median(own, Result::rate), ratios[rounds / 2], ratios[0],
					ratios[rounds - 1], median(own, Result::p50Micros), median(own, Result::p99Micros),
					median(own, Result::cpuMicrosPerCall), median(own, Result::clientBytesPerCall),
					median(own, Result::serverBytesPerCall));
		}
		System.out.println();
	}

	private static double median(List<Result> results, java.util.function.ToDoubleFunction<Result> figure) {
		double[] sorted = results.stream().mapToDouble(figure).sorted().toArray();
		return sorted[sorted.length / 2];
	}

	/**
	 * What is measured.
	 */
	enum Scenario {

		ADD_ONE_1("add-one, 1 in flight", false, 1, false),
		ADD_ONE_64("add-one, 64 blocking threads", false, 64, false),
		ADD_ONE_64_ASYNC("add-one, 64 in flight, asynchronous", false, 64, true),
		ORDER_1("10-line order, 1 in flight", true, 1, false),
		ORDER_64("10-line order, 64 blocking threads", true, 64, false),
		ORDER_64_ASYNC("10-line order, 64 in flight, asynchronous", true, 64, true);

		private final String label;

		final boolean order;

		final int inFlight;

		final boolean asynchronous;

		Scenario(String label, boolean order, int inFlight, boolean asynchronous) {
			this.label = label;
			this.order = order;
			this.inFlight = inFlight;
			this.asynchronous = asynchronous;
		}

		String label() {
			return this.label;
		}

	}

	/**
	 * One round of one stack.
	 */
	record Result(long calls, long nanos, long cpuNanos, long clientBytes, long serverBytes, double p50Micros,
			double p99Micros) {

		double rate() {
			return this.calls * 1e9 / this.nanos;
		}

		double cpuMicrosPerCall() {
			return this.cpuNanos / 1e3 / this.calls;
		}

		double clientBytesPerCall() {
			return (double) this.clientBytes / this.calls;
		}

		double serverBytesPerCall() {
			return (double) this.serverBytes / this.calls;
		}

	}

	/**
	 * Server and client of one stack, each in a JVM of its own.
	 */
	private static final class Pair implements AutoCloseable {

		private final Stack stack;

		private final ChildProcess server;

		private final ChildProcess client;

		Pair(Stack stack) throws Exception {
			this.stack = stack;
			String port = ChildProcess.freePort();
			this.server = new ChildProcess(Compare.class, "server", stack.name(), port);
			this.client = new ChildProcess(Compare.class, "client", stack.name(), port);
		}

		Result run(Scenario scenario, int millis) throws Exception {
			String[] before = this.server.ask("usage").split(" ");
			String[] client = this.client.ask("run %s %d".formatted(scenario.name(), millis)).split(" ");
			String[] after = this.server.ask("usage").split(" ");
			long serverBytes = Long.parseLong(after[0]) - Long.parseLong(before[0]);
			long serverCpu = Long.parseLong(after[1]) - Long.parseLong(before[1]);
			return new Result(Long.parseLong(client[0]), Long.parseLong(client[1]),
					serverCpu + Long.parseLong(client[3]), Long.parseLong(client[2]), serverBytes,
					Double.parseDouble(client[4]), Double.parseDouble(client[5]));
		}

		@Override
		public void close() {
			this.client.close();
			this.server.close();
		}

	}

}
