package io.opnum.rpc.server;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCallContexts;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.Request;
import org.jspecify.annotations.Nullable;

/**
 * A call, from its complete request to its answer.
 * <p>
 * It belongs to the event loop of its connection until it is dispatched, then to the
 * thread that runs it, and back to the event loop with its answer; the hand-overs order
 * memory. Only what has to do with its being cancelled is used on both sides.
 */
final class ServerCall extends IncomingCall implements QueuedCall, Runnable {

	private final CallArguments arguments;

	private @Nullable CallContextHandles contextHandles;

	private boolean authorized;

	private boolean entered;

	/**
	 * Create a call.
	 * @param connection the connection that it came on
	 * @param context its presentation context
	 * @param head the first fragment of its request, for all but the stub
	 * @param caller who makes it, or {@code null} if the caller is not authenticated
	 * @param arguments its arguments; their end is the call's affair
	 */
	ServerCall(ServerConnection connection, PresentationContext<RegisteredInterface> context, Request head,
			@Nullable AuthenticatedCaller caller, CallArguments arguments) {
		super(connection, context, head, caller);
		this.arguments = arguments;
	}

	@Override
	public int stubLength() {
		return this.arguments.stubLength();
	}

	@Override
	public void start() {
		connection().router().start(this);
	}

	@Override
	void route(ServerRegistration registration, OperationStub operation) {
		super.route(registration, operation);
		if (operation.hasPipes() || this.arguments.arePiped()) {
			this.arguments.setPipes(connection().pipes(this, operation, this.arguments.takeInput()));
		}
	}

	@Override
	void whenCancelled() {
		this.arguments.fail(isDisconnected() ? new PipeException("The caller is gone", RpcStatus.PIPE_COMM_ERROR, null)
				: new PipeException("The caller cancelled the call", RpcStatus.FAULT_CANCEL, null));
	}

	@Override
	public void writabilityChanged() {
		this.arguments.writabilityChanged();
	}

	/** Send a part of the response that is not the last. */
	void answerPart(ByteBuf pdus, int octets) {
		answers().answerPart(this, pdus, octets);
	}

	/** Send the last part of the response. */
	void answer(ByteBuf pdus) {
		answers().answer(this, pdus);
	}

	/** A part of the response is with the connection. Event loop only. */
	void partSent(int octets) {
		ServerPipes pipes = this.arguments.pipes();
		if (pipes != null) {
			pipes.sent(octets);
		}
	}

	@Override
	public void abandon() {
		releaseUnrun();
		answers().ended(this);
	}

	/**
	 * Claim the context handles that the call is passed. The call is routed; this is its
	 * event loop.
	 * @param table the context handles of the association
	 * @return whether it may run; {@code false} if it waits for other calls and is
	 * {@link CallRouter#resume resumed} after them
	 * @throws RpcFaultException if it would open a handle, and there are too many
	 */
	boolean claimContextHandles(ContextHandleTable table) {
		CallContextHandles contextHandles = new CallContextHandles(table, registration(), operation(),
				CallerIdentity.of(caller()), () -> connection().router().resume(this));
		this.contextHandles = contextHandles;
		if (contextHandles.isRefused()) {
			throw new RpcFaultException(RpcStatus.OUT_OF_RESOURCES);
		}
		// With pipes they may not have come yet
		return this.arguments.pipes() != null
				|| contextHandles.claimAhead(this.arguments.stub(), this.arguments.format());
	}

	/** Let go of what the call holds, which did not come to run. Event loop only. */
	void releaseUnrun() {
		release(false);
	}

	private void release() {
		release(true);
	}

	private void release(boolean mayBlock) {
		this.arguments.release();
		if (this.contextHandles != null) {
			this.contextHandles.release(mayBlock);
		}
	}

	/** The answer could not go out. */
	void notAnswered() {
		if (this.contextHandles != null) {
			this.contextHandles.notAnswered();
		}
	}

	@Override
	public void run() {
		if (isGivenUp() || (!this.authorized && (!isAuthorized() || isGivenUp()))) {
			return;
		}
		if (this.contextHandles != null && !isReady(this.contextHandles)) {
			return;
		}
		RpcCallContext outer = RpcCallContexts.get();
		RpcCallContexts.set(this);
		Object result;
		try {
			result = InterceptorChain.run(interceptors(), this);
			if (operation().isAsynchronous()) {
				await(result);
				return;
			}
		}
		catch (Throwable ex) {
			fail(ex);
			return;
		}
		finally {
			RpcCallContexts.set(outer);
		}
		succeed(result);
	}

	/** Whether its caller did not wait for it, so that it has ended now. */
	private boolean isGivenUp() {
		if (isDisconnected()) {
			release();
			over();
			answers().answerNothing(this);
			return true;
		}
		if (isCancelled()) {
			if (isExpired()) {
				connection().runtime().counters().expiredCalls.increment();
			}
			fail(new CancellationException("The caller did not wait for it to run"));
			return true;
		}
		return false;
	}

	/** Whether nobody refuses it; who is refused is not told why. */
	private boolean isAuthorized() {
		this.authorized = connection().runtime().security().callbacks().permit(this);
		if (!this.authorized) {
			release();
			over();
			answers().refuse(this, RpcStatus.ACCESS_DENIED);
		}
		return this.authorized;
	}

