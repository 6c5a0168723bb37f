package io.opnum.rpc.testing;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.GoldenPdus;
import io.opnum.rpc.pdu.GoldenPdus.GoldenPdu;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A captured call that was not authenticated: the stubs of its request and response,
 * fragments joined.
 *
 * @param name the capture and the number of the request
 * @param opnum the operation number
 * @param request the stub of the request
 * @param requestFormat its layout
 * @param response the stub of the response, empty where that was a fault
 * @param responseFormat its layout
 */
public record CapturedCall(String name, int opnum, ByteBuf request, NdrFormat requestFormat, ByteBuf response,
		NdrFormat responseFormat) {

	private static final int FLAGS_OFFSET = 3;

	private static final int HEADER_LENGTH = 24;

	/**
	 * Return the calls of a capture.
	 * @param capture the name of the capture
	 * @return the calls, in the order of their requests
	 */
	public static List<CapturedCall> of(String capture) {
		List<List<GoldenPdu>> calls = new ArrayList<>();
		Map<Integer, List<GoldenPdu>> running = new HashMap<>();
		for (GoldenPdu pdu : GoldenPdus.all()) {
			if (pdu.name().startsWith(capture + "#") && pdu.type().matches("request|response")) {
				int callId = pdu.fields().get("call_id").asInt();
				boolean firstFragment = (pdu.octets().getByte(FLAGS_OFFSET) & 1) != 0;
				if (pdu.type().equals("request") && firstFragment) {
					running.put(callId, new ArrayList<>());
					calls.add(running.get(callId));
				}
				running.get(callId).add(pdu);
			}
		}
		return calls.stream().map(CapturedCall::of).toList();
	}

	private static CapturedCall of(List<GoldenPdu> pdus) {
		GoldenPdu first = pdus.get(0);
		return new CapturedCall(first.name(), first.fields().get("opnum").asInt(), stub(pdus, "request"),
				format(pdus, "request"), stub(pdus, "response"), format(pdus, "response"));
	}

	private static ByteBuf stub(List<GoldenPdu> pdus, String type) {
		ByteBuf[] fragments = pdus.stream()
			.filter((pdu) -> pdu.type().equals(type))
			.map((pdu) -> pdu.octets().skipBytes(HEADER_LENGTH))
			.toArray(ByteBuf[]::new);
		return Unpooled.copiedBuffer(fragments);
	}

	private static NdrFormat format(List<GoldenPdu> pdus, String type) {
		boolean bigEndian = pdus.stream()
			.filter((pdu) -> pdu.type().equals(type))
			.anyMatch((pdu) -> pdu.octets().getUnsignedByte(4) == 0);
		return new NdrFormat(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN, false);
	}

	/** Return whether a response was captured. */
	public boolean isAnswered() {
		return this.response.isReadable();
	}

	/**
	 * With another request.
	 * @param request the stub of the request
	 * @return a copy
	 */
	public CapturedCall withRequest(ByteBuf request) {
		return new CapturedCall(this.name, this.opnum, request, this.requestFormat, this.response, this.responseFormat);
	}

	/**
	 * As a call of another operation.
	 * @param opnum the operation number
	 * @return a copy
	 */
	public CapturedCall withOpnum(int opnum) {
		return new CapturedCall(this.name, opnum, this.request, this.requestFormat, this.response, this.responseFormat);
	}

	/**
	 * Return the operation that is called.
	 * @param rpcInterface the interface
	 * @return its stub
	 */
	public OperationStub operation(Class<?> rpcInterface) {
		OperationStub operation = InterfaceStub.of(rpcInterface).operation(this.opnum);
		assertThat(operation).isNotNull();
		return operation;
	}

	/**
	 * Read the request.
	 * @param rpcInterface the interface
	 * @return the arguments
	 */
	public @Nullable Object[] arguments(Class<?> rpcInterface) {
		return operation(rpcInterface).unmarshalRequest(new NdrReader(this.request.duplicate(), this.requestFormat));
	}

	/**
	 * Answer the request as a server does.
	 * @param rpcInterface the interface
	 * @param target what it is served by
	 * @return the stub of the answer, as the captured response is laid out
	 */
	public ByteBuf answer(Class<?> rpcInterface, Object target) throws Throwable {
		OperationStub operation = operation(rpcInterface);
		@Nullable Object[] arguments = arguments(rpcInterface);
		Object result = operation.invoke(target, arguments);
		if (result instanceof CompletableFuture<?> future) {
			result = future.get();
		}
		ByteBuf answer = Unpooled.buffer();
		operation.marshalResponse(new NdrWriter(answer, this.responseFormat), arguments, result);
		return answer;
	}

	/**
	 * Read the response as a client does, and write what was read.
	 * @param rpcInterface the interface
	 * @return the stub, as the captured response is laid out
	 */
	public ByteBuf rewriteResponse(Class<?> rpcInterface) {
		OperationStub operation = operation(rpcInterface);
		@Nullable Object[] arguments = arguments(rpcInterface);
		Object result = operation.unmarshalResponse(new NdrReader(this.response.duplicate(), this.responseFormat),
				arguments);
		ByteBuf written = Unpooled.buffer();
		operation.marshalResponse(new NdrWriter(written, this.responseFormat), arguments, result);
		return written;
	}

	/**
	 * Read the request as a server does, and write what was read.
	 * @param rpcInterface the interface
	 * @return the stub, as the captured request is laid out
	 */
	public ByteBuf rewriteRequest(Class<?> rpcInterface) {
		ByteBuf written = Unpooled.buffer();
		operation(rpcInterface).marshalRequest(new NdrWriter(written, this.requestFormat), arguments(rpcInterface));
		return written;
	}

	/**
	 * Assert that a stub is the captured one, except for the referent ids of full
	 * pointers: ours count from 1, those of peers from anywhere.
	 * @param actual the stub
	 * @param expected the captured stub
	 * @param format the layout of both
	 */
	public static void assertSameButReferents(ByteBuf actual, ByteBuf expected, NdrFormat format) {
		ByteBuf normalized = actual.copy();
		int last = 0;
		for (int i = 0; i + 4 <= Math.min(actual.readableBytes(), expected.readableBytes()); i += 4) {
			int id = word(actual, i, format);
			if (actual.getInt(i) != expected.getInt(i) && expected.getInt(i) != 0 && id > 0
					&& (last == 0 || id == last + 1)) {
				last = id;
				normalized.setInt(i, expected.getInt(i));
			}
		}
		ByteBufAssert.assertThatOctets(normalized).isOctets(expected);
	}

	private static int word(ByteBuf octets, int index, NdrFormat format) {
		return (format.order() == ByteOrder.BIG_ENDIAN) ? octets.getInt(index) : octets.getIntLE(index);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
