package io.opnum.rpc.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.PipeStub;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.pipe.IncomingPipes;
import io.opnum.rpc.pipe.IncomingStub;
import io.opnum.rpc.pipe.OutgoingPipes;
import io.opnum.rpc.pipe.OutgoingStub;
import io.opnum.rpc.pipe.PipeTimeoutException;
import io.opnum.rpc.pipe.WriteGate;
import io.opnum.rpc.transport.TransportConnection;
import org.jspecify.annotations.Nullable;

/**
 * A call with pipes. One thread, the caller's or for an asynchronous operation one of the
 * client's, supplies what is sent and takes what comes back; it waits where the server is
 * behind. Its timeout limits each time that it waits for the server, not the call as a
 * whole.
 * <p>
 * The methods for its connection are called on the event loop.
 */
final class PipedCall extends ClientCall {

	/** As much of a response as may wait to be taken. */
	private static final int CAPACITY = 256 * 1024;

	private final ClientRuntime runtime;

	private final TimeLimit timeLimit;

	private final IncomingStub input;

	private final WriteGate gate;

	private final AtomicReference<@Nullable PipedRequest> request = new AtomicReference<>();

	private volatile @Nullable TransportConnection transport;

	private volatile @Nullable Thread runner;

	/** Whether a source of the caller was asked for what to send. */
	private volatile boolean supplied;

	/** Whether the last part of the request was handed to the connection. */
	private volatile boolean handedOver;

	// By the event loop

	private boolean sent;

	private @Nullable DataRepresentation drep;

	PipedCall(ClientRuntime runtime, CallTarget target, @Nullable Object[] arguments, ByteBuf message, NdrFormat format,
			@Nullable CallContextHandles contextHandles, TimeLimit timeLimit) {
		super(runtime, target, arguments, message, format, contextHandles, runtime.settings().callbackExecutor());
		this.runtime = runtime;
		this.timeLimit = timeLimit;
		long maxPipeSize = runtime.settings().maxPipeSize();
		this.input = new IncomingStub(format, (maxPipeSize == 0) ? Long.MAX_VALUE : maxPipeSize, CAPACITY, (taken) -> {
		}, this::readOn, this::waitsForCurrentThread);
		this.gate = new WriteGate(this::isWritable, this::waitsForCurrentThread, CAPACITY);
		if (timeLimit.inherited()) {
			limit(timeLimit.timeout());
		}
	}

	// ---- for its connection

	/** Whether its connection sends no more than this call hands over. */
	boolean sendsPipes() {
		return !operation().inPipes().isEmpty();
	}

	/** Whether it takes the fragments of its response one by one. */
	boolean receivesPipes() {
		return !operation().outPipes().isEmpty();
	}

	/**
	 * The call is on its way over a connection.
	 * @param transport the connection
	 */
	void goesOver(TransportConnection transport) {
		this.transport = transport;
	}

	/**
	 * Begin to send pipes.
	 * @param request what to send them behind; ownership of its stub data passes
	 */
	void send(PipedRequest request) {
		if (this.request.compareAndSet(null, request)) {
			LockSupport.unpark(this.runner);
		}
		else {
			request.message().release();
		}
	}

	/** Whether all of the request is out, so that the connection may carry another. */
	boolean isSent() {
		return this.sent || !sendsPipes();
	}

	/** Whether what is to be sent waits for the server to read. */
	boolean isHeldBack() {
		return !isSent() && !isWritable();
	}

	/**
	 * Take a fragment of the response.
	 * @param response the fragment; its stub is retained as needed
	 * @return whether the response is not too long with it
	 * @throws ProtocolViolationException if it does not follow those before
	 */
	boolean received(Response response) {
		if (sendsPipes() && !this.handedOver) {
			throw new ProtocolViolationException("a response to call %s before its request was complete"
				.formatted(Integer.toUnsignedString(response.callId())));
		}
		boolean first = PacketFlag.isSet(response.flags(), PacketFlag.FIRST_FRAG);
		if (first != (this.drep == null) || (!first && response.drep() != this.drep)) {
			throw new ProtocolViolationException("response to call %s with flags %02x and %s out of order"
				.formatted(Integer.toUnsignedString(response.callId()), response.flags(), response.drep()));
		}
		if (first) {
			this.drep = response.drep();
			this.input.setFormat(replyFormat(response.drep().isLittleEndian()));
		}
		return this.input.add(response.stub());
	}

