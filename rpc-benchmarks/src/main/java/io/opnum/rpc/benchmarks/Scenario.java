package io.opnum.rpc.benchmarks;

import java.util.concurrent.CompletableFuture;

/**
 * What is measured: a call, and how many of it are in flight.
 */
enum Scenario {

	ADD_ONE_1(Call.ADD_ONE, 1, false),

	ADD_ONE_64(Call.ADD_ONE, 64, false),

	ADD_ONE_64_ASYNC(Call.ADD_ONE, 64, true),

	ORDER_1(Call.ORDER, 1, false),

	ORDER_64(Call.ORDER, 64, false),

	ORDER_64_ASYNC(Call.ORDER, 64, true),

	MIB_1(Call.MIB, 1, false);

	final int inFlight;

	final boolean asynchronous;

	private final Call call;

	Scenario(Call call, int inFlight, boolean asynchronous) {
		this.call = call;
		this.inFlight = inFlight;
		this.asynchronous = asynchronous;
	}

	/** Make the call and wait for its answer. */
	void call(Stack.Client client) throws Exception {
		switch (this.call) {
			case ADD_ONE -> client.addOne(41);
			case ORDER -> client.place(Call.TEN_LINES);
			case MIB -> client.echo(Call.OCTETS);
		}
	}

	/** Make the call. */
	CompletableFuture<?> begin(Stack.Client client) {
		return switch (this.call) {
			case ADD_ONE -> client.addOneAsync(41);
			case ORDER -> client.placeAsync(Call.TEN_LINES);
			case MIB -> throw new UnsupportedOperationException();
		};
	}

	String label() {
		return this.call.label + ", " + ((this.inFlight == 1) ? "1 in flight"
				: this.inFlight + (this.asynchronous ? " in flight, asynchronous" : " blocking threads"));
	}

	private enum Call {

		ADD_ONE("add-one"),

		ORDER("10-line order"),

		MIB("1 MiB there and back");

		static final Order TEN_LINES = Order.ofTenLines();

		static final byte[] OCTETS = new byte[1 << 20];

		private final String label;

		Call(String label) {
			this.label = label;
		}

	}

}
