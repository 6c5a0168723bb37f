package io.opnum.rpc.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pipe.IncomingStub;
import org.jspecify.annotations.Nullable;

/**
 * The stub of a request, and the arguments that are made of it when they are first asked
 * for: what was read is not held any longer.
 * <p>
 * Belongs to whoever has the call in hand, but for {@link #fail} and
 * {@link #writabilityChanged}, which come on the event loop at any time.
 */
final class CallArguments {

	private final NdrFormat format;

	private final int stubLength;

	/** What comes of a request with pipes, which is not complete yet. */
	private final @Nullable PipedRequest piped;

	private final BufferedOctets buffered;

	/** What the stub counts for. */
	private int held;

	private @Nullable ByteBuf stub;

	private volatile @Nullable ServerPipes pipes;

	private @Nullable Object @Nullable [] arguments;

	private @Nullable FullPointers fullPointers;

	private @Nullable BadStubDataException unreadable;

	/**
	 * Create the arguments of a call.
	 * @param format the layout of the stub
	 * @param stub the stub; ownership passes. {@code null} where it is still to come
	 * @param piped what comes of it, or {@code null}
	 * @param buffered what holds the stub, which is given back to it
	 */
	CallArguments(NdrFormat format, @Nullable ByteBuf stub, @Nullable PipedRequest piped, BufferedOctets buffered) {
		this.format = format;
		this.stub = stub;
		this.stubLength = (stub != null) ? stub.readableBytes() : 0;
		this.held = (stub != null) ? BufferedOctets.chargeOf(this.stubLength) : 0;
		this.piped = piped;
		this.buffered = buffered;
	}

	NdrFormat format() {
		return this.format;
	}

	/** The octets of the stub, where all of it was there from the beginning. */
	int stubLength() {
		return this.stubLength;
	}

	/** The stub, which was not read and has come wholly. */
	ByteBuf stub() {
		return Objects.requireNonNull(this.stub, "The call has ended");
	}

	/** Whether the request began before all of it had come. */
	boolean arePiped() {
		return this.piped != null;
	}

	/** The stub as far as it has come; what has come wholly passes to it. */
	IncomingStub takeInput() {
		PipedRequest piped = this.piped;
		if (piped != null) {
			return piped.stub();
		}
		ByteBuf stub = stub();
		this.stub = null;
		return IncomingStub.whole(stub, this.format);
	}

	/** Read them through pipes, which have the {@link #takeInput() input}. */
	void setPipes(ServerPipes pipes) {
		this.pipes = pipes;
	}

	@Nullable ServerPipes pipes() {
		return this.pipes;
	}

	/**
	 * Unmarshal the arguments, or return what was unmarshalled before.
	 * @param operation the operation
	 * @param contextHandles the context handles of the call, or {@code null}
	 * @return the arguments
	 * @throws BadStubDataException if the stub can't be read, each time
	 */
	@Nullable Object[] unmarshal(OperationStub operation, @Nullable CallContextHandles contextHandles) {
		if (this.unreadable != null) {
			throw this.unreadable;
		}
		@Nullable Object[] arguments = this.arguments;
		if (arguments == null) {
			arguments = read(operation, contextHandles);
			this.arguments = arguments;
		}
		return arguments;
	}

	private @Nullable Object[] read(OperationStub operation, @Nullable CallContextHandles contextHandles) {
		ServerPipes pipes = this.pipes;
		try {
			return (pipes != null) ? read(pipes, contextHandles) : readStub(operation, contextHandles);
		}
		catch (BadStubDataException ex) {
			this.unreadable = ex;
			throw ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private @Nullable Object[] read(ServerPipes pipes, @Nullable CallContextHandles contextHandles) throws IOException {
		@Nullable Object[] arguments = pipes.unmarshal(contextHandles);
		this.fullPointers = pipes.fullPointers();
		return arguments;
	}

	private @Nullable Object[] readStub(OperationStub operation, @Nullable CallContextHandles contextHandles) {
		NdrReader reader = new NdrReader(stub(), this.format);
		try {
			if (contextHandles != null) {
				reader.contextHandles(contextHandles);
			}
			@Nullable Object[] arguments = operation.unmarshalRequest(reader);
			this.fullPointers = reader.fullPointers();
			return arguments;
		}
		finally {
			releaseStub();
		}
	}

	/** The arguments, if they were unmarshalled. */
	@Nullable Object @Nullable [] unmarshalled() {
		return this.arguments;
	}

	/** The full pointers of the request, or {@code null} if it had none. */
	@Nullable FullPointers fullPointers() {
		return this.fullPointers;
	}

	/** Whether they were found to be unreadable. */
	boolean areUnreadable() {
		return this.unreadable != null;
	}

	/** Nothing more comes through pipes, or goes. Event loop only. */
	void fail(PipeException failure) {
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			pipes.cancel(failure);
		}
		else if (this.piped != null) {
			this.piped.fail(failure);
		}
	}

	/** The connection may have become writable. Event loop only. */
	void writabilityChanged() {
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			pipes.writabilityChanged();
		}
	}

	/** Release the stub if it was not read, and the pipes. */
	void release() {
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			pipes.release(new PipeException("The call is over", RpcStatus.PIPE_CLOSED, null));
			giveBack();
		}
		else if (this.piped != null) {
			this.piped.stub().release();
		}
		releaseStub();
	}

	private void releaseStub() {
		ByteBuf stub = this.stub;
		if (stub != null) {
			this.stub = null;
			stub.release();
			giveBack();
		}
	}

	private void giveBack() {
		int held = this.held;
		if (held > 0) {
			this.held = 0;
			this.buffered.release(held);
		}
	}

}
