package io.opnum.rpc.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Pipes beside streams of grpc-java and bare sockets: server and client in JVMs of their
 * own, transfers of all stacks in turns, ratios to the first stack taken round by round.
 * <p>
 * Arguments: {@code --rounds=15 --warmup=5 --mib=64 --stacks=netty,socket,grpc,opnum
 * --directions=upload,download}. A round is one transfer.
 */
public final class CompareTransfers {

	private CompareTransfers() {
	}

	/**
	 * Run the comparison, or, as a child of it, one side of one stack.
	 * @param args the arguments
	 * @throws Exception if a child fails
	 */
	public static void main(String[] args) throws Exception {
		if (args.length > 0 && args[0].equals("server")) {
			serve(TransferStack.valueOf(args[1]), Integer.parseInt(args[2]));
			return;
		}
		if (args.length > 0 && args[0].equals("client")) {
			call(TransferStack.valueOf(args[1]), Integer.parseInt(args[2]));
			return;
		}
		int rounds = Integer.parseInt(new Options(args).text("rounds", "15"));
		int warmup = Integer.parseInt(new Options(args).text("warmup", "5"));
		int mib = Integer.parseInt(new Options(args).text("mib", "64"));
		List<TransferStack> stacks = Arrays
			.stream(new Options(args).text("stacks", "netty,socket,grpc,grpc-direct,opnum").split(","))
			.map((name) -> TransferStack.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
			.toList();
		System.out.printf("%s %s, %d processors, %d rounds of %d MiB after %d%n%n", System.getProperty("java.vm.name"),
				System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(), rounds, mib, warmup);
		Map<TransferStack, Pair> pairs = new EnumMap<>(TransferStack.class);
		try {
			for (TransferStack stack : stacks) {
				pairs.put(stack, new Pair(stack));
			}
			for (String direction : new Options(args).text("directions", "upload,download").split(",")) {
				compare(direction, pairs, stacks.get(0), rounds, warmup, mib);
			}
		}
		finally {
			pairs.values().forEach(Pair::close);
		}
	}

	private static void compare(String direction, Map<TransferStack, Pair> pairs, TransferStack base, int rounds,
			int warmup, int mib) throws Exception {
		Map<TransferStack, List<Round>> results = new EnumMap<>(TransferStack.class);
		for (int round = -warmup; round < rounds; round++) {
			for (Map.Entry<TransferStack, Pair> pair : pairs.entrySet()) {
				Round result = pair.getValue().run(direction, mib);
				if (round >= 0) {
					results.computeIfAbsent(pair.getKey(), (key) -> new ArrayList<>()).add(result);
				}
			}
		}
		System.out.printf("%s%n%n| stack | MiB/s | to %s | spread | CPU to %s | B allocated/KiB client | server |%n",
				direction, base.label(), base.label());
		System.out.printf("|---|---|---|---|---|---|---|%n");
		results.forEach((stack, own) -> {
			double[] rates = ratios(results.get(base), own, Round::nanos);
			System.out.printf(Locale.ROOT, "| %s | %,.0f | %.2f | %.2f–%.2f | %.2f | %,.1f | %,.1f |%n", stack.label(),
					median(own.stream().mapToDouble((round) -> mib * 1e9 / round.nanos()).toArray()), median(rates),
					rates[0], rates[rates.length - 1],
					1 / median(ratios(results.get(base), own, (round) -> round.clientCpu() + round.serverCpu())),
					median(own.stream().mapToDouble((round) -> round.clientBytes() / 1024.0 / mib).toArray()),
					median(own.stream().mapToDouble((round) -> round.serverBytes() / 1024.0 / mib).toArray()));
		});
		System.out.println();
	}

	/** Sorted, larger where a stack needs less than the base. */
	private static double[] ratios(List<Round> base, List<Round> own, ToDoubleFunction<Round> figure) {
		double[] ratios = new double[own.size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = figure.applyAsDouble(base.get(i)) / figure.applyAsDouble(own.get(i));
		}
		Arrays.sort(ratios);
		return ratios;
	}

	private static double median(double[] figures) {
		double[] sorted = figures.clone();
		Arrays.sort(sorted);
		return sorted[sorted.length / 2];
	}

	private static void serve(TransferStack stack, int port) throws Exception {
		try (AutoCloseable server = stack.server(port)) {
			System.out.println("ready");
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			while (in.readLine() != null) {
				System.out.println(Usage.cpuNanos() + " " + Usage.allocatedOctets());
			}
		}
		System.exit(0);
	}

	private static void call(TransferStack stack, int port) throws Exception {
		try (TransferStack.Client client = stack.client(port)) {
			System.out.println("ready");
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				String[] command = line.split(" ");
				long length = Long.parseLong(command[1]);
				long bytes = Usage.allocatedOctets();
				long cpu = Usage.cpuNanos();
				long start = System.nanoTime();
				long came = command[0].equals("upload") ? client.upload(length) : client.download(length);
				long nanos = System.nanoTime() - start;
				System.out.println((came != length) ? "error: only %d came".formatted(came)
						: "%d %d %d".formatted(nanos, Usage.cpuNanos() - cpu, Usage.allocatedOctets() - bytes));
			}
		}
		System.exit(0);
	}

	/**
	 * One transfer.
	 */
	private record Round(long nanos, long clientCpu, long clientBytes, long serverCpu, long serverBytes) {

	}

	/**
	 * Server and client of one stack, each in a JVM of its own.
	 */
	private static final class Pair implements AutoCloseable {

		private final ChildProcess server;

		private final ChildProcess client;

		Pair(TransferStack stack) throws Exception {
			String port = ChildProcess.freePort();
			this.server = new ChildProcess(CompareTransfers.class, "server", stack.name(), port);
			this.client = new ChildProcess(CompareTransfers.class, "client", stack.name(), port);
		}

		Round run(String direction, int mib) throws Exception {
			String[] before = this.server.ask("usage").split(" ");
			String[] client = this.client.ask("%s %d".formatted(direction, mib * 1024L * 1024L)).split(" ");
			String[] after = this.server.ask("usage").split(" ");
			return new Round(Long.parseLong(client[0]), Long.parseLong(client[1]), Long.parseLong(client[2]),
					Long.parseLong(after[0]) - Long.parseLong(before[0]),
					Long.parseLong(after[1]) - Long.parseLong(before[1]));
		}

		@Override
		public void close() {
			this.client.close();
			this.server.close();
		}

	}

}
