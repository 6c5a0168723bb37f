package io.opnum.rpc.server;

import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.net.ssl.SSLSession;

import io.opnum.rpc.RpcAssociation;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.pdu.FragmentVerifier;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call whatever becomes of it: where it came in, who makes it, what it
 * is for, and how long its caller waits.
 * <p>
 * Thread-safe once the call is routed.
 */
abstract class IncomingCall extends CancellableCall implements RpcServerCall, RpcCallContext {

	/** Beyond it, 142 years, time is as good as not limited. */
	private static final long MOST_MICROS = Long.MAX_VALUE / 2000;

	private final ServerConnection connection;

	private final PresentationContext<RegisteredInterface> context;

	/** The first fragment, whose stub is not this one's. */
	private final Request head;

	private final @Nullable AuthenticatedCaller caller;

	private @Nullable ServerRegistration registration;

	private @Nullable OperationStub operation;

	/** When the caller has no time left, in nanoseconds; where it tells. */
	private long deadline;

	private boolean limited;

	/** Most calls have none. */
	private volatile @Nullable Map<Class<?>, Object> attributes;

	/**
	 * Create a call.
	 * @param connection the connection that it came on
	 * @param context its presentation context
	 * @param head the first fragment of its request, for all but the stub
	 * @param caller who makes it, or {@code null} if the caller is not authenticated
	 */
	IncomingCall(ServerConnection connection, PresentationContext<RegisteredInterface> context, Request head,
			@Nullable AuthenticatedCaller caller) {
		this.caller = caller;
		this.connection = connection;
		this.context = context;
		this.head = head;
	}

	final ServerConnection connection() {
		return this.connection;
	}

	final PresentationContext<RegisteredInterface> presentationContext() {
		return this.context;
	}

	public final int callId() {
		return this.head.callId();
	}

	/** Whether the caller awaits no answer, and gets none. */
	final boolean isMaybe() {
		return PacketFlag.isSet(this.head.flags(), PacketFlag.MAYBE);
	}

	// ---- what it is for

	/** Set what the call goes to. */
	void route(ServerRegistration registration, OperationStub operation) {
		this.registration = registration;
		this.operation = operation;
	}

	final OperationStub operation() {
		return Objects.requireNonNull(this.operation, "The call is not routed");
	}

	final ServerRegistration registration() {
		return Objects.requireNonNull(this.registration, "The call is not routed");
	}

	@Override
	public final InterfaceId interfaceId() {
		return registration().interfaceId();
	}

	@Override
	public final Class<?> rpcInterface() {
		return registration().rpcInterface();
	}

	@Override
	public final Method method() {
		return operation().method();
	}

	@Override
	public final int opnum() {
		return this.head.opnum();
	}

	@Override
	public final @Nullable UUID objectUuid() {
		return this.head.objectUuid();
	}

	@Override
	public final Object target() {
		return registration().implementation();
	}

	@Override
	public final RpcCallContext context() {
		return this;
	}

	// ---- where it came in, and from whom

	@Override
	public final Endpoint localEndpoint() {
		return this.connection.endpoint();
	}

	@Override
	public final @Nullable SocketAddress localAddress() {
		return this.connection.localAddress();
	}

	@Override
	public final TransferSyntax transferSyntax() {
		return this.context.transferSyntax().equals(SyntaxId.NDR64) ? TransferSyntax.NDR64 : TransferSyntax.NDR;
	}

	@Override
	public final StringBinding callerBinding() {
		StringBinding.Builder binding = StringBinding.builder(protocolSequence()).objectUuid(objectUuid());
		if (callerAddress() instanceof InetSocketAddress caller && caller.getAddress() != null) {
			String address = caller.getAddress().getHostAddress();
			int scope = address.indexOf('%');
			binding.networkAddress((scope < 0) ? address : address.substring(0, scope));
		}
		return binding.build();
	}

	@Override
	public final @Nullable RpcAuthentication authentication() {
		return this.caller;
	}

	@Override
	public final @Nullable SSLSession tlsSession() {
		return this.connection.tlsSession();
	}

	final @Nullable AuthenticatedCaller caller() {
		return this.caller;
	}

	/** The verifier of responses, or {@code null} if they are not protected. */
	final @Nullable FragmentVerifier verifier() {
		return (this.caller != null) ? this.caller.verifier() : null;
	}

	@Override
	public final SocketAddress callerAddress() {
		return this.connection.remoteAddress();
	}

	@Override
	public final boolean isCallerLocal() {
		return this.connection.isPeerLocal();
	}

	@Override
	public final RpcAssociation association() {
		return this.connection.association().of(CallerIdentity.of(this.caller));
	}

	@Override
	public final <T> T attribute(Class<T> type, Supplier<? extends T> factory) {
		Map<Class<?>, Object> attributes = attributes();
		Object attribute = attributes.get(type);
		if (attribute == null) {
			// No lock is held meanwhile: the factory is the application's, and may block
			T made = factory.get();
			attribute = attributes.putIfAbsent(type, made);
			return (attribute != null) ? type.cast(attribute) : made;
		}
		return type.cast(attribute);
	}

	private Map<Class<?>, Object> attributes() {
		Map<Class<?>, Object> attributes = this.attributes;
		if (attributes != null) {
			return attributes;
		}
		synchronized (this) {
			attributes = this.attributes;
			if (attributes == null) {
				attributes = new ConcurrentHashMap<>(2);
				this.attributes = attributes;
			}
			return attributes;
		}
	}

	// ---- how long its caller waits

	/**
	 * Set how long the caller waits from now on.
	 * @param micros the microseconds, or {@link RemainingTime#NONE}
	 */
	final void limit(long micros) {
		if (micros >= 0 && micros <= MOST_MICROS) {
			this.limited = true;
			this.deadline = now() + TimeUnit.MICROSECONDS.toNanos(micros);
		}
	}

	/** Whether the caller waits no more. */
	final boolean isExpired() {
		return this.limited && this.deadline - now() <= 0;
	}

	@Override
	public final @Nullable Duration remainingTime() {
		return this.limited ? Duration.ofNanos(Math.max(0, this.deadline - now())) : null;
	}

	private long now() {
		return this.connection.runtime().nanoTime().getAsLong();
	}

	@Override
	public final boolean isCancelled() {
		return wasCancelled() || isExpired();
	}

	@Override
	final Executor cancelExecutor() {
		return this.connection.runtime().cancelExecutor();
	}

	@Override
	public final String toString() {
		String called = (this.operation != null && this.registration != null)
				? this.registration.stub().name() + "." + this.operation.name()
				: "opnum " + opnum() + " of " + this.context.abstractSyntax();
		return "Call %s of %s from %s".formatted(Integer.toUnsignedString(callId()), called, this.connection);
	}

}
