package io.opnum.rpc;

import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

import javax.net.ssl.SSLSession;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import org.jspecify.annotations.Nullable;

/**
 * The call that the current thread serves: who calls, over what, for which object.
 * <p>
 * An operation reads it with {@link #current()} on the thread that called it; what it
 * returned may be handed to other threads.
 *
 * @since 0.1.0
 */
public interface RpcCallContext {

	/**
	 * Return the call that the current thread serves.
	 * @return the call
	 * @throws IllegalStateException on a thread that serves none
	 */
	static RpcCallContext current() {
		RpcCallContext context = RpcCallContexts.get();
		if (context == null) {
			throw new IllegalStateException("This thread serves no RPC call");
		}
		return context;
	}

	/**
	 * Return the id of the interface that is called.
	 * @return the interface id, of the version that the server has
	 */
	InterfaceId interfaceId();

	/**
	 * Return the operation that is called.
	 * @return the operation number
	 */
	int opnum();

	/**
	 * Return the Java interface that is called.
	 * @return the Java interface
	 */
	Class<?> rpcInterface();

	/**
	 * Return the method of the interface that is called.
	 * @return the method
	 */
	Method method();

	/**
	 * Return the number of the call. Callers choose it; one connection of theirs has it
	 * once at a time.
	 * @return the call id, unsigned
	 */
	int callId();

	/**
	 * Return how the stub data of the call is laid out.
	 * @return the transfer syntax
	 */
	TransferSyntax transferSyntax();

	/**
	 * Return the protocol sequence that the call came over.
	 * @return the protocol sequence
	 */
	default ProtocolSequence protocolSequence() {
		return localEndpoint().protocolSequence();
	}

	/**
	 * Return where the caller is, as a binding that calls it back
	 * ({@code RpcBindingServerFromClient}): protocol sequence, network address and the
	 * object of this call; no endpoint, since that is not known.
	 * @return the string binding; without an address where the caller has none
	 */
	StringBinding callerBinding();

	/**
	 * Return who the caller proved to be.
	 * @return the authentication, or {@code null} of a caller without any
	 */
	@Nullable RpcAuthentication authentication();

	/**
	 * Return what was agreed with the caller by TLS: protocol, cipher suite and, where
	 * the endpoint asks for them, the certificates of the caller
	 * ({@link SSLSession#getPeerCertificates()}). They say who connected, whoever
	 * {@link #authentication()} says is calling.
	 * @return the session, or {@code null} of a call without TLS
	 */
	default @Nullable SSLSession tlsSession() {
		return null;
	}

	/**
	 * Return the endpoint of the server that the call came in on.
	 * @return the endpoint
	 */
	Endpoint localEndpoint();

	/**
	 * Return the address of this host that the caller reached.
	 * @return the address, or {@code null} where the transport doesn't know
	 */
	@Nullable SocketAddress localAddress();

	/**
	 * Return the transport address of the caller.
	 * @return the address
	 */
	SocketAddress callerAddress();

	/**
	 * Return whether the caller is on this host, as far as its address tells.
	 * @return whether the caller is local
	 */
	boolean isCallerLocal();

	/**
	 * Return the object UUID that the call names.
	 * @return the object UUID, or {@code null}
	 */
	@Nullable UUID objectUuid();

	/**
	 * Return the association of the caller.
	 * @return the association
	 */
	RpcAssociation association();

	/**
	 * Return the attribute of a type that this call has, made on its first use: what a
	 * {@link RpcSecurityCallback} found out is there for interceptors and for the
	 * operation. Where two threads make it at once, both get the same.
	 * @param <T> the type of the attribute
	 * @param type the type of the attribute
	 * @param factory makes the attribute
	 * @return the attribute
	 * @see RpcAssociation#attribute what lasts longer than the call
	 */
	<T> T attribute(Class<T> type, Supplier<? extends T> factory);

	/**
	 * Return whether the caller cancelled the call, orphaned it or is gone, or has no
	 * {@link #remainingTime() time} left, so that the result is of no use any more. An
	 * operation that ends for it throws
	 * {@link java.util.concurrent.CancellationException}, which the caller gets as
	 * {@code nca_s_fault_cancel}; one that returns all the same is answered as usual.
	 * @return whether the call is cancelled
	 */
	boolean isCancelled();

	/**
	 * Return whether the connection of the caller has ended, so that it gets no answer
	 * whatever comes.
	 * @return whether the caller is gone
	 */
	boolean isDisconnected();

	/**
	 * Return the time that the caller waits for the result from now on. Clients of this
	 * library tell it; others do not. Calls that the operation makes itself, on the
	 * thread that serves this one, have no longer than that.
	 * @return the time left, zero if it is over; {@code null} if the caller told none
	 */
	@Nullable Duration remainingTime();

	/**
	 * Have something run when the call is cancelled: at once, on this thread, if it is
	 * cancelled already; else on a thread of the server; never once the call is answered.
	 * It shall be short, for example close what the operation waits for. A future that
	 * the operation returned is cancelled without that.
	 * @param listener what runs, at most once
	 */
	void onCancel(Runnable listener);

	/**
	 * Have something run when the connection of the caller ends: as
	 * {@link #onCancel(Runnable)}, but not for a cancel. What belongs to the client and
	 * not to the call goes into {@link RpcAssociation#attribute}.
	 * @param listener what runs, at most once
	 */
	void onDisconnect(Runnable listener);

}
