package io.opnum.rpc.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What grows, and what that costs: connections, idle connections, open context handles,
 * the endpoint map, lists. Prints small tables.
 * <p>
 * Arguments: {@code --parts=connections,handles,map,lists --rounds=5 --millis=300
 * --connections=2000 --handles=1000000}
 */
public final class Growth {

	private Growth() {
	}

	/**
	 * Measure.
	 * @param args the arguments
	 * @throws Exception if a child fails
	 */
	public static void main(String[] args) throws Exception {
		Options options = new Options(args);
		int rounds = options.number("rounds", 5);
		int millis = options.number("millis", 300);
		System.out.printf("%s, %d rounds of %d ms%n%n", Options.machine(), rounds, millis);
		for (String part : options.text("parts", "connections,handles,map,lists").split(",")) {
			switch (part) {
				case "connections" -> connections(options.number("connections", 2000), rounds, millis);
				case "handles" -> handles(options.number("handles", 1_000_000));
				case "map" -> table("entries of the endpoint map", "ns/lookup", EndpointMapLookup.sizes(), rounds,
						millis, EndpointMapLookup::new);
				case "lists" -> table("structures in a list", "ns/structure", List.of(10, 100, 1_000, 10_000), rounds,
						millis, ListMarshalling::new);
				default -> throw new IllegalArgumentException("There is no part " + part);
			}
		}
		System.exit(0);
	}

	private static void connections(int most, int rounds, int millis) throws Exception {
		try (GrowingServer.Process server = GrowingServer.start(); ManyConnections client = server.connect()) {
			long before = server.heapOctets();
			long own = Usage.heapOctets();
			client.open(most);
			System.out.printf(Locale.ROOT,
					"An idle connection takes %,d octets of heap at the server and %,d at the client (of %d)%n%n",
					(server.heapOctets() - before) / most, (Usage.heapOctets() - own) / most, most);
			List<Integer> counts = new ArrayList<>();
			for (int count = 1; count < most; count *= 10) {
				counts.add(count);
			}
			counts.add(most);
			client.run(most, 10 * millis);
			table("connections that calls take turns on", "calls/s", counts, rounds, millis, (count) -> client);
		}
	}

	private static void handles(int count) throws Exception {
		try (GrowingServer.Process server = GrowingServer.start(); ManyConnections client = server.connect()) {
			client.openHandles(10_000);
			long before = server.heapOctets();
			client.openHandles(count);
			System.out.printf(Locale.ROOT, "%,d open context handles take %,d octets of heap each at the server%n%n",
					count, (server.heapOctets() - before) / count);
		}
	}

	private static void table(String what, String unit, List<Integer> sizes, int rounds, int millis, Factory factory)
			throws Exception {
		List<Measured> measured = new ArrayList<>();
		for (int size : sizes) {
			measured.add(factory.of(size));
		}
		double[][] figures = new double[sizes.size()][rounds];
		for (int round = -1; round < rounds; round++) {
			for (int i = 0; i < sizes.size(); i++) {
				double figure = measured.get(i).run(sizes.get(i), millis);
				if (round >= 0) {
					figures[i][round] = figure;
				}
			}
		}
		System.out.printf("| %s | %s | to the first | spread |%n|---|---|---|---|%n", what, unit);
		for (int i = 0; i < sizes.size(); i++) {
			double[] own = figures[i].clone();
			double[] ratios = new double[rounds];
			for (int round = 0; round < rounds; round++) {
				ratios[round] = own[round] / figures[0][round];
			}
			Arrays.sort(ratios);
			Arrays.sort(own);
			System.out.printf(Locale.ROOT, "| %,d | %,.1f | %.2f | %.2f–%.2f |%n", sizes.get(i), own[rounds / 2],
					ratios[rounds / 2], ratios[0], ratios[rounds - 1]);
		}
		System.out.println();
	}

	/**
	 * What is measured at one size.
	 */
	interface Measured {

		/**
		 * Measure for a time.
		 * @return the figure
		 */
		double run(int size, int millis) throws Exception;

	}

	/**
	 * Makes what is measured.
	 */
	private interface Factory {

		Measured of(int size) throws Exception;

	}

}
