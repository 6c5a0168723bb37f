package io.opnum.rpc.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.Pipe;
import io.opnum.rpc.PipeSink;
import io.opnum.rpc.PipeSource;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.ContextHandles;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.NdrWriter;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.ndr.PipeStub;
import io.opnum.rpc.pdu.Fragmenter;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pipe.IncomingPipes;
import io.opnum.rpc.pipe.IncomingStub;
import io.opnum.rpc.pipe.OutgoingPipes;
import io.opnum.rpc.pipe.OutgoingStub;
import io.opnum.rpc.pipe.WriteGate;
import io.opnum.rpc.transport.TransportConnection;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one call: what the operation reads while the request arrives, and what it
 * writes while the response goes out.
 * <p>
 * Used by the threads of the call, but for what the event loop tells it: that the call is
 * cancelled, and that the connection is writable again.
 */
final class ServerPipes {

	/** As much as may wait for the event loop or for the operation. */
	static final int CAPACITY = 256 * 1024;

	private final ServerCall call;

	private final OperationStub operation;

	/** How the response is laid out. */
	private final NdrFormat format;

	private final IncomingStub input;

	private final int maxCallSize;

	private final int maxResponseSize;

	private final TransportConnection transport;

	private final Fragmenter.Parts fragments;

	private final WriteGate gate;

	private @Nullable IncomingPipes incoming;

	private @Nullable OutgoingPipes outgoing;

	private @Nullable FullPointers fullPointers;

	/**
	 * Create the pipes of a call.
	 * @param call the call
	 * @param operation its operation
	 * @param input its stub, as far as it has come
	 * @param transport its connection
	 * @param fragments makes the PDUs of its response
	 * @param limits what the call is held to
	 */
	ServerPipes(ServerCall call, OperationStub operation, IncomingStub input, TransportConnection transport,
			Fragmenter.Parts fragments, RpcServerLimits limits) {
		this.call = call;
		this.operation = operation;
		this.format = new NdrFormat(ByteOrder.LITTLE_ENDIAN, input.format().ndr64());
		this.input = input;
		this.transport = transport;
		this.fragments = fragments;
		this.maxCallSize = limits.maxCallSize();
		this.maxResponseSize = limits.maxResponseSize();
		this.gate = new WriteGate(transport::isWritable, transport::inEventLoop, CAPACITY);
	}

	/**
	 * Read what comes ahead of the pipes, as soon as all of it is there.
	 * @param contextHandles the context handles of the call, or {@code null}
	 * @return the arguments, the pipes among them
	 * @throws IOException if it does not come
	 */
	@Nullable Object[] unmarshal(@Nullable ContextHandles contextHandles) throws IOException {
		@Nullable Object[] arguments = null;
		while (arguments == null) {
			ByteBuf octets = this.input.octets();
			int begin = octets.readerIndex();
			NdrReader reader = new NdrReader(octets, this.input.format());
			if (contextHandles != null) {
				reader.contextHandles(contextHandles);
			}
			try {
				arguments = this.operation.unmarshalRequest(reader);
				this.fullPointers = reader.fullPointers();
			}
			catch (BadStubDataException ex) {
				octets.readerIndex(begin);
				if (!reader.isStarved() || octets.readableBytes() >= this.maxCallSize || !this.input.gather()) {
					throw ex;
				}
			}
		}
		bind(arguments);
		return arguments;
	}

	@Nullable FullPointers fullPointers() {
		return this.fullPointers;
	}

	private void bind(@Nullable Object[] arguments) {
		IncomingPipes incoming = new IncomingPipes(this.operation.inPipes(), this.input);
		this.incoming = incoming;
		OutgoingPipes outgoing = null;
		if (!this.operation.outPipes().isEmpty()) {
			OutgoingStub output = new OutgoingStub(this.format, this.transport.allocator(), this.maxResponseSize,
					this::send);
			outgoing = new OutgoingPipes(this.operation.outPipes(), output, incoming);
			this.outgoing = outgoing;
		}
		for (PipeStub pipe : this.operation.inPipes()) {
			if (!pipe.isOut()) {
				arguments[pipe.index()] = source(incoming, pipe);
			}
			else if (outgoing != null) {
				arguments[pipe.index()] = Pipe.of(incoming.source(pipe), outgoing.sink(pipe));
			}
		}
		for (PipeStub pipe : this.operation.outPipes()) {
			if (!pipe.isIn() && outgoing != null) {
				arguments[pipe.index()] = sink(outgoing, pipe);
			}
		}
	}

