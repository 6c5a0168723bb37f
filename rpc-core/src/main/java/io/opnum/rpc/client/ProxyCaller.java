package io.opnum.rpc.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.Out;
import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.client.Attempts.RepetitionRules;
import io.opnum.rpc.ndr.ContextHandleParameter;
import io.opnum.rpc.ndr.FullPointers;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.PerCallCredentials;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of one proxy: picks the binding handle, runs the interceptors, marshals
 * on the caller's thread and sets the call on its way. Thread-safe.
 */
final class ProxyCaller implements OperationCaller {

	private static final Logger logger = LoggerFactory.getLogger(ProxyCaller.class);

	/** Of so many retry policies budgets are kept. */
	private static final int MAX_RULES = 64;

	private final ClientRuntime runtime;

	private final InterfaceStub stub;

	private final BindingHandle handle;

	/** Whether it is left to callers as whom they call over the handle. */
	private final boolean perCaller;

	private final @Nullable HandleSelector selector;

	private final CallPolicy policy;

	private final Map<RetryPolicy, RepetitionRules> rules = new ConcurrentHashMap<>(2);

	private final RpcClientInterceptor[] interceptors;

	/** That of the latest call, so that the next one need not look for it. */
	private volatile @Nullable KnownAssociation known;

	/** That of a latest call, which the next one may share. */
	private @Nullable CallTarget latestTarget;

	/** That of a latest call, which the next one may share. */
	private TimeLimit latestLimit = TimeLimit.NONE;

	/**
	 * Create the caller of a proxy.
	 * @param runtime the client
	 * @param stub the interface
	 * @param handle the binding handle of calls that have no explicit one
	 * @param selector picks another handle for them, or {@code null}
	 * @param policy how calls are made
	 * @param interceptors the interceptors, the outermost first
	 */
	ProxyCaller(ClientRuntime runtime, InterfaceStub stub, BindingHandle handle, @Nullable HandleSelector selector,
			CallPolicy policy, List<RpcClientInterceptor> interceptors) {
		this.runtime = runtime;
		this.stub = stub;
		this.handle = handle;
		this.perCaller = runtime.settings().authentication(handle).credentials() instanceof PerCallCredentials;
		this.selector = selector;
		this.policy = policy;
		this.interceptors = interceptors.toArray(RpcClientInterceptor[]::new);
	}

	@Override
	public @Nullable Object call(OperationStub operation, @Nullable Object[] arguments) throws Throwable {
		return call(target(operation, handle(operation, arguments)), arguments);
	}

	private @Nullable Object call(CallTarget target, @Nullable Object[] arguments) throws Throwable {
		if (this.interceptors.length == 0) {
			return call(target, arguments, null);
		}
		return new InterceptedCall(this, target, arguments, this.interceptors).proceed();
	}

	private CallTarget target(OperationStub operation, BindingHandle handle) {
		CallTarget latest = this.latestTarget;
		if (latest != null && latest.operation() == operation && latest.handle() == handle) {
			return latest;
		}
		CallTarget target = new CallTarget(this.stub, operation, handle, this.policy.location(), null);
		this.latestTarget = target;
		return target;
	}

	/**
	 * Make a call that has passed the interceptors.
	 * @param target what is called
	 * @param arguments the arguments
	 * @param observer what is told of its attempts, or {@code null}
	 * @return the result, or its future
	 * @throws Throwable what the operation declares, or an
	 * {@link io.opnum.rpc.RpcException}
	 */
	@Nullable Object call(CallTarget target, @Nullable Object[] arguments, @Nullable InterceptedCall observer) throws Throwable {
		if (target.operation().isBroadcast()) {
			throw Failures.broadcast(target.handle()).toException(target);
		}
		target.operation().checkPipes(arguments);
		if (target.caller() == null && mayNeedCaller(target.handle())) {
			CallerIdentity caller = CallerIdentity.of(this.runtime.settings(), target);
			return (caller != null) ? limited(target.as(caller), arguments, observer)
					: limited(target, arguments, observer);
		}
		return limited(target, arguments, observer);
	}

	/** Whether it is left to callers who is authenticated; known of the own handle. */
	private boolean mayNeedCaller(BindingHandle handle) {
		return handle != this.handle || this.perCaller;
	}

