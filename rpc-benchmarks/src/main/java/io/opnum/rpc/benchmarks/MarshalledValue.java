package io.opnum.rpc.benchmarks;

import java.util.Arrays;
import java.util.List;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.benchmarks.grpc.GrpcOrder;
import io.opnum.rpc.benchmarks.grpc.ProtobufOctets;
import io.opnum.rpc.benchmarks.grpc.ProtobufReadings;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;

/**
 * A value that is marshalled, in Java and as a protobuf message.
 *
 * @param <T> its type in Java
 * @param <M> its type in protobuf
 */
abstract class MarshalledValue<T, M extends MessageLite> {

	private final OperationStub operation;

	private final T value;

	private final Parser<M> parser;

	private MarshalledValue(String operation, T value, Parser<M> parser) {
		this.operation = InterfaceStub.of(Values.class)
			.operations()
			.stream()
			.filter((each) -> each.name().equals(operation))
			.findFirst()
			.orElseThrow();
		this.value = value;
		this.parser = parser;
	}

	static MarshalledValue<?, ?> of(String name) {
		return switch (name) {
			case "order" -> new OfOrder(Order.ofTenLines());
			case "lines" -> new OfOrder(Order.ofLines(1000));
			case "structures" -> new OfReadings();
			case "bytes" -> new OfOctets();
			default -> throw new IllegalArgumentException(name);
		};
	}

	OperationStub operation() {
		return this.operation;
	}

	T value() {
		return this.value;
	}

	/**
	 * The value as a message, made anew.
	 */
	M message() {
		return toMessage(this.value);
	}

	M parse(byte[] octets) throws InvalidProtocolBufferException {
		return this.parser.parseFrom(octets);
	}

	/**
	 * Through a message to octets, and back.
	 */
	T throughProtobuf() throws InvalidProtocolBufferException {
		return ofMessage(parse(message().toByteArray()));
	}

	abstract M toMessage(T value);

	abstract T ofMessage(M message);

	/**
	 * The values as parameters.
	 */
	@RpcInterface
	interface Values {

		void order(Order order);

		void readings(List<Reading> readings);

		void octets(byte[] octets);

	}

	private static final class OfOrder extends MarshalledValue<Order, GrpcOrder> {

		OfOrder(Order order) {
			super("order", order, GrpcOrder.parser());
		}

		@Override
		GrpcOrder toMessage(Order value) {
			return GrpcStack.order(value);
		}

		@Override
		Order ofMessage(GrpcOrder message) {
			return GrpcStack.order(message);
		}

	}

	private static final class OfReadings extends MarshalledValue<List<Reading>, ProtobufReadings> {

		OfReadings() {
			super("readings", Reading.thousand(), ProtobufReadings.parser());
		}

		@Override
		ProtobufReadings toMessage(List<Reading> value) {
			return Reading.toProtobuf(value);
		}

		@Override
		List<Reading> ofMessage(ProtobufReadings message) {
			return Reading.ofProtobuf(message);
		}

	}

	private static final class OfOctets extends MarshalledValue<byte[], ProtobufOctets> {

		OfOctets() {
			super("octets", octets(), ProtobufOctets.parser());
		}

		private static byte[] octets() {
			byte[] octets = new byte[1 << 20];
			Arrays.fill(octets, (byte) 7);
			return octets;
		}

		@Override
		ProtobufOctets toMessage(byte[] value) {
			return ProtobufOctets.newBuilder().setOctets(ByteString.copyFrom(value)).build();
		}

		@Override
		byte[] ofMessage(ProtobufOctets message) {
			return message.getOctets().toByteArray();
		}

	}

}
