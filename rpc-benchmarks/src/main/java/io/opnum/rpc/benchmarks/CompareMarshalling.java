package io.opnum.rpc.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import com.sun.management.ThreadMXBean;

/**
 * The benchmarks of {@link Marshalling} for machines that are busy: short rounds of all
 * of them take turns, the processor time of the thread is what counts, and ratios are
 * taken round by round.
 */
public final class CompareMarshalling {

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private static final List<String> VALUES = List.of("order", "lines", "structures", "bytes");

	private static final String BASE = "protobuf";

	private static volatile Object sink = "";

	private CompareMarshalling() {
	}

	/**
	 * Compare.
	 * @param args the number of rounds, and the milliseconds of each; 15 and 100 if
	 * missing
	 * @throws Exception never
	 */
	public static void main(String[] args) throws Exception {
		int rounds = (args.length > 0) ? Integer.parseInt(args[0]) : 15;
		long millis = (args.length > 1) ? Long.parseLong(args[1]) : 100;
		for (String value : (args.length > 2) ? List.of(args[2].split(",")) : VALUES) {
			compare(value, rounds, millis);
		}
	}

	private static void compare(String value, int rounds, long millis) throws Exception {
		Marshalling marshalling = new Marshalling();
		marshalling.value = value;
		marshalling.make();
		Map<String, Callable<Object>> candidates = new LinkedHashMap<>();
		candidates.put(BASE, marshalling::protobuf);
		candidates.put("protobufMessage", marshalling::protobufMessage);
		candidates.put("ndr", marshalling::ndr);
		candidates.put("ndr64", marshalling::ndr64);
		Map<String, List<Round>> results = new LinkedHashMap<>();
		for (int round = -rounds / 3; round < rounds; round++) {
			for (Map.Entry<String, Callable<Object>> candidate : candidates.entrySet()) {
				Round result = run(candidate.getValue(), millis);
				if (round >= 0) {
					results.computeIfAbsent(candidate.getKey(), (key) -> new ArrayList<>()).add(result);
				}
			}
		}
		marshalling.release();
		List<Round> base = results.get(BASE);
		results.forEach((name, all) -> {
			List<Double> ratios = new ArrayList<>();
			for (int i = 0; i < all.size(); i++) {
				ratios.add(base.get(i).nanoseconds() / all.get(i).nanoseconds());
			}
			System.out.printf("%-12s %-16s %12.0f ns  %5.2f (%.2f to %.2f) times as fast as %s  %12.0f octets%n", value,
					name, median(all.stream().map(Round::nanoseconds).toList()), median(ratios),
					Collections.min(ratios), Collections.max(ratios), BASE,
					median(all.stream().map(Round::octets).toList()));
		});
	}

	private static Round run(Callable<Object> operation, long millis) throws Exception {
		long thread = Thread.currentThread().getId();
		long octets = THREADS.getThreadAllocatedBytes(thread);
		long start = THREADS.getCurrentThreadCpuTime();
		long end = start;
		int count = 0;
		while (end - start < millis * 1_000_000) {
			for (int i = 0; i < 8; i++) {
				sink = operation.call();
			}
			count += 8;
			end = THREADS.getCurrentThreadCpuTime();
		}
		return new Round((double) (end - start) / count,
				(double) (THREADS.getThreadAllocatedBytes(thread) - octets) / count);
	}

	private static double median(List<Double> values) {
		return values.stream().sorted(Comparator.naturalOrder()).toList().get(values.size() / 2);
	}

	/**
	 * What a round took for each value.
	 */
	private record Round(double nanoseconds, double octets) {

	}

}