	/** All of the response has come. */
	void receivedAll() {
		this.input.complete();
	}

	/** Whether no more should be read, until what has come was taken. */
	boolean isFull() {
		return this.input.isFull();
	}

	/** The connection may have become writable. */
	void writabilityChanged() {
		this.gate.changed();
	}

	@Override
	boolean isRepeatable() {
		// A source supplies once, a sink takes once
		return !sendsPipes() && this.drep == null;
	}

	/**
	 * With what a source has supplied the call can't be made again, even if it did not
	 * run.
	 */
	@Override
	Failure afterSending(Failure failure) {
		return (this.supplied) ? failure.notRepeatable() : failure;
	}

	@Override
	void ended() {
		CallEndedException ended = new CallEndedException();
		this.input.fail(ended);
		this.gate.fail(ended);
		LockSupport.unpark(this.runner);
	}

	private boolean isWritable() {
		TransportConnection transport = this.transport;
		return transport == null || transport.isWritable();
	}

	private void readOn() {
		TransportConnection transport = this.transport;
		if (transport != null) {
			try {
				transport.execute(() -> transport.setAutoRead(true));
			}
			catch (RejectedExecutionException ex) {
				// The client is closed, and so is the connection
			}
		}
	}

	// ---- for the thread that makes the call

	/**
	 * Make the call on a thread of the client.
	 * @return the future of its result
	 */
	CompletableFuture<@Nullable Object> begin() {
		CallFuture future = new CallFuture(this);
		try {
			this.runtime.pipeExecutor().execute(() -> complete(future));
		}
		catch (RejectedExecutionException ex) {
			fail(Failures.clientClosed());
			complete(future);
		}
		return future;
	}

	private void complete(CallFuture future) {
		try {
			Object result = await();
			execute(() -> future.complete(result));
		}
		catch (Throwable ex) {
			execute(() -> future.completeExceptionally(ex));
		}
	}

	/**
	 * Make the call and wait for its end.
	 * @return the result
	 * @throws Throwable what the operation declares, or an
	 * {@link io.opnum.rpc.RpcException}
	 */
	@Nullable Object await() throws Throwable {
		this.runner = Thread.currentThread();
		try {
			if (Thread.currentThread().isInterrupted()) {
				abandon(Failures.interrupted());
			}
			else if (!hasResult()) {
				start();
			}
			transfer();
		}
		finally {
			this.input.release();
			PipedRequest unsent = this.request.getAndSet(PipedRequest.NONE);
			if (unsent != null) {
				unsent.message().release();
			}
		}
		waitForEnd();
		return result();
	}

	private void transfer() {
		try {
			if (sendsPipes()) {
				send();
			}
			if (receivesPipes()) {
				receive();
			}
			else {
				waitUntil(this::hasResult);
			}
		}
		catch (CallEndedException ex) {
			// Its result tells why
		}
		catch (PipeTimeoutException ex) {
			abandon(Failures.timedOut(this.timeLimit));
		}
		catch (InterruptedIOException ex) {
			abandon(Failures.interrupted());
		}
		catch (CallersPipeException ex) {
			abandon(Failures.callersPipe(ex.pipe(), ex.failure()));
		}
		catch (IOException ex) {
			abandon(Failures.badPipe(ex));
		}
		catch (RuntimeException | Error ex) {
			abandon(Failures.internal(ex));
			throw ex;
		}
	}

	/** Whoever has won to write down the end is about to have done so. */
	private void waitForEnd() {
		boolean interrupted = false;
		while (!hasResult()) {
			interrupted |= Thread.interrupted();
			LockSupport.park(this);
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void waitUntil(BooleanSupplier condition) throws IOException {
		long began = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (hasResult()) {
				throw new CallEndedException();
			}
			if (waitsForCurrentThread()) {
				throw new IllegalStateException(target()
						+ " would block the event loop that reads its answer: call from another thread, or asynchronously");
			}
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedIOException("The thread was interrupted");
			}
			long limit = waitNanos();
			long left = (limit == 0) ? Long.MAX_VALUE : limit - (System.nanoTime() - began);
			if (left <= 0) {
				throw new PipeTimeoutException();
			}
			LockSupport.parkNanos(this, left);
		}
	}

