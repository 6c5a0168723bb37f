package io.opnum.rpc.benchmarks;

import java.util.concurrent.TimeUnit;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Marshalling alone: from Java values to octets and back, by the compiled NDR stub and by
 * protobuf.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class Marshalling {

	/**
	 * What is marshalled: an order of ten lines, one of a thousand, a list of a thousand
	 * structures of numbers, 1 MiB of octets.
	 */
	@Param({ "order", "lines", "structures", "bytes" })
	String value;

	private MarshalledValue<?, ?> marshalled;

	private MessageLite message;

	private final ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(2 << 20);

	/** Make the value. */
	@Setup
	public void make() {
		this.marshalled = MarshalledValue.of(this.value);
		this.message = this.marshalled.message();
	}

	/**
	 * Java values to NDR and back.
	 * @return the arguments read
	 */
	@Benchmark
	public Object ndr() {
		return through(NdrFormat.NDR);
	}

	/**
	 * Java values to NDR64 and back.
	 * @return the arguments read
	 */
	@Benchmark
	public Object ndr64() {
		return through(NdrFormat.NDR64);
	}

	/**
	 * Java values to protobuf messages, to octets and back.
	 * @return the value read
	 * @throws InvalidProtocolBufferException never
	 */
	@Benchmark
	public Object protobuf() throws InvalidProtocolBufferException {
		return this.marshalled.throughProtobuf();
	}

	/**
	 * A protobuf message that is there already to octets, and back to a message.
	 * @return the message read
	 * @throws InvalidProtocolBufferException never
	 */
	@Benchmark
	public Object protobufMessage() throws InvalidProtocolBufferException {
		return this.marshalled.parse(this.message.toByteArray());
	}

	private Object through(NdrFormat format) {
		this.buffer.clear();
		this.marshalled.operation()
			.marshalRequest(new NdrWriter(this.buffer, format), new Object[] { this.marshalled.value() });
		return this.marshalled.operation().unmarshalRequest(new NdrReader(this.buffer, format));
	}

	/** Give back the buffer. */
	@TearDown
	public void release() {
		this.buffer.release();
	}

}
