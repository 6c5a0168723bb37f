package io.opnum.rpc.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
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

	private final CallRoute route;

	private final CallOutcome outcome;

	/** What runs the code of an application: conversions and callbacks. */
	private final Executor executor;

	private @Nullable ByteBuf message;

	private NdrFormat format;

	@SuppressWarnings("unused")
	private volatile int state;

	private long deadline;

	private boolean limited;

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
		this.route = new CallRoute(this, runtime, (contextHandles != null) ? contextHandles.group() : null);
		this.outcome = new CallOutcome(target, arguments, contextHandles);
		runtime.callBegun();
	}

	/**
	 * Set what is known of the call, before it begins.
	 * @param association where it will go to, or {@code null} if that is not known
	 * @param fullPointers the full pointers of the request, or {@code null} if there are
	 * none
	 */
	final void prepare(@Nullable Association association, @Nullable FullPointers fullPointers) {
		this.route.expect(association);
		this.outcome.fullPointers(fullPointers);
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

	/** How long the server may take to answer when the call was given up. */
	final Duration cancelTimeout() {
		Duration timeout = this.target.handle().option(BindingOption.CANCEL_TIMEOUT);
		return Deadlines.bounded((timeout != null) ? timeout : this.runtime.settings().cancelTimeout());
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

	/** Its way to a connection. */
	final CallRoute route() {
		return this.route;
	}

	// ---- the way there

	/** Set out: over the endpoint of the handle, once that is known. */
	final void start() {
		this.route.start();
	}

	/** Go out over the connection, on its event loop. */
	@Override
	public final void run() {
		ClientConnection connection = this.route.connection();
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
			catch (RuntimeException | Error ex) {
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
		catch (RuntimeException ex) {
			// Rejected, or worse: whoever waits for the task is told all the same
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
		this.outcome.answered(group);
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
			this.outcome.read();
			return;
		}
		this.outcome.set(stub, offset, littleEndian);
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
			this.outcome.set(failure.notSent());
		}
		else if (STATE.compareAndSet(this, SENT, ENDING)) {
			this.outcome.set(afterSending(failure));
		}
		else if (STATE.compareAndSet(this, CONVERTING, ENDING)) {
			this.outcome.set(failure.notSent());
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
		this.route.leave();
	}

	private void end() {
		STATE.setVolatile(this, ENDED);
		this.runtime.callEnded(this.outcome.isFailure());
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
		ClientConnection connection = this.route.connection();
		return connection != null && connection.inEventLoop();
	}

	/** Drop the answer, if there is one: nobody wants it any more. */
	final void discard() {
		this.outcome.discard();
	}

	/**
	 * Read the end: unmarshal the answer. To be called once, after it has ended.
	 * @return the result of the operation
	 * @throws Throwable what the operation declares, or an
	 * {@link io.opnum.rpc.RpcException}
	 */
	final @Nullable Object result() throws Throwable {
		return this.outcome.get(this.format);
	}

	/** How a response in the transfer syntax of the request is laid out. */
	final NdrFormat replyFormat(boolean littleEndian) {
		return CallOutcome.format(this.format, littleEndian);
	}

}
