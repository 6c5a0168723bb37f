package io.opnum.rpc.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;

/**
 * A list of structures to octets and back. The figure is nanoseconds of processor time
 * for each structure.
 */
final class ListMarshalling implements Growth.Measured {

	private static volatile Object sink = "";

	private final OperationStub operation = MarshalledValue.of("structures").operation();

	private final List<Reading> readings;

	ListMarshalling(int size) {
		this.readings = Reading.ofCount(size);
	}

	@Override
	public double run(int size, int millis) {
		ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(1 << 20);
		try {
			long start = Usage.threadCpuNanos();
			long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
			long now = start;
			long count = 0;
			while (now < end) {
				for (int i = 0; i < 10_000 / size; i++) {
					buffer.clear();
					this.operation.marshalRequest(new NdrWriter(buffer, NdrFormat.NDR), new Object[] { this.readings });
					sink = this.operation.unmarshalRequest(new NdrReader(buffer, NdrFormat.NDR));
				}
				count += 10_000;
				now = Usage.threadCpuNanos();
			}
			return (double) (now - start) / count;
		}
		finally {
			buffer.release();
		}
	}

}