	private static Object source(IncomingPipes incoming, PipeStub pipe) {
		InputStream stream = (pipe.form() == PipeStub.Form.OCTETS) ? incoming.stream(pipe) : null;
		PipeSource<Object> source = incoming.source(pipe);
		return (stream != null) ? stream : source;
	}

	private static Object sink(OutgoingPipes outgoing, PipeStub pipe) {
		OutputStream stream = (pipe.form() == PipeStub.Form.OCTETS) ? outgoing.stream(pipe) : null;
		PipeSink<Object> sink = outgoing.sink(pipe);
		return (stream != null) ? stream : sink;
	}

	private void send(ByteBuf part, boolean first, boolean last) throws IOException {
		int octets = part.readableBytes();
		boolean passed = false;
		try {
			if (!last) {
				this.gate.pass(octets, 0);
			}
			passed = true;
		}
		finally {
			if (!passed) {
				part.release();
			}
		}
		ByteBuf pdus = this.fragments.cut(part,
				(first ? PacketFlag.FIRST_FRAG : 0) | (last ? PacketFlag.LAST_FRAG : 0));
		if (last) {
			this.call.answer(pdus);
		}
		else {
			this.call.answerPart(pdus, octets);
		}
	}

	/** A part of the response is with the connection. */
	void sent(int octets) {
		this.gate.arrived(octets);
	}

	/** The connection may have become writable. */
	void writabilityChanged() {
		this.gate.changed();
	}

	/**
	 * The operation has returned: see that it has read its pipes.
	 * @throws IOException if it has not
	 */
	void finishReading() throws IOException {
		IncomingPipes incoming = this.incoming;
		if (incoming != null) {
			incoming.finish();
		}
	}

	/**
	 * Whether the response has pipes, so that {@link #respond} makes it.
	 */
	boolean hasResponse() {
		return this.outgoing != null;
	}

	/**
	 * End the pipes of the response, and send what comes behind them.
	 * @param arguments the arguments, with what the operation put into its holders
	 * @param result the result
	 * @param contextHandles the context handles of the call, or {@code null}
	 * @throws IOException if it can't be sent
	 */
	void respond(@Nullable Object[] arguments, @Nullable Object result, @Nullable ContextHandles contextHandles)
			throws IOException {
		OutgoingPipes outgoing = this.outgoing;
		if (outgoing != null) {
			outgoing.finish((writer) -> marshal(writer, arguments, result, contextHandles));
		}
	}

	private void marshal(NdrWriter writer, @Nullable Object[] arguments, @Nullable Object result,
			@Nullable ContextHandles contextHandles) {
		if (this.fullPointers != null) {
			writer.fullPointers(this.fullPointers.response());
		}
		if (contextHandles != null) {
			writer.contextHandles(contextHandles);
		}
		try {
			this.operation.marshalResponse(writer, arguments, result);
		}
		catch (IllegalArgumentException ex) {
			if (ex.getCause() instanceof IndexOutOfBoundsException) {
				throw new RpcFaultException(RpcStatus.OUT_ARGS_TOO_BIG, "What comes behind the pipes is too large");
			}
			throw ex;
		}
	}

	/**
	 * The call ends otherwise than by its operation: whoever reads or writes fails.
	 * @param failure why
	 */
	void cancel(IOException failure) {
		this.input.fail(failure);
		this.gate.fail(failure);
	}

	/** The call is over: release what the pipes hold. */
	void release(IOException over) {
		cancel(over);
		IncomingPipes incoming = this.incoming;
		if (incoming != null) {
			incoming.release();
		}
		else {
			this.input.release();
		}
		OutgoingPipes outgoing = this.outgoing;
		if (outgoing != null) {
			outgoing.release();
		}
	}

}
