package io.opnum.rpc.benchmarks;

import java.util.List;
import java.util.stream.IntStream;

import io.opnum.rpc.benchmarks.grpc.ProtobufReading;
import io.opnum.rpc.benchmarks.grpc.ProtobufReadings;

/**
 * A structure of numbers.
 */
public record Reading(long time, int sensor, int quality, double value) {

	/**
	 * A thousand of them.
	 */
	static List<Reading> thousand() {
		return ofCount(1000);
	}

	static List<Reading> ofCount(int count) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new Reading(1_795_000_000_000L + i * 250, i % 16, i % 100, 20 + i / 1000.0))
			.toList();
	}

	static ProtobufReadings toProtobuf(List<Reading> readings) {
		ProtobufReadings.Builder builder = ProtobufReadings.newBuilder();
		for (Reading reading : readings) {
			builder.addReadings(ProtobufReading.newBuilder()
				.setTime(reading.time())
				.setSensor(reading.sensor())
				.setQuality(reading.quality())
				.setValue(reading.value()));
		}
		return builder.build();
	}

	static List<Reading> ofProtobuf(ProtobufReadings readings) {
		return readings.getReadingsList()
			.stream()
			.map((reading) -> new Reading(reading.getTime(), reading.getSensor(), reading.getQuality(),
					reading.getValue()))
			.toList();
	}

}
