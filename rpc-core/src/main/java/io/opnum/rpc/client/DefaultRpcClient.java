package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.Out;
import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcClientStatistics;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.epm.EndpointMapReader;
import io.opnum.rpc.epm.EndpointMapResolver;
import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.mgmt.Management;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.PerCallCredentials;
import org.jspecify.annotations.Nullable;

/**
 * The client. Thread-safe.
 */
final class DefaultRpcClient implements RpcClient {

	private final ClientSettings settings;

	private final ClientRuntime runtime;

	DefaultRpcClient(ClientSettings settings) {
		this.settings = settings;
		EndpointResolver resolver = settings.endpointResolver();
		this.runtime = new ClientRuntime(settings, (resolver != null) ? resolver
				: new EndpointMapResolver(this::endpointMapper, settings.endpointMapperPort()));
	}

	@Override
	public <T> T proxy(Class<T> rpcInterface, BindingHandle bindingHandle, List<RpcClientInterceptor> interceptors) {
		List<RpcClientInterceptor> all = new ArrayList<>(this.settings.interceptors());
		all.addAll(interceptors);
		InterfaceStub stub = InterfaceStub.of(rpcInterface);
		return proxy(rpcInterface, bindingHandle, null,
				new CallPolicy(stub, this.settings.callbackExecutor(), null, null), all);
	}

	@Override
	public <T> T proxy(Class<T> rpcInterface, BindingVector bindingVector, List<RpcClientInterceptor> interceptors) {
		List<RpcClientInterceptor> all = new ArrayList<>(this.settings.interceptors());
		all.addAll(interceptors);
		InterfaceStub stub = InterfaceStub.of(rpcInterface);
		return proxy(rpcInterface, bindingVector.handles().get(0), bindingVector,
				new CallPolicy(stub, this.settings.callbackExecutor(), null, null), all);
	}

	@Override
	public CompletionStage<Endpoint> resolve(BindingHandle bindingHandle, Class<?> rpcInterface) {
		InterfaceStub stub = InterfaceStub.of(rpcInterface);
		return bindingHandle.resolve(this.runtime.resolver(), stub.interfaceId(), stub.endpoints());
	}

	@Override
	public List<EndpointEntry> endpointMap(StringBinding endpointMapper) {
		StringBinding at = (endpointMapper.isFullyBound()) ? endpointMapper
				: EndpointMapResolver.endpointMapper(endpointMapper, this.settings.endpointMapperPort())
					.toStringBinding();
		return new EndpointMapReader(endpointMapper(at)).read();
	}

	@Override
	public CompletionStage<Boolean> isServerListening(BindingHandle bindingHandle, Class<?> rpcInterface,
			Duration timeout) {
		Management management = proxy(Management.class, withoutCaller(bindingHandle), null,
				new CallPolicy(InterfaceStub.of(rpcInterface), this.settings.callbackExecutor(), timeout,
						RetryPolicy.NONE),
				List.of());
		Out<Integer> status = new Out<>();
		return management.isServerListening(status).thenApply((listening) -> listening != 0 && status.get() == 0);
	}

	/** Where callers are to be authenticated there is none to ask for the server as. */
	private BindingHandle withoutCaller(BindingHandle handle) {
		return (this.settings.authentication(handle).credentials() instanceof PerCallCredentials)
				? handle.with(AuthenticationInfo.OPTION, AuthenticationInfo.NONE) : handle;
	}

	/**
	 * Make a proxy for the resolution of endpoints. What becomes of its calls is nothing
	 * that waits: it goes on where the answer arrives. NDR is offered in any case: it is
	 * what every endpoint mapper speaks, whatever the interfaces do that it is asked for.
	 * Nobody is authenticated: it answers anybody, and callers have no account there.
	 */
	private EndpointMapper endpointMapper(StringBinding at) {
		Set<TransferSyntax> transferSyntaxes = EnumSet.copyOf(this.settings.transferSyntaxes());
		transferSyntaxes.add(TransferSyntax.NDR);
		BindingHandle handle = BindingHandle.of(at)
			.with(BindingOption.TRANSFER_SYNTAXES, transferSyntaxes)
			.with(AuthenticationInfo.OPTION, AuthenticationInfo.NONE);
		return proxy(EndpointMapper.class, handle, null,
				new CallPolicy(InterfaceStub.of(EndpointMapper.class), Runnable::run, null, RetryPolicy.NONE),
				List.of());
	}

	private <T> T proxy(Class<T> rpcInterface, BindingHandle handle, @Nullable BindingVector vector, CallPolicy policy,
			List<RpcClientInterceptor> interceptors) {
		((vector != null) ? vector.handles() : List.of(handle)).forEach(this::checkAuthentication);
		if (vector != null) {
			checkCallers(vector);
		}
		InterfaceStub stub = InterfaceStub.of(rpcInterface);
		HandleSelector selector = (vector != null) ? this.runtime.selector(vector) : null;
		return ReflectiveProxy.create(rpcInterface, stub,
				new ProxyDescription(stub, (vector != null) ? vector : handle),
				new ProxyCaller(this.runtime, stub, handle, selector, policy, interceptors));
	}

	/** All handles leave it to the same source who calls, or none does. */
	private void checkCallers(BindingVector vector) {
		long sources = vector.handles()
			.stream()
			.map((handle) -> this.settings.authentication(handle).credentials())
			.map((credentials) -> (credentials instanceof PerCallCredentials source) ? source
					: PerCallCredentials.class)
			.distinct()
			.count();
		if (sources > 1) {
			throw new InvalidBindingException(
					"Some handles of %s have PerCallCredentials and others do not, or other ones: give all the same"
						.formatted(vector),
					RpcStatus.INVALID_BINDING, true, null);
		}
	}

	/** What can't be authenticated as it has to be is refused here, not at a call. */
	private void checkAuthentication(BindingHandle handle) {
		AuthenticationInfo authentication = this.settings.authentication(handle);
		if (authentication.isAuthenticated()) {
			this.settings.check(authentication);
		}
	}

	@Override
	public RpcClientStatistics statistics() {
		return this.runtime.statistics();
	}

	@Override
	public void close() {
		this.runtime.close();
	}

	/**
	 * What a proxy says it is.
	 */
	private record ProxyDescription(InterfaceStub stub, Object binding) {

		@Override
		public String toString() {
			return this.stub + " at " + this.binding;
		}

	}

}
