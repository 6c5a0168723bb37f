package io.opnum.rpc.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.OperationStub;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls of one proxy: picks the binding handle, runs the interceptors, marshals
 * on the caller's thread and sets the call on its way. Thread-safe.
 */
final class ProxyCaller implements OperationCaller {

	private static final Logger logger = LoggerFactory.getLogger(ProxyCaller.class);

	private final ClientRuntime runtime;

	private final InterfaceStub stub;

	private final BindingHandle handle;

	private final CallPolicy policy;

	private final RpcClientInterceptor[] interceptors;

	/**
	 * Create the caller of a proxy.
	 * @param runtime the client
	 * @param stub the interface
	 * @param handle the binding handle of calls that have no explicit one
	 * @param policy how calls are made
	 * @param interceptors the interceptors, the outermost first
	 */
	ProxyCaller(ClientRuntime runtime, InterfaceStub stub, BindingHandle handle, CallPolicy policy,
			List<RpcClientInterceptor> interceptors) {
		this.runtime = runtime;
		this.stub = stub;
		this.handle = handle;
		this.policy = policy;
		this.interceptors = interceptors.toArray(RpcClientInterceptor[]::new);
	}

	@Override
	public @Nullable Object call(OperationStub operation, @Nullable Object[] arguments) throws Throwable {
		CallTarget target = new CallTarget(this.stub, operation, handle(operation, arguments), this.policy.location());
		if (this.interceptors.length == 0) {
			return call(target, arguments);
		}
		return new InterceptedCall(this, target, arguments, this.interceptors).proceed();
	}

	/**
	 * Make a call that has passed the interceptors.
	 * @param target what is called
	 * @param arguments the arguments
	 * @return the result, or its future
	 */
	@Nullable Object call(CallTarget target, @Nullable Object[] arguments) {
		if (target.operation().isBroadcast()) {
			throw Failures.broadcast(target.handle()).toException(target);
		}
		TimeLimit limit = TimeLimit.of(timeout(target.handle()));
		NdrFormat format = this.runtime.format(target);
		CallContextHandles contextHandles = (target.operation().contextHandles().isEmpty()) ? null
				: new CallContextHandles(target, this::close);
		ByteBuf message = Marshalling.marshal(target.operation(), arguments, format, contextHandles);
		if (target.operation().isAsynchronous()) {
			return new AsynchronousCall(this.runtime, target, arguments, message, format, contextHandles,
					this.policy.callbacks())
				.begin(limit);
		}
		return new SynchronousCall(this.runtime, target, arguments, message, format, contextHandles).await(limit);
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
			Object result = call(operation, operation.closingArguments(handle, handle.bindingHandle()));
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

	/** Whether the server does not know a handle any more, or soon will not. */
	private static boolean isGone(Throwable failure) {
		return failure instanceof ContextMismatchException || failure instanceof RpcCommunicationException
				|| failure instanceof RpcTimeoutException || failure instanceof RpcCancelledException;
	}

}
