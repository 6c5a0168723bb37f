package io.opnum.rpc.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.client.Failure.Remedy;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way: from the endpoint over an association to a connection, perhaps a
 * second time, and to its end, which comes exactly once.
 * <p>
 * Thread-safe. The end may come from the event loop (the answer, the loss of the
 * connection), from the caller (interrupt, cancel), from a timer, or from the closing of
 * the client; one of them wins. Stub data belongs to the call while it is
 * {@link #WAITING}, to its connection while it is {@link #SENT}, to the thread that
 * converts it while it is {@link #CONVERTING}.
 */
abstract class ClientCall implements Runnable {

	/** Not sent: it certainly did not execute. */
	private static final int WAITING = 0;

	/** Handed to a connection: it may execute. */
	private static final int SENT = 1;

	/** Not sent: its stub data is being laid out as the server wants it. */
	private static final int CONVERTING = 2;

	/** Somebody is writing down the end. */
	private static final int ENDING = 3;

	/** The end can be read. */
	private static final int ENDED = 4;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(ClientCall.class, "state", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final ClientRuntime runtime;

	private final CallTarget target;

	private final @Nullable Object[] arguments;

	private final @Nullable CallContextHandles contextHandles;

	private final @Nullable AssociationGroup group;

	private @Nullable FullPointers fullPointers;

	/** What runs the code of an application: conversions and callbacks. */
	private final Executor executor;

	private @Nullable ByteBuf message;

	private NdrFormat format;

	@SuppressWarnings("unused")
	private volatile int state;

	private long deadline;

	private boolean limited;

	private @Nullable ByteBuf reply;

	private long replyOffset;

	private boolean replyLittleEndian;

	/** Whether the answer keeps an association group alive. */
	private boolean answered;

	private @Nullable Failure failure;

	private volatile @Nullable Association association;

	private volatile @Nullable ClientConnection connection;

	// Of the current attempt, by the thread that has the call in hand

	private @Nullable Endpoint endpoint;

	private boolean repeated;

	private @Nullable Failure firstFailure;

	private long notBefore;

	// While in flight, by the event loop of its connection

	private int callId;

	private long sentAs;

	private @Nullable ResponseAssembly assembly;

	/**
	 * Create a call.
	 * @param runtime the client
	 * @param target what is called
	 * @param arguments the arguments
	 * @param message the stub data of the request; ownership passes to the call
	 * @param format its layout
	 * @param contextHandles the context handles of the call, or {@code null} if its
	 * operation has none
	 * @param executor what runs the code of an application
	 */
	ClientCall(ClientRuntime runtime, CallTarget target, @Nullable Object[] arguments, ByteBuf message,
			NdrFormat format, @Nullable CallContextHandles contextHandles, Executor executor) {
		this.runtime = runtime;
		this.target = target;
		this.arguments = arguments;
		this.message = message;
		this.format = format;
		this.executor = executor;
		this.contextHandles = contextHandles;
		this.group = (contextHandles != null) ? contextHandles.group() : null;
		runtime.callBegun();
	}

	/** Set the full pointers of the request, before the call begins. */
	final void fullPointers(@Nullable FullPointers fullPointers) {
		this.fullPointers = fullPointers;
	}

	final InterfaceId interfaceId() {
		return this.target.stub().interfaceId();
	}

	final OperationStub operation() {
		return this.target.operation();
	}

	/** Whether it has pipes, and so a connection for itself. */
	final boolean isPiped() {
		return operation().hasPipes();
	}

	final @Nullable UUID objectUuid() {
		return this.target.handle().objectUuid();
	}

	/** How long opening a connection for this call may take. */
	final Duration connectTimeout() {
		Duration timeout = this.target.handle().option(BindingOption.CONNECT_TIMEOUT);
		return Deadlines.bounded((timeout != null) ? timeout : this.runtime.settings().connectTimeout());
	}

	/**
	 * Set how long the call may take, before it starts.
	 * @param timeout the time; zero: for ever
	 */
	final void limit(Duration timeout) {
		this.limited = !timeout.isZero();
		this.deadline = System.nanoTime() + Deadlines.nanos(Deadlines.bounded(timeout));
	}

	/**
	 * Return the time left until the deadline.
	 * @return the nanoseconds, negative once it has passed; {@link Long#MAX_VALUE} if
	 * there is none
	 */
	final long remainingNanos() {
		return this.limited ? this.deadline - System.nanoTime() : Long.MAX_VALUE;
	}

	/**
	 * Return the time left as a server is told.
	 * @return the microseconds, not negative, or {@link RemainingTime#NONE}
	 */
	final long remainingMicros() {
		return this.limited ? Math.max(0, TimeUnit.NANOSECONDS.toMicros(remainingNanos())) : RemainingTime.NONE;
	}

	/**
	 * Return an argument.
	 * @param index its index
	 * @return the argument
	 */
	final @Nullable Object argument(int index) {
		return this.arguments[index];
	}

	final CallTarget target() {
		return this.target;
	}

	/**
	 * The group that the context handles of the call belong to, so that it can go nowhere
	 * else; {@code null} if it passes none.
	 */
	final @Nullable AssociationGroup group() {
		return this.group;
	}

	// ---- the way there

	/** Set out: over the endpoint of the handle, once that is known. */
	final void start() {
		Endpoint endpoint = (this.group != null) ? this.group.association().endpoint() : this.target.endpoint();
		if (endpoint != null) {
			route(endpoint);
		}
		else {
			this.runtime.resolve(this, true);
		}
	}

	/**
	 * There is no endpoint to go to.
	 * @param thrown why
	 */
	final void notResolved(Throwable thrown) {
		fail(Failures.notResolved(thrown, this.firstFailure));
	}

	/**
	 * Go on to an endpoint.
	 * @param endpoint the endpoint
	 */
	final void route(Endpoint endpoint) {
		this.endpoint = endpoint;
		try {
			this.runtime.submit(this, endpoint);
		}
		catch (RuntimeException ex) {
			fail(Failures.notConnected(endpoint, ex));
		}
	}

	/**
	 * An attempt ended in which the call certainly did not execute: try once more where
	 * that may help, else end the call. The call is {@link #WAITING}.
	 * @param failure why the attempt ended
	 */
	final void attemptFailed(Failure failure) {
		this.connection = null;
		this.association = null;
		if (this.repeated || failure.remedy() == Remedy.NONE || isEnded()) {
			fail(failure);
			return;
		}
		this.repeated = true;
		this.notBefore = System.nanoTime();
		this.firstFailure = failure;
		if (this.group != null) {
			// Over another connection of the group, if there is one yet
			route(this.group.association().endpoint());
			return;
		}
		Endpoint stale = this.endpoint;
		if (stale != null) {
			this.target.handle().reset(stale);
		}
		Endpoint current = this.target.endpoint();
		if (current == null) {
			// An endpoint that the interface names is not stale for a lost connection
			this.runtime.resolve(this, failure.remedy() == Remedy.RECONNECT);
		}
		else if (!current.equals(stale) || failure.remedy() == Remedy.RECONNECT) {
			route(current);
		}
		else {
			fail(failure);
		}
	}

	/** Look for another connection: the one assigned does not serve the interface. */
	final void reroute() {
		this.connection = null;
		Endpoint endpoint = this.endpoint;
		if (endpoint != null) {
			route(endpoint);
		}
	}

	/**
	 * Return the time before which a connection must not have been opened to be trusted
	 * with this call.
	 * @return the {@link System#nanoTime()}, or 0 for any
	 */
	final long notBefore() {
		return this.notBefore;
	}

	/**
	 * Note the association whose connections the call waits for.
	 * @param association the association
	 */
	final void waitAt(Association association) {
		this.association = association;
	}

	/**
	 * Note the connection that has the call from now on.
	 * @param connection the connection
	 */
	final void assign(ClientConnection connection) {
		this.connection = connection;
	}

	/** Go to the event loop of the connection that was assigned. */
	final void submit() {
		ClientConnection connection = this.connection;
		if (connection == null) {
			return;
		}
		try {
			connection.submit(this);
		}
		catch (RejectedExecutionException ex) {
			fail(Failures.clientClosed());
		}
	}

	/** Go out over the connection, on its event loop. */
	@Override
	public final void run() {
		ClientConnection connection = this.connection;
		if (connection != null) {
			connection.transmit(this);
		}
	}

	/**
	 * The connection is about to send the call; its stub data becomes the connection's.
	 * @return the stub data, or {@code null} if the call has ended
	 */
	final @Nullable ByteBuf markSent() {
		return (STATE.compareAndSet(this, WAITING, SENT)) ? this.message : null;
	}

	/**
	 * The connection found that the request was not executed: the call is as it was.
	 * @return whether the call goes on; if not, its stub data remains the connection's
	 */
	final boolean markNotSent() {
		return isRepeatable() && STATE.compareAndSet(this, SENT, WAITING);
	}

	/** What a failure means for a call that was sent. */
	Failure afterSending(Failure failure) {
		return failure;
	}

	/** Whether it could be sent once more. Event loop only. */
	boolean isRepeatable() {
		return true;
	}

	/**
	 * How the stub data is laid out. For the thread that has the call in hand.
	 */
	final NdrFormat format() {
		return this.format;
	}

	/**
	 * Lay the stub data out otherwise, away from the event loop, since reading it back
	 * makes objects of the application.
	 * @param format the layout that the server wants
	 * @param whenDone run then, on whatever thread, whether the call goes on or has ended
	 */
	final void convert(NdrFormat format, Runnable whenDone) {
		ByteBuf message = this.message;
		if (message == null || !STATE.compareAndSet(this, WAITING, CONVERTING)) {
			whenDone.run();
			return;
		}
		execute(() -> {
			try {
				convert(message, format);
			}
			catch (RuntimeException ex) {
				fail(Failures.internal(ex));
			}
			if (!STATE.compareAndSet(this, CONVERTING, WAITING)) {
				releaseMessage();
			}
			whenDone.run();
		});
	}

	private void convert(ByteBuf message, NdrFormat format) {
		ByteBuf converted = Marshalling.convert(operation(), message, this.format, format);
		this.message = converted;
		this.format = format;
		message.release();
	}

	/** Run code of the application. */
	final void execute(Runnable task) {
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			ForkJoinPool.commonPool().execute(task);
		}
	}

	/** The connection has no more use of the stub data of a call that was sent. */
	final void releaseMessage() {
		ByteBuf message = this.message;
		if (message != null) {
			this.message = null;
			message.release();
		}
	}

	/**
	 * The call goes out under this id.
	 * @param callId the call id
	 */
	final void inFlight(int callId) {
		this.callId = callId;
	}

	final int callId() {
		return this.callId;
	}

	/**
	 * Note by which number the transport knows the request, see
	 * {@link io.opnum.rpc.transport.TransportConnection#sends()}.
	 * @param send the number
	 */
	final void sentAs(long send) {
		this.sentAs = send;
	}

	final long sentAs() {
		return this.sentAs;
	}

	/**
	 * Keep the fragments of the response that have come.
	 * @param assembly the fragments
	 */
	final void assemble(ResponseAssembly assembly) {
		this.assembly = assembly;
	}

	/** The fragments of the response so far, or {@code null} before the first. */
	final @Nullable ResponseAssembly assembly() {
		return this.assembly;
	}

	/**
	 * The call is not in flight any more: let go of what its connection kept for it but
	 * for its stub data.
	 */
	final void landed() {
		ResponseAssembly assembly = this.assembly;
		if (assembly != null) {
			this.assembly = null;
			assembly.release();
		}
	}

	/**
	 * The answer is about to come. What it brings of context handles keeps their group
	 * alive from now on.
	 * @param group the group of the connection
	 */
	final void answered(@Nullable AssociationGroup group) {
		if (this.contextHandles != null && group != null) {
			this.contextHandles.answered(group);
			this.answered = true;
		}
	}

	private void read() {
		if (this.answered && this.contextHandles != null) {
			this.answered = false;
			this.contextHandles.read();
		}
	}

	final boolean isEnded() {
		return this.state >= ENDING;
	}

	// ---- the end

	/**
	 * End with an answer, in the transfer syntax of the request.
	 * @param stub its stub data; ownership passes to the call, whatever it returns
	 * @param littleEndian its byte order
	 */
	final void succeed(ByteBuf stub, boolean littleEndian) {
		succeed(stub, 0, littleEndian);
	}

	/**
	 * End with an answer whose beginning was taken already.
	 * @param stub the rest of its stub data; ownership passes to the call, whatever it
	 * returns
	 * @param offset where in the stub that is
	 * @param littleEndian its byte order
	 */
	final void succeed(ByteBuf stub, long offset, boolean littleEndian) {
		if (!STATE.compareAndSet(this, SENT, ENDING)) {
			stub.release();
			read();
			return;
		}
		this.reply = stub;
		this.replyOffset = offset;
		this.replyLittleEndian = littleEndian;
		end();
	}

	/**
	 * End with a failure.
	 * @param failure the failure; of a call that was not sent it says so in any case
	 * @return whether this was the end, or {@code false} if that had come already
	 */
	final boolean fail(Failure failure) {
		if (STATE.compareAndSet(this, WAITING, ENDING)) {
			releaseMessage();
			this.failure = failure.notSent();
		}
		else if (STATE.compareAndSet(this, SENT, ENDING)) {
			this.failure = afterSending(failure);
		}
		else if (STATE.compareAndSet(this, CONVERTING, ENDING)) {
			this.failure = failure.notSent();
		}
		else if (isEnded()) {
			return false;
		}
		else {
			return fail(failure);
		}
		end();
		return true;
	}

	/**
	 * End with a failure that comes from outside, and take the call from whoever has it.
	 * @param failure the failure
	 */
	final void abandon(Failure failure) {
		if (!fail(failure)) {
			return;
		}
		this.runtime.callGivenUp();
		this.runtime.forget(this);
		Association association = this.association;
		if (association != null) {
			association.forget(this);
		}
		// Read last: the association assigns a connection before it lets go of the call
		ClientConnection connection = this.connection;
		if (connection != null) {
			connection.abandon(this);
		}
	}

	private void end() {
		STATE.setVolatile(this, ENDED);
		this.runtime.callEnded(this.failure != null);
		ended();
	}

	/** The end can be read. Called once, on whatever thread ended it. */
	abstract void ended();

	/**
	 * Whether {@link #result()} may be called.
	 */
	final boolean hasResult() {
		return this.state == ENDED;
	}

	/**
	 * Whether the current thread is the event loop that would have to end the call.
	 */
	final boolean waitsForCurrentThread() {
		ClientConnection connection = this.connection;
		return connection != null && connection.inEventLoop();
	}

	/** Drop the answer, if there is one: nobody wants it any more. */
	final void discard() {
		ByteBuf reply = this.reply;
		if (reply != null) {
			this.reply = null;
			reply.release();
			read();
		}
	}

	/**
	 * Read the end: unmarshal the answer. To be called once, after it has ended.
	 * @return the result of the operation
	 * @throws Throwable what the operation declares, or an
	 * {@link io.opnum.rpc.RpcException}
	 */
	final @Nullable Object result() throws Throwable {
		ByteBuf reply = this.reply;
		if (reply == null) {
			Failure failure = this.failure;
			throw ((failure != null) ? failure : Failures.internal(new IllegalStateException("no outcome")))
				.toDeclaredException(this.target);
		}
		this.reply = null;
		try {
			return unmarshal(NdrReader.within(reply, replyFormat(this.replyLittleEndian), this.replyOffset));
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
			return operation().unmarshalResponse(reader, this.arguments);
		}
		reader.contextHandles(contextHandles);
		boolean readable = false;
		try {
			Object result = operation().unmarshalResponse(reader, this.arguments);
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

	/** How a response in the transfer syntax of the request is laid out. */
	final NdrFormat replyFormat(boolean littleEndian) {
		if (this.format.ndr64()) {
			return NdrFormat.NDR64;
		}
		return littleEndian ? NdrFormat.NDR : NdrFormat.NDR_BIG_ENDIAN;
	}

}
