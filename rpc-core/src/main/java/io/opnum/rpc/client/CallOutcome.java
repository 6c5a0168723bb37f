package io.opnum.rpc.client;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import org.jspecify.annotations.Nullable;

/**
 * What a call ended with, an answer or a failure, and how it is read. Written by the
 * thread that ends the call, then read by the one that has its result.
 */
final class CallOutcome {

	private final CallTarget target;

	private final @Nullable Object[] arguments;

	private final @Nullable CallContextHandles contextHandles;

	private @Nullable FullPointers fullPointers;

	private @Nullable ByteBuf reply;

	private long offset;

	private boolean littleEndian;

	/** Whether the answer keeps an association group alive. */
	private boolean answered;

	private @Nullable Failure failure;

	/**
	 * Create the outcome of a call, which has none yet.
	 * @param target what is called
	 * @param arguments the arguments, whose holders are filled
	 * @param contextHandles the context handles of the call, or {@code null} if its
	 * operation has none
	 */
	CallOutcome(CallTarget target, @Nullable Object[] arguments, @Nullable CallContextHandles contextHandles) {
		this.target = target;
		this.arguments = arguments;
		this.contextHandles = contextHandles;
	}

	/** Set the full pointers of the request, which those of the answer may mean. */
	void fullPointers(@Nullable FullPointers fullPointers) {
		this.fullPointers = fullPointers;
	}

	/**
	 * The answer is about to come. What it brings of context handles keeps their group
	 * alive from now on.
	 * @param group the group of the connection
	 */
	void answered(@Nullable AssociationGroup group) {
		if (this.contextHandles != null && group != null) {
			this.contextHandles.answered(group);
			this.answered = true;
		}
	}

	/** Nobody looks at the answer any more. */
	void read() {
		if (this.answered && this.contextHandles != null) {
			this.answered = false;
			this.contextHandles.read();
		}
	}

	/**
	 * The call ended with an answer.
	 * @param stub the rest of its stub data; ownership passes
	 * @param offset where in the stub that is
	 * @param littleEndian its byte order
	 */
	void set(ByteBuf stub, long offset, boolean littleEndian) {
		this.reply = stub;
		this.offset = offset;
		this.littleEndian = littleEndian;
	}

	/** The call ended with a failure. */
	void set(Failure failure) {
		this.failure = failure;
	}

	boolean isFailure() {
		return this.failure != null;
	}

	/** Drop the answer, if there is one: nobody wants it any more. */
	void discard() {
		ByteBuf reply = this.reply;
		if (reply != null) {
			this.reply = null;
			reply.release();
			read();
		}
	}

	/**
	 * Return the result, or throw the failure. To be called once.
	 * @param requestFormat how the request was laid out
	 * @return the result of the operation
	 * @throws Throwable what the operation declares, or an
	 * {@link io.opnum.rpc.RpcException}
	 */
	@Nullable Object get(NdrFormat requestFormat) throws Throwable {
		ByteBuf reply = this.reply;
		if (reply == null) {
			Failure failure = this.failure;
			throw ((failure != null) ? failure : Failures.internal(new IllegalStateException("no outcome")))
				.toDeclaredException(this.target);
		}
		this.reply = null;
		try {
			return unmarshal(NdrReader.within(reply, format(requestFormat, this.littleEndian), this.offset));
		}
		catch (BadStubDataException ex) {
			throw new BadStubDataException(
					"%s ran, but its response can't be read; compare the declarations of the "
							+ "interface on both sides: %s".formatted(this.target, ex.getMessage()),
					ex.status(), false, ex);
		}
		finally {
			reply.release();
			read();
		}
	}

	private @Nullable Object unmarshal(NdrReader reader) {
		if (this.fullPointers != null) {
			reader.fullPointers(this.fullPointers.response());
		}
		CallContextHandles contextHandles = this.contextHandles;
		if (contextHandles == null) {
			return this.target.operation().unmarshalResponse(reader, this.arguments);
		}
		reader.contextHandles(contextHandles);
		boolean readable = false;
		try {
			Object result = this.target.operation().unmarshalResponse(reader, this.arguments);
			contextHandles.settle(this.arguments);
			readable = true;
			return result;
		}
		finally {
			if (!readable) {
				contextHandles.unreadable();
			}
		}
	}

	/** How a response in the transfer syntax of its request is laid out. */
	static NdrFormat format(NdrFormat requestFormat, boolean littleEndian) {
		if (requestFormat.ndr64()) {
			return NdrFormat.NDR64;
		}
		return littleEndian ? NdrFormat.NDR : NdrFormat.NDR_BIG_ENDIAN;
	}

}
