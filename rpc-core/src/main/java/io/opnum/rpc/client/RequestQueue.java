package io.opnum.rpc.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.PacketFlag;

/**
 * The calls that go out over a connection: each is laid out as the server wants it, and
 * waits while the server does not read fast enough. Event loop only.
 */
final class RequestQueue {

	private final ClientConnection connection;

	private final PduChannel pdus;

	private final CallTable calls;

	/** Calls that could not be sent because the peer does not read fast enough. */
	private final Queue<Entry> backlog = new ArrayDeque<>();

	/** Calls whose stub data is being converted: they come back. */
	private int converting;

	RequestQueue(ClientConnection connection, PduChannel pdus, CallTable calls) {
		this.connection = connection;
		this.pdus = pdus;
		this.calls = calls;
	}

	/**
	 * Send a call, as soon as the peer reads.
	 * @param call the call
	 * @param context its interface, which is accepted
	 */
	void send(ClientCall call, InterfaceContext context) {
		if (this.backlog.isEmpty() && this.pdus.isWritable()) {
			write(call, context);
		}
		else {
			this.backlog.add(new Entry(call, context));
		}
	}

	/** The peer may read again. */
	void writabilityChanged() {
		if (this.connection.isExclusive() && this.calls.single() instanceof PipedCall piped) {
			piped.writabilityChanged();
		}
		while (!this.backlog.isEmpty() && !this.connection.isClosed() && this.pdus.isWritable()) {
			Entry next = this.backlog.remove();
			write(next.call(), next.context());
		}
	}

	/**
	 * Let a call go that waits.
	 * @param call the call
	 * @return whether it waited
	 */
	boolean remove(ClientCall call) {
		return this.backlog.removeIf((entry) -> entry.call() == call);
	}

	/** Take all calls that wait. */
	List<ClientCall> removeAll() {
		List<ClientCall> all = new ArrayList<>();
		this.backlog.forEach((entry) -> all.add(entry.call()));
		this.backlog.clear();
		return all;
	}

	/** Whether no call waits to be sent. */
	boolean isEmpty() {
		return this.backlog.isEmpty() && this.converting == 0;
	}

	private void write(ClientCall call, InterfaceContext context) {
		if (call.format() != context.format() && !call.isEnded()) {
			this.converting++;
			call.convert(context.format(), () -> converted(call, context));
			return;
		}
		ByteBuf message = call.markSent();
		if (message == null) {
			this.connection.slotFreed();
			return;
		}
		if (this.calls.isEmpty()) {
			this.connection.awaitsAnswers();
		}
		if (call.operation().isMaybe()) {
			this.pdus.sendRequest(call, message, PacketFlag.MAYBE, this.calls.nextMaybeCallId(), context);
			call.releaseMessage();
			// Before its caller goes on, whose next call may take the connection
			this.connection.slotFreed();
			call.succeed(Unpooled.EMPTY_BUFFER, true);
		}
		else if (call instanceof PipedCall piped) {
			write(piped, message, this.calls.add(call), context);
		}
		else {
			this.pdus.sendRequest(call, message, 0, this.calls.add(call), context);
		}
	}

	private void write(PipedCall call, ByteBuf message, int callId, InterfaceContext context) {
		call.goesOver(this.pdus.transport());
		if (call.sendsPipes()) {
			call.send(this.pdus.pipedRequest(call, message, callId, context));
		}
		else {
			this.pdus.sendRequest(call, message, 0, callId, context);
		}
	}

	/** The call is laid out as this connection wants it, or has ended. Any thread. */
	private void converted(ClientCall call, InterfaceContext context) {
		try {
			this.pdus.transport().execute(() -> {
				this.converting--;
				if (this.connection.isClosed()) {
					call.route().attemptFailed(Failures.notSent(this.connection.endpoint(), null));
				}
				else {
					send(call, context);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			call.fail(Failures.clientClosed());
		}
	}

	/**
	 * A call that waits.
	 *
	 * @param call the call
	 * @param context its interface
	 */
	private record Entry(ClientCall call, InterfaceContext context) {

	}

}
