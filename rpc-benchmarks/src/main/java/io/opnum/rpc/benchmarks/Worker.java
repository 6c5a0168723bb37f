package io.opnum.rpc.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;

import io.opnum.rpc.benchmarks.Round.Percentiles;
import org.HdrHistogram.Histogram;

/**
 * One side of one stack, in its own JVM: reads commands, answers each with a line.
 */
final class Worker {

	private Worker() {
	}

	/**
	 * Run a side.
	 * @param args {@code server} or {@code client}, the stack, the port
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		Stack stack = Stack.valueOf(args[1]);
		int port = Integer.parseInt(args[2]);
		if (args[0].equals("server")) {
			serve(stack, port);
		}
		else {
			call(stack, port);
		}
		System.exit(0);
	}

	private static void serve(Stack stack, int port) throws Exception {
		try (AutoCloseable server = stack.server(port)) {
			System.out.println("ready");
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			while (in.readLine() != null) {
				System.out.println(Usage.allocatedOctets() + " " + Usage.cpuNanos());
			}
		}
	}

	private static void call(Stack stack, int port) throws Exception {
		try (Stack.Client client = stack.client(port)) {
			Order order = Order.ofTenLines();
			if (client.addOne(41) != 42 || !client.place(order).equals(order.receipt())
					|| client.echo(new byte[] { 1, 2, 3 }).length != 3) {
				throw new IllegalStateException("Wrong answer");
			}
			System.out.println("ready");
			BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				System.out.println(run(client, line.split(" ")));
			}
		}
	}

	private static String run(Stack.Client client, String[] command) throws Exception {
		Caller caller = new Caller(client, Scenario.valueOf(command[1]), Integer.parseInt(command[2]));
		long octets = Usage.allocatedOctets();
		long cpu = Usage.cpuNanos();
		long start = System.nanoTime();
		Histogram latencies = command[0].equals("load") ? caller.atRate(Long.parseLong(command[3]))
				: caller.asFastAsCan();
		long nanos = System.nanoTime() - start;
		return "%d %d %d %d %s".formatted(latencies.getTotalCount(), nanos, Usage.allocatedOctets() - octets,
				Usage.cpuNanos() - cpu, Percentiles.of(latencies));
	}

}
