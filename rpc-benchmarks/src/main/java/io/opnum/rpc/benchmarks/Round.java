package io.opnum.rpc.benchmarks;

import java.util.List;
import java.util.stream.Stream;

import org.HdrHistogram.Histogram;

/**
 * One round of one stack.
 *
 * @param cpuNanos the processor time of client and server
 */
record Round(long calls, long nanos, long cpuNanos, long clientOctets, long serverOctets, Percentiles percentiles) {

	double rate() {
		return this.calls * 1e9 / this.nanos;
	}

	double cpuMicrosPerCall() {
		return this.cpuNanos / 1e3 / this.calls;
	}

	double clientOctetsPerCall() {
		return (double) this.clientOctets / this.calls;
	}

	double serverOctetsPerCall() {
		return (double) this.serverOctets / this.calls;
	}

	/**
	 * The latencies of its calls, in microseconds.
	 */
	record Percentiles(double p50, double p90, double p99, double p999) {

		static Percentiles of(Histogram nanos) {
			return new Percentiles(nanos.getValueAtPercentile(50) / 1e3, nanos.getValueAtPercentile(90) / 1e3,
					nanos.getValueAtPercentile(99) / 1e3, nanos.getValueAtPercentile(99.9) / 1e3);
		}

		/** Read what {@link #toString()} made. */
		static Percentiles parse(String text) {
			List<Double> values = Stream.of(text.split(",")).map(Double::valueOf).toList();
			return new Percentiles(values.get(0), values.get(1), values.get(2), values.get(3));
		}

		@Override
		public String toString() {
			return this.p50 + "," + this.p90 + "," + this.p99 + "," + this.p999;
		}

	}

}
