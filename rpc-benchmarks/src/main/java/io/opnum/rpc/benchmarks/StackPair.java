package io.opnum.rpc.benchmarks;

import io.opnum.rpc.benchmarks.Round.Percentiles;

/**
 * Server and client of one stack, each in a JVM of its own.
 */
final class StackPair implements AutoCloseable {

	private final Stack stack;

	private final ChildProcess server;

	private final ChildProcess client;

	StackPair(Stack stack) throws Exception {
		this.stack = stack;
		String port = ChildProcess.freePort();
		this.server = new ChildProcess(Worker.class, "server", stack.name(), port);
		try {
			this.client = new ChildProcess(Worker.class, "client", stack.name(), port);
		}
		catch (Exception ex) {
			this.server.close();
			throw ex;
		}
	}

	Stack stack() {
		return this.stack;
	}

	/** Make calls for a time. */
	Round run(Scenario scenario, int millis) throws Exception {
		return measure("run %s %d".formatted(scenario.name(), millis));
	}

	/** Begin calls at a rate for a time, whether or not those before are answered. */
	Round load(Scenario scenario, int millis, long callsPerSecond) throws Exception {
		return measure("load %s %d %d".formatted(scenario.name(), millis, callsPerSecond));
	}

	private Round measure(String command) throws Exception {
		String[] before = this.server.ask("usage").split(" ");
		String[] client = this.client.ask(command).split(" ");
		String[] after = this.server.ask("usage").split(" ");
		long serverOctets = Long.parseLong(after[0]) - Long.parseLong(before[0]);
		long serverCpu = Long.parseLong(after[1]) - Long.parseLong(before[1]);
		return new Round(Long.parseLong(client[0]), Long.parseLong(client[1]), serverCpu + Long.parseLong(client[3]),
				Long.parseLong(client[2]), serverOctets, Percentiles.parse(client[4]));
	}

	@Override
	public void close() {
		this.client.close();
		this.server.close();
	}

}
