package io.opnum.rpc.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcAssociation;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcCallContexts;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pipe.IncomingStub;
import org.jspecify.annotations.Nullable;

/**
 * A call, from its complete request to its answer.
 * <p>
 * It belongs to the event loop of its connection until it is dispatched, then to the
 * thread that runs it, and back to the event loop with its answer; the hand-overs order
 * memory. Only what has to do with its being cancelled is used on both sides.
 */
final class ServerCall extends CancellableCall implements RpcServerCall, RpcCallContext, QueuedCall, Runnable {

	/** Beyond it, 142 years, time is as good as not limited. */
	private static final long MOST_MICROS = Long.MAX_VALUE / 2000;

	private final ServerConnection connection;

	private final PresentationContext<RegisteredInterface> context;

	private final int callId;

	private final int opnum;

	private final @Nullable UUID objectUuid;

	private final DataRepresentation drep;

	private final boolean maybe;

	private final int stubLength;

	private final @Nullable PipedRequest piped;

	private volatile @Nullable ServerPipes pipes;

	private @Nullable ByteBuf stub;

	private @Nullable ServerRegistration registration;

	private @Nullable OperationStub operation;

	private @Nullable Object @Nullable [] arguments;

	private @Nullable FullPointers fullPointers;

	private @Nullable BadStubDataException unreadable;

	private @Nullable CallContextHandles contextHandles;

	private boolean entered;

	/** When the caller has no time left, in nanoseconds; where it tells. */
	private long deadline;

	private boolean limited;

	/**
	 * Create a call.
	 * @param connection the connection that it came on
	 * @param context its presentation context
	 * @param callId the call id
	 * @param opnum the operation
	 * @param objectUuid the object, if it names one
	 * @param drep the byte order of its stub
	 * @param maybe whether its caller awaits no answer
	 * @param stub its stub; ownership passes to the call. {@code null} where it is still
	 * to come
	 * @param piped what comes of it, or {@code null}
	 */
	ServerCall(ServerConnection connection, PresentationContext<RegisteredInterface> context, int callId, int opnum,
			@Nullable UUID objectUuid, DataRepresentation drep, boolean maybe, @Nullable ByteBuf stub,
			@Nullable PipedRequest piped) {
		this.connection = connection;
		this.context = context;
		this.callId = callId;
		this.opnum = opnum;
		this.objectUuid = objectUuid;
		this.drep = drep;
		this.maybe = maybe;
		this.stub = stub;
		this.stubLength = (stub != null) ? stub.readableBytes() : 0;
		this.piped = piped;
	}

	@Override
	public int callId() {
		return this.callId;
	}

	PresentationContext<RegisteredInterface> presentationContext() {
		return this.context;
	}

	/** Whether the caller awaits no answer, and gets none. */
	boolean isMaybe() {
		return this.maybe;
	}

	@Override
	public int stubLength() {
		return this.stubLength;
	}

	@Override
	public void start() {
		this.connection.router().start(this);
	}

	/**
	 * Set how long the caller waits from now on.
	 * @param micros the microseconds, or {@link RemainingTime#NONE}
	 */
	void limit(long micros) {
		if (micros >= 0 && micros <= MOST_MICROS) {
			this.limited = true;
			this.deadline = now() + TimeUnit.MICROSECONDS.toNanos(micros);
		}
	}

	/** Whether the caller waits no more. */
	boolean isExpired() {
		return this.limited && this.deadline - now() <= 0;
	}

	private long now() {
		return this.connection.runtime().nanoTime().getAsLong();
	}

	@Override
	public @Nullable Duration remainingTime() {
		return this.limited ? Duration.ofNanos(Math.max(0, this.deadline - now())) : null;
	}

	/** Set what the call goes to. */
	void route(ServerRegistration registration, OperationStub operation) {
		this.registration = registration;
		this.operation = operation;
		if (operation.hasPipes() || this.piped != null) {
			this.pipes = this.connection.pipes(this, operation, input());
		}
	}

	/** The stub as far as it has come; what has come wholly passes to it. */
	private IncomingStub input() {
		PipedRequest piped = this.piped;
		if (piped != null) {
			return piped.stub();
		}
		ByteBuf stub = Objects.requireNonNull(this.stub, "The call has ended");
		this.stub = null;
		return IncomingStub.whole(stub, format());
	}

