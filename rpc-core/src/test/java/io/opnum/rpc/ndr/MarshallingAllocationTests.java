package io.opnum.rpc.ndr;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcInterface;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What marshalling allocates beside the values themselves, which depends neither on the
 * machine nor on compilers.
 */
class MarshallingAllocationTests {

	/** Writer or reader, arguments, iterators: not more for more lines. */
	private static final long PER_CALL = 1024;

	private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final OperationStub place = RoundTrip.operation(Orders.class, "place");

	private final OperationStub record = RoundTrip.operation(Orders.class, "record");

	static List<NdrFormat> formats() {
		return List.of(NdrFormat.NDR, NdrFormat.NDR64);
	}

	@ParameterizedTest
	@MethodSource("formats")
	void nothingIsAllocatedForWhatIsWritten(NdrFormat format) {
		ByteBuf stub = Unpooled.buffer(1 << 20);
		Order order = Order.of(1000);
		List<Reading> readings = Collections.nCopies(1000, new Reading(1, 2, 3, 4));
		assertThat(allocated(() -> written(this.place, order, stub, format))).isLessThan(PER_CALL);
		assertThat(allocated(() -> written(this.record, readings, stub, format))).isLessThan(PER_CALL);
	}

	@ParameterizedTest
	@MethodSource("formats")
	void nothingButTheValuesIsAllocatedForWhatIsRead(NdrFormat format) {
		for (int lines : new int[] { 10, 1000 }) {
			ByteBuf stub = written(this.place, Order.of(lines), Unpooled.buffer(1 << 20), format);
			long values = allocated(() -> Order.of(lines));
			assertThat(allocated(() -> read(this.place, stub, format))).isLessThan(values + PER_CALL);
		}
	}

	@ParameterizedTest
	@MethodSource("formats")
	void numbersOfStructuresAreNotBoxed(NdrFormat format) {
		ByteBuf stub = written(this.record, Reading.thousand(), Unpooled.buffer(1 << 20), format);
		long values = allocated(Reading::thousand);
		assertThat(allocated(() -> read(this.record, stub, format))).isLessThan(values + PER_CALL);
	}

	@Test
	void boxesWouldBeNoticed() {
		Object[] boxes = new Object[1000];
		assertThat(allocated(() -> {
			for (int i = 0; i < boxes.length; i++) {
				boxes[i] = 1_000_000L + i;
			}
			return boxes;
		})).isGreaterThan(PER_CALL);
	}

	private static ByteBuf written(OperationStub operation, Object argument, ByteBuf stub, NdrFormat format) {
		stub.clear();
		operation.marshalRequest(new NdrWriter(stub, format), new Object[] { argument });
		return stub;
	}

	private static Object read(OperationStub operation, ByteBuf stub, NdrFormat format) {
		stub.readerIndex(0);
		return operation.unmarshalRequest(new NdrReader(stub, format));
	}

	/**
	 * The least that the thread allocates, as classes may be loaded meanwhile.
	 */
	private static long allocated(Supplier<@Nullable Object> code) {
		long thread = Thread.currentThread().getId();
		long least = Long.MAX_VALUE;
		for (int i = 0; i < 20; i++) {
			long before = THREADS.getThreadAllocatedBytes(thread);
			assertThat(code.get() != null).isTrue();
			least = Math.min(least, THREADS.getThreadAllocatedBytes(thread) - before);
		}
		return least;
	}

	@RpcInterface
	interface Orders {

		void place(Order order);

		void record(List<Reading> readings);

	}

	record Order(long id, String customer, List<Line> lines) {

		/** As a reader makes one. */
		@SuppressWarnings("deprecation")
		static Order of(int count) {
			byte[] octets = "SKU-0000000".getBytes();
			Object[] lines = new Object[count];
			for (int i = 0; i < count; i++) {
				lines[i] = new Line(new String(octets, 0, 0, octets.length), i, 1999L + i);
			}
			return new Order(4711, new String(octets, 0, 0, octets.length), list(lines));
		}

		@SuppressWarnings("unchecked")
		private static <T> List<T> list(Object[] values) {
			return (List<T>) Collections.unmodifiableList(Arrays.asList(values));
		}

	}

	record Line(String sku, int quantity, long priceCents) {

	}

	record Reading(long time, int sensor, int quality, double value) {

		static List<Reading> thousand() {
			List<Reading> readings = new ArrayList<>(1000);
			for (int i = 0; i < 1000; i++) {
				readings.add(new Reading(i, i, i, i));
			}
			return readings;
		}

	}

}
