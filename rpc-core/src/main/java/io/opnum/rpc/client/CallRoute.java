package io.opnum.rpc.client;

import java.util.concurrent.RejectedExecutionException;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.client.Failure.Remedy;
import org.jspecify.annotations.Nullable;

/**
 * The way of a call from its binding handle over an endpoint and an association to a
 * connection; a second time where the call certainly did not execute and that may help.
 * <p>
 * Belongs to whoever has the call in hand; what others may see of it says so.
 */
final class CallRoute {

	private final ClientCall call;

	private final ClientRuntime runtime;

	/** The only group that the call can go to. */
	private final @Nullable AssociationGroup group;

	private @Nullable Association expected;

	private volatile @Nullable Association association;

	private volatile @Nullable ClientConnection connection;

	// Of the current attempt

	private @Nullable Endpoint endpoint;

	private boolean repeated;

	private @Nullable Failure firstFailure;

	private long notBefore;

	/**
	 * Create the way of a call.
	 * @param call the call
	 * @param runtime the client
	 * @param group the group that its context handles belong to, so that it can go
	 * nowhere else; {@code null} if it passes none
	 */
	CallRoute(ClientCall call, ClientRuntime runtime, @Nullable AssociationGroup group) {
		this.call = call;
		this.runtime = runtime;
		this.group = group;
	}

	/** The only group that the call can go to, {@code null} for any. Any thread. */
	@Nullable AssociationGroup group() {
		return this.group;
	}

	/**
	 * Note which association the call will go to, unless its endpoint changes.
	 * @param association the association, or {@code null} where none is known
	 */
	void expect(@Nullable Association association) {
		this.expected = association;
	}

	/**
	 * Return the association of an endpoint, if it is the one that was expected.
	 * @param endpoint the endpoint
	 * @return the association, or {@code null} where it has to be looked for
	 */
	@Nullable Association expected(Endpoint endpoint) {
		Association expected = this.expected;
		return (expected != null && expected.endpoint().equals(endpoint)) ? expected : null;
	}

	/** Set out: over the endpoint of the handle, once that is known. */
	void start() {
		Endpoint endpoint = (this.group != null) ? this.group.association().endpoint() : this.call.target().endpoint();
		if (endpoint != null) {
			to(endpoint);
		}
		else {
			this.runtime.resolve(this.call, true);
		}
	}

	/**
	 * There is no endpoint to go to.
	 * @param thrown why
	 */
	void notResolved(Throwable thrown) {
		this.call.fail(Failures.notResolved(thrown, this.firstFailure));
	}

	/**
	 * Go on to an endpoint.
	 * @param endpoint the endpoint
	 */
	void to(Endpoint endpoint) {
		this.endpoint = endpoint;
		try {
			this.runtime.submit(this.call, endpoint);
		}
		catch (RuntimeException ex) {
			this.call.fail(Failures.notConnected(endpoint, ex));
		}
	}

	/**
	 * An attempt ended in which the call certainly did not execute: try once more where
	 * that may help, else end the call. The call is not sent.
	 * @param failure why the attempt ended
	 */
	void attemptFailed(Failure failure) {
		this.connection = null;
		this.association = null;
		if (this.repeated || failure.remedy() == Remedy.NONE || this.call.isEnded()) {
			this.call.fail(failure);
			return;
		}
		this.repeated = true;
		this.notBefore = System.nanoTime();
		this.firstFailure = failure;
		if (this.group != null) {
			// Over another connection of the group, if there is one yet
			to(this.group.association().endpoint());
			return;
		}
		CallTarget target = this.call.target();
		Endpoint stale = this.endpoint;
		if (stale != null) {
			target.handle().reset(stale);
		}
		Endpoint current = target.endpoint();
		if (current == null) {
			// An endpoint that the interface names is not stale for a lost connection
			this.runtime.resolve(this.call, failure.remedy() == Remedy.RECONNECT);
		}
		else if (!current.equals(stale) || failure.remedy() == Remedy.RECONNECT) {
			to(current);
		}
		else {
			this.call.fail(failure);
		}
	}

	/** Look for another connection: the one assigned does not serve the interface. */
	void again() {
		this.connection = null;
		Endpoint endpoint = this.endpoint;
		if (endpoint != null) {
			to(endpoint);
		}
	}

	/**
	 * Return the time before which a connection must not have been opened to be trusted
	 * with this call.
	 * @return the {@link System#nanoTime()}, or 0 for any
	 */
	long notBefore() {
		return this.notBefore;
	}

	/**
	 * Note the association whose connections the call waits for.
	 * @param association the association
	 */
	void waitAt(Association association) {
		this.association = association;
	}

	/**
	 * Note the connection that has the call from now on.
	 * @param connection the connection
	 */
	void assign(ClientConnection connection) {
		this.connection = connection;
	}

	/** Return the connection that has the call, if one does. Any thread. */
	@Nullable ClientConnection connection() {
		return this.connection;
	}

	/** Go to the event loop of the connection that was assigned. */
	void submit() {
		ClientConnection connection = this.connection;
		if (connection == null) {
			return;
		}
		try {
			connection.submit(this.call);
		}
		catch (RejectedExecutionException ex) {
			this.call.fail(Failures.clientClosed());
		}
	}

	/** The call was given up: take it from whoever has it. Any thread. */
	void leave() {
		this.runtime.forget(this.call);
		Association association = this.association;
		if (association != null) {
			association.forget(this.call);
		}
		// Read last: the association assigns a connection before it lets go of the call
		ClientConnection connection = this.connection;
		if (connection != null) {
			connection.abandon(this.call);
		}
	}

}