	/** How long to wait for the server now; zero: for ever. */
	private long waitNanos() {
		if (this.timeLimit.inherited()) {
			return Math.max(1, remainingNanos());
		}
		return this.timeLimit.timeout().isZero() ? 0 : Math.max(1, Deadlines.nanos(this.timeLimit.timeout()));
	}

	// ---- out

	private void send() throws IOException, CallersPipeException {
		waitUntil(() -> this.request.get() != null);
		PipedRequest request = this.request.getAndSet(PipedRequest.NONE);
		if (request == null) {
			throw new CallEndedException();
		}
		OutgoingStub output = new OutgoingStub(request.message(), format(), request.transport().allocator(),
				(part, first, last) -> pass(request, part, first, last));
		OutgoingPipes pipes = new OutgoingPipes(operation().inPipes(), output, null);
		this.supplied = true;
		try {
			for (PipeStub pipe : operation().inPipes()) {
				PipeSupply.send(pipe, argument(pipe), pipes);
			}
			pipes.finish((writer) -> {
			});
		}
		finally {
			pipes.release();
		}
	}

	private void pass(PipedRequest request, ByteBuf part, boolean first, boolean last) throws IOException {
		int octets = part.readableBytes();
		boolean passed = false;
		try {
			this.gate.pass(octets, waitNanos());
			passed = true;
		}
		finally {
			if (!passed) {
				part.release();
			}
		}
		ByteBuf pdus = cut(request, part, first, last);
		this.handedOver = last;
		request.transport().send(pdus);
		this.gate.arrived(octets);
		if (last) {
			markSent(request.transport());
		}
	}

	private ByteBuf cut(PipedRequest request, ByteBuf part, boolean first, boolean last) throws CallEndedException {
		int trailerLength = last ? request.trailer().append(part, this) : 0;
		try {
			return request.fragments()
				.cut(part, (first ? PacketFlag.FIRST_FRAG : 0) | (last ? PacketFlag.LAST_FRAG : 0), trailerLength);
		}
		catch (IllegalStateException ex) {
			if (isEnded()) {
				// With its connection, whose keys are gone
				throw new CallEndedException();
			}
			throw ex;
		}
	}

	/** Behind what was handed over just now. */
	private void markSent(TransportConnection transport) throws CallEndedException {
		try {
			transport.execute(() -> this.sent = true);
		}
		catch (RejectedExecutionException ex) {
			fail(Failures.clientClosed());
			throw new CallEndedException();
		}
	}

	// ---- in

	private void receive() throws IOException, CallersPipeException {
		IncomingPipes pipes = new IncomingPipes(operation().outPipes(), this.input);
		try {
			// The first fragment tells the byte order
			limitWait();
			this.input.more();
			for (PipeStub pipe : operation().outPipes()) {
				PipeDelivery.receive(pipe, pipes, argument(pipe), this::limitWait);
			}
			receiveRest();
		}
		finally {
			pipes.release();
		}
	}

	private void limitWait() {
		this.input.setTimeoutNanos(waitNanos());
	}

	/** What comes behind the pipes is unmarshalled as that of any call. */
	private void receiveRest() throws IOException {
		int maxResponseSize = this.runtime.settings().maxResponseSize();
		limitWait();
		while (this.input.more()) {
			if (this.input.octets().readableBytes() > maxResponseSize) {
				abandon(Failures.responseTooLarge(target(), maxResponseSize));
				throw new CallEndedException();
			}
		}
		long offset = this.input.offset();
		DataRepresentation drep = this.drep;
		succeed(this.input.takeOctets(), offset, drep == null || drep.isLittleEndian());
	}

	private Object argument(PipeStub pipe) {
		return Objects.requireNonNull(argument(pipe.index()), "A pipe is never null");
	}

}