	private NdrFormat format() {
		return NdrFormat.of(this.context.transferSyntax(), this.drep.isLittleEndian());
	}

	@Override
	void whenCancelled() {
		PipeException failure = isDisconnected()
				? new PipeException("The caller is gone", RpcStatus.PIPE_COMM_ERROR, null)
				: new PipeException("The caller cancelled the call", RpcStatus.FAULT_CANCEL, null);
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			pipes.cancel(failure);
		}
		else if (this.piped != null) {
			this.piped.fail(failure);
		}
	}

	@Override
	public void writabilityChanged() {
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			pipes.writabilityChanged();
		}
	}

	/** Send a part of the response that is not the last. */
	void answerPart(ByteBuf pdus, int octets) {
		this.connection.answers().answerPart(this, pdus, octets);
	}

	/** Send the last part of the response. */
	void answer(ByteBuf pdus) {
		this.connection.answers().answer(this, pdus);
	}

	/** A part of the response is with the connection. Event loop only. */
	void partSent(int octets) {
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			pipes.sent(octets);
		}
	}

	@Override
	public void abandon() {
		release();
		this.connection.answers().ended(this);
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
				() -> this.connection.router().resume(this));
		this.contextHandles = contextHandles;
		if (contextHandles.isRefused()) {
			throw new RpcFaultException(RpcStatus.OUT_OF_RESOURCES);
		}
		if (this.pipes != null) {
			// They may not have come yet
			return true;
		}
		return contextHandles.claimAhead(Objects.requireNonNull(this.stub), format());
	}

	/** Let go of what the call holds. */
	void release() {
		releaseStub();
		if (this.contextHandles != null) {
			this.contextHandles.release();
		}
	}

	/** The answer could not go out. */
	void notAnswered() {
		if (this.contextHandles != null) {
			this.contextHandles.notAnswered();
		}
	}

	/** Release the stub if it was not read, and the pipes. */
	private void releaseStub() {
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			pipes.release(new PipeException("The call is over", RpcStatus.PIPE_CLOSED, null));
		}
		else if (this.piped != null) {
			this.piped.stub().release();
		}
		ByteBuf stub = this.stub;
		if (stub != null) {
			this.stub = null;
			stub.release();
		}
	}

	@Override
	public void run() {
		if (isDisconnected()) {
			release();
			over();
			this.connection.answers().answerNothing(this);
			return;
		}
		if (isCancelled()) {
			if (isExpired()) {
				this.connection.runtime().counters().expiredCalls.increment();
			}
			fail(new CancellationException("The caller did not wait for it to run"));
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
			this.unreadable = ex;
			return true;
		}
		catch (Throwable ex) {
			fail(ex);
			return false;
		}
		CallDispatcher dispatcher = this.connection.runtime().dispatcher();
		dispatcher.finished();
		if (contextHandles.claim()) {
			dispatcher.resumed();
			return true;
		}
		return false;
	}

	private List<RpcServerInterceptor> interceptors() {
		return (registration().scope() == RegistrationScope.APPLICATION) ? this.connection.runtime().interceptors()
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
		ServerPipes pipes = this.pipes;
		if (pipes != null && !this.maybe) {
			succeed(pipes, result);
			return;
		}
		over();
		if (this.maybe) {
			release();
			this.connection.answers().answerNothing(this);
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
		this.connection.answers().answer(this, response);
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
			this.connection.answers().answer(this, response);
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
			return this.connection.responses()
				.marshal(this.callId, this.context, operation(), this.fullPointers, arguments, result, contextHandles);
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
		if (this.contextHandles != null && this.arguments != null && this.entered) {
			this.contextHandles.settle(this.arguments);
		}
	}

	private void fail(Throwable ex) {
		try {
			settle();
			release();
			over();
			RpcStatus status = this.connection.runtime().faultMappers().map(ex, this);
			boolean didNotExecute = !this.entered && this.unreadable == null;
			if (this.maybe) {
				this.connection.answers().answerNothing(this);
			}
			else {
				this.connection.answers().answer(this, ex, status, didNotExecute);
			}
		}
		catch (Throwable fatal) {
			this.connection.answers().fail(this, fatal);
		}
	}

	/** Unmarshal, if no interceptor did, and run the operation. */
	@Nullable Object invoke() throws Throwable {
		@Nullable Object[] arguments = unmarshal();
		this.entered = true;
		if (!this.connection.runtime().interruptOnCancel() && !registration().isInterruptible(operation())) {
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

	@Override
	Executor cancelExecutor() {
		return this.connection.runtime().cancelExecutor();
	}

	private @Nullable Object[] unmarshal() {
		if (this.unreadable != null) {
			throw this.unreadable;
		}
		@Nullable Object[] arguments = this.arguments;
		if (arguments != null) {
			return arguments;
		}
		ServerPipes pipes = this.pipes;
		if (pipes != null) {
			return unmarshal(pipes);
		}
		ByteBuf stub = Objects.requireNonNull(this.stub, "The call has ended");
		try {
			NdrReader reader = new NdrReader(stub, format());
			if (this.contextHandles != null) {
				reader.contextHandles(this.contextHandles);
			}
			arguments = operation().unmarshalRequest(reader);
			this.fullPointers = reader.fullPointers();
			this.arguments = arguments;
			return arguments;
		}
		catch (BadStubDataException ex) {
			this.unreadable = ex;
			this.connection.answers().reportUnreadable(this, ex);
			throw ex;
		}
		finally {
			releaseStub();
		}
	}

	private @Nullable Object[] unmarshal(ServerPipes pipes) {
		try {
			@Nullable Object[] arguments = pipes.unmarshal(this.contextHandles);
			this.fullPointers = pipes.fullPointers();
			this.arguments = arguments;
			return arguments;
		}
		catch (BadStubDataException ex) {
			this.unreadable = ex;
			this.connection.answers().reportUnreadable(this, ex);
			throw ex;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	OperationStub operation() {
		return Objects.requireNonNull(this.operation, "The call is not routed");
	}

	private ServerRegistration registration() {
		return Objects.requireNonNull(this.registration, "The call is not routed");
	}

	@Override
	public InterfaceId interfaceId() {
		return registration().interfaceId();
	}

	@Override
	public Class<?> rpcInterface() {
		return registration().rpcInterface();
	}

	@Override
	public Method method() {
		return operation().method();
	}

	@Override
	public int opnum() {
		return this.opnum;
	}

	@Override
	public Object target() {
		return registration().implementation();
	}

	@Override
	public RpcCallContext context() {
		return this;
	}

	@Override
	public List<@Nullable Object> arguments() {
		return Collections.unmodifiableList(Arrays.<@Nullable Object>asList(unmarshal()));
	}

	@Override
	public Endpoint localEndpoint() {
		return this.connection.endpoint();
	}

	@Override
	public @Nullable SocketAddress localAddress() {
		return this.connection.localAddress();
	}

	@Override
	public TransferSyntax transferSyntax() {
		return this.context.transferSyntax().equals(SyntaxId.NDR64) ? TransferSyntax.NDR64 : TransferSyntax.NDR;
	}

	@Override
	public StringBinding callerBinding() {
		StringBinding.Builder binding = StringBinding.builder(protocolSequence()).objectUuid(this.objectUuid);
		if (callerAddress() instanceof InetSocketAddress caller && caller.getAddress() != null) {
			String address = caller.getAddress().getHostAddress();
			int scope = address.indexOf('%');
			binding.networkAddress((scope < 0) ? address : address.substring(0, scope));
		}
		return binding.build();
	}

	/** No authentication service is available yet. */
	@Override
	public @Nullable RpcAuthentication authentication() {
		return null;
	}

	@Override
	public SocketAddress callerAddress() {
		return this.connection.remoteAddress();
	}

	@Override
	public boolean isCallerLocal() {
		return this.connection.isPeerLocal();
	}

	@Override
	public @Nullable UUID objectUuid() {
		return this.objectUuid;
	}

	@Override
	public RpcAssociation association() {
		return this.connection.association();
	}

	@Override
	public boolean isCancelled() {
		return wasCancelled() || isExpired();
	}

	@Override
	public String toString() {
		String called = (this.operation != null && this.registration != null)
				? this.registration.stub().name() + "." + this.operation.name()
				: "opnum " + this.opnum + " of " + this.context.abstractSyntax();
		return "Call %s of %s from %s".formatted(Integer.toUnsignedString(this.callId), called, this.connection);
	}

}