	private @Nullable Object limited(CallTarget target, @Nullable Object[] arguments,
			@Nullable InterceptedCall observer) throws Throwable {
		TimeLimit limit = limit(timeout(target.handle()));
		HandleSelector selector = selector(target.operation());
		CallTarget opened = (selector != null) ? whereOpened(target, arguments) : null;
		return (opened != null) ? call(opened, arguments, limit, null, observer)
				: call(target, arguments, limit, selector, observer);
	}

	private @Nullable Object call(CallTarget target, @Nullable Object[] arguments, TimeLimit limit,
			@Nullable HandleSelector selector, @Nullable InterceptedCall observer) throws Throwable {
		RetryPolicy retryPolicy = retryPolicy(target.handle());
		if (selector == null && retryPolicy.maxAttempts() == 1) {
			return attempt(target, arguments, limit);
		}
		RepeatedCall repeated = new RepeatedCall(this.runtime,
				new Attempts(target, limit, rules(retryPolicy), selector),
				(attempted, left) -> attempt(attempted, arguments, left), observer);
		return (target.operation().isAsynchronous()) ? repeated.begin(this.policy.callbacks()) : repeated.await();
	}

	private TimeLimit limit(Duration timeout) {
		TimeLimit latest = this.latestLimit;
		TimeLimit limit = TimeLimit.of((latest.timeout() == timeout) ? latest : new TimeLimit(timeout, false),
				this.runtime.settings().deadlinePropagation());
		if (!limit.inherited() && limit != latest) {
			this.latestLimit = limit;
		}
		return limit;
	}

	private @Nullable HandleSelector selector(OperationStub operation) {
		return (operation.bindingHandleIndex() < 0) ? this.selector : null;
	}

	/** Where the context handle was opened that a call passes, if it passes one. */
	private @Nullable CallTarget whereOpened(CallTarget target, @Nullable Object[] arguments) {
		for (ContextHandleParameter parameter : target.operation().contextHandles()) {
			Object argument = (parameter.index() < arguments.length) ? arguments[parameter.index()] : null;
			Object value = (argument instanceof Out<?> holder) ? holder.getOrNull() : argument;
			if (value instanceof ClientContextHandle<?> handle && isAsStrong(handle.bindingHandle(), target.handle())) {
				return target.over(handle.bindingHandle());
			}
		}
		return null;
	}

	/** Whether calls over a handle are at least as well protected as over another. */
	private boolean isAsStrong(BindingHandle handle, BindingHandle other) {
		ClientSettings settings = this.runtime.settings();
		return settings.authentication(handle).level().isAtLeast(settings.authentication(other).level());
	}

	private RetryPolicy retryPolicy(BindingHandle handle) {
		if (this.policy.retryPolicy() != null) {
			return this.policy.retryPolicy();
		}
		RetryPolicy retryPolicy = handle.option(BindingOption.RETRY_POLICY);
		return (retryPolicy != null) ? retryPolicy : this.runtime.settings().retryPolicy();
	}

	private RepetitionRules rules(RetryPolicy retryPolicy) {
		RepetitionRules known = this.rules.get(retryPolicy);
		if (known != null) {
			return known;
		}
		if (this.rules.size() >= MAX_RULES) {
			// Explicit handles, each with a policy of its own: all begin with new budgets
			this.rules.clear();
		}
		return this.rules.computeIfAbsent(retryPolicy,
				(policy) -> new RepetitionRules(policy, new RetryBudget(policy.budget())));
	}