	/**
	 * Whether the context handles of the call are there. Where they stand behind
	 * arguments of variable length, they are known only now.
	 */
	private boolean isReady(CallContextHandles contextHandles) {
		try {
			if (contextHandles.isComplete()) {
				contextHandles.check();
				return true;
			}
			unmarshal();
		}
		catch (BadStubDataException ex) {
			// As whoever asks for the arguments next finds out
			return true;
		}
		catch (Throwable ex) {
			fail(ex);
			return false;
		}
		CallDispatcher dispatcher = connection().runtime().dispatcher();
		dispatcher.finished();
		if (contextHandles.claim()) {
			dispatcher.resumed();
			return true;
		}
		return false;
	}

	private List<RpcServerInterceptor> interceptors() {
		return (registration().scope() == RegistrationScope.APPLICATION) ? connection().runtime().interceptors()
				: List.of();
	}

	private void await(@Nullable Object result) {
		if (!(result instanceof CompletionStage<?> stage)) {
			throw new IllegalStateException(
					"An asynchronous operation, or an interceptor around it, returned %s instead of a CompletionStage"
						.formatted((result != null) ? result.getClass().getName() : "null"));
		}
		stage.whenComplete((value, ex) -> {
			if (ex != null) {
				fail(ex);
			}
			else {
				succeed(value);
			}
		});
	}

	private void succeed(@Nullable Object result) {
		ServerPipes pipes = this.arguments.pipes();
		if (pipes != null && !isMaybe()) {
			succeed(pipes, result);
			return;
		}
		over();
		if (isMaybe()) {
			release();
			answers().answerNothing(this);
			return;
		}
		ByteBuf response;
		try {
			@Nullable Object[] arguments = unmarshal();
			response = marshal(arguments, result);
		}
		catch (Throwable ex) {
			fail(ex);
			return;
		}
		release();
		answers().answer(this, response);
	}

	private void succeed(ServerPipes pipes, @Nullable Object result) {
		try {
			@Nullable Object[] arguments = unmarshal();
			pipes.finishReading();
			if (pipes.hasResponse()) {
				respond(pipes, arguments, result);
				over();
				release();
				return;
			}
			ByteBuf response = marshal(arguments, result);
			over();
			release();
			answers().answer(this, response);
		}
		catch (Throwable ex) {
			fail(ex);
		}
	}

	private void respond(ServerPipes pipes, @Nullable Object[] arguments, @Nullable Object result) throws IOException {
		CallContextHandles contextHandles = this.contextHandles;
		try {
			settle();
			pipes.respond(arguments, result, contextHandles);
		}
		catch (Throwable ex) {
			if (contextHandles != null) {
				contextHandles.notMarshalled(arguments, result);
			}
			throw ex;
		}
	}

	private ByteBuf marshal(@Nullable Object[] arguments, @Nullable Object result) {
		CallContextHandles contextHandles = this.contextHandles;
		try {
			settle();
			return connection().responses()
				.marshal(callId(), presentationContext(), verifier(), operation(), this.arguments.fullPointers(),
						arguments, result, contextHandles);
		}
		catch (Throwable ex) {
			if (contextHandles != null) {
				contextHandles.notMarshalled(arguments, result);
			}
			throw ex;
		}
	}

	/** Do with its context handles what the operation wants, whether or not it failed. */
	private void settle() {
		@Nullable Object[] arguments = this.arguments.unmarshalled();
		if (this.contextHandles != null && arguments != null && this.entered) {
			this.contextHandles.settle(arguments);
		}
	}

	private void fail(Throwable ex) {
		try {
			settle();
			release();
			over();
			RpcStatus status = connection().runtime().faultMappers().map(ex, this);
			boolean didNotExecute = !this.entered && !this.arguments.areUnreadable();
			if (isMaybe()) {
				answers().answerNothing(this);
			}
			else {
				answers().answer(this, ex, status, didNotExecute);
			}
		}
		catch (Throwable fatal) {
			answers().fail(this, fatal);
		}
	}

	/** Unmarshal, if no interceptor did, and run the operation. */
	@Nullable Object invoke() throws Throwable {
		@Nullable Object[] arguments = unmarshal();
		this.entered = true;
		if (!connection().runtime().interruptOnCancel() && !registration().isInterruptible(operation())) {
			return invoke(arguments);
		}
		interruptible();
		try {
			return invoke(arguments);
		}
		finally {
			notInterruptible();
		}
	}

	private @Nullable Object invoke(@Nullable Object[] arguments) throws Throwable {
		Object result = operation().invoke(target(), arguments);
		if (result instanceof CompletionStage<?> stage) {
			// Not what interceptors make of it: to cancel that would not reach the
			// operation
			goesOn(stage);
		}
		return result;
	}

	private @Nullable Object[] unmarshal() {
		try {
			return this.arguments.unmarshal(operation(), this.contextHandles);
		}
		catch (BadStubDataException ex) {
			answers().reportUnreadable(this, ex);
			throw ex;
		}
	}

	@Override
	public List<@Nullable Object> arguments() {
		return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(unmarshal()));
	}

	private CallAnswers answers() {
		return connection().answers();
	}

}
