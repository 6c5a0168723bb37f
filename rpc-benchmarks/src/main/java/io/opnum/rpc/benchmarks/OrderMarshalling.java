package io.opnum.rpc.benchmarks;

import java.util.concurrent.TimeUnit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.opnum.rpc.benchmarks.grpc.GrpcOrder;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Marshalling alone: an order of ten lines from Java records to octets and back, by the
 * compiled NDR stub and by protobuf.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class OrderMarshalling {

	private final Order order = Order.ofTenLines();

	private final OperationStub place = placeStub();

	private final ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(4096);

	private static OperationStub placeStub() {
		return InterfaceStub.of(OrderDesk.class)
			.operations()
			.stream()
			.filter((operation) -> operation.name().equals("place"))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Records to NDR and back.
	 * @return the arguments read
	 */
	@Benchmark
	public Object ndr() {
		this.buffer.clear();
		this.place.marshalRequest(new NdrWriter(this.buffer, NdrFormat.NDR), new Object[] { this.order });
		return this.place.unmarshalRequest(new NdrReader(this.buffer, NdrFormat.NDR));
	}

	/**
	 * Records to protobuf and back.
	 * @return the order read
	 * @throws InvalidProtocolBufferException never
	 */
	@Benchmark
	public Object protobuf() throws InvalidProtocolBufferException {
		return GrpcStack.order(GrpcOrder.parseFrom(GrpcStack.order(this.order).toByteArray()));
	}

	/** Give back the buffer. */
	@TearDown
	public void release() {
		this.buffer.release();
	}

}