	private @Nullable Object attempt(CallTarget target, @Nullable Object[] arguments, TimeLimit limit)
			throws Throwable {
		Association association = association(target);
		NdrFormat format = (association != null) ? association.format(target.stub().interfaceId()) : NdrFormat.NDR;
		CallContextHandles contextHandles = (target.operation().contextHandles().isEmpty()) ? null
				: new CallContextHandles(target, this::close);
		FullPointers fullPointers = target.stub().hasFullPointers() ? new FullPointers() : null;
		ByteBuf message = Marshalling.marshal(target.operation(), arguments, format, contextHandles, fullPointers);
		if (target.operation().hasPipes()) {
			PipedCall call = new PipedCall(this.runtime, target, arguments, message, format, contextHandles, limit);
			call.prepare(association, fullPointers);
			return target.operation().isAsynchronous() ? call.begin() : call.await();
		}
		if (target.operation().isAsynchronous()) {
			AsynchronousCall call = new AsynchronousCall(this.runtime, target, arguments, message, format,
					contextHandles, this.policy.callbacks());
			call.prepare(association, fullPointers);
			return call.begin(limit);
		}
		SynchronousCall call = new SynchronousCall(this.runtime, target, arguments, message, format, contextHandles);
		call.prepare(association, fullPointers);
		return call.await(limit);
	}

	/** Where a call will go to, as far as is known. */
	private @Nullable Association association(CallTarget target) {
		Endpoint endpoint = target.endpoint();
		if (endpoint == null) {
			return null;
		}
		KnownAssociation known = this.known;
		if (known != null && known.isFor(target, endpoint)) {
			return known.association();
		}
		Association association = this.runtime.association(endpoint, target);
		this.known = (association != null) ? new KnownAssociation(target, association) : null;
		return association;
	}

	private Duration timeout(BindingHandle handle) {
		Duration timeout = (this.policy.timeout() != null) ? this.policy.timeout() : handle.timeout();
		return (timeout != null) ? timeout : this.runtime.settings().timeout();
	}

	private BindingHandle handle(OperationStub operation, @Nullable Object[] arguments) {
		int index = operation.bindingHandleIndex();
		if (index < 0) {
			return this.handle;
		}
		if (arguments[index] instanceof BindingHandle explicit) {
			return explicit;
		}
		throw new InvalidBindingException(
				"%s.%s (opnum %d) takes an explicit binding handle, but parameter %d is null: pass the BindingHandle to call over"
					.formatted(this.stub.name(), operation.name(), operation.opnum(), index + 1),
				RpcStatus.INVALID_BINDING, true, null);
	}

	/** Close a context handle at its server, unless that is gone. */
	private void close(ClientContextHandle<?> handle, Class<?> stateType) {
		OperationStub operation = this.stub.closingOperation(stateType);
		if (operation == null) {
			return;
		}
		try {
			Object result = call(closing(operation, handle),
					operation.closingArguments(handle, handle.bindingHandle()));
			if (result instanceof CompletionStage<?> stage) {
				stage.toCompletableFuture().join();
			}
		}
		catch (Throwable ex) {
			Throwable failure = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			if (!isGone(failure)) {
				throw (failure instanceof RuntimeException unchecked) ? unchecked
						: new IllegalStateException("%s could not be closed".formatted(handle), failure);
			}
			logger.debug("{} is forgotten: its server could not be told", handle, failure);
		}
	}

	/** To be called as whoever opened a handle: anybody may close it. */
	private CallTarget closing(OperationStub operation, ClientContextHandle<?> handle) {
		BindingHandle bindingHandle = (operation.bindingHandleIndex() < 0) ? this.handle : handle.bindingHandle();
		CallTarget target = new CallTarget(this.stub, operation, bindingHandle, this.policy.location(), null);
		AuthenticationInfo opened = this.runtime.settings().authentication(bindingHandle);
		return (opened.credentials() instanceof PerCallCredentials source)
				? target.as(new CallerIdentity(this.runtime.settings(), source,
						handle.group().association().authentication().credentials()))
				: target;
	}

	/** Whether the server does not know a handle any more, or soon will not. */
	private static boolean isGone(Throwable failure) {
		return failure instanceof ContextMismatchException || failure instanceof RpcCommunicationException
				|| failure instanceof RpcTimeoutException || failure instanceof RpcCancelledException;
	}

	/**
	 * The association that the calls of a caller over a handle went to.
	 *
	 * @param target what was called
	 * @param association the association
	 */
	private record KnownAssociation(CallTarget target, Association association) {

		boolean isFor(CallTarget target, Endpoint endpoint) {
			return target.handle() == this.target.handle() && Objects.equals(target.caller(), this.target.caller())
					&& !this.association.isOver() && this.association.endpoint().equals(endpoint);
		}

	}

}
