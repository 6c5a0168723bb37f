package io.opnum.rpc.boot.autoconfigure;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.NotAnRpcInterfaceException;
import io.opnum.rpc.boot.RpcClientBinding;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.UnknownRpcClientBindingException;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.transport.TransportSecurity;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * {@link RpcClients} over the configured bindings. Thread-safe.
 */
class ConfiguredRpcClients implements RpcClients {

	private final RpcClient client;

	private final RpcClientProperties properties;

	private final RpcClientConnectionDetails connectionDetails;

	private final RpcClientInterceptors interceptors;

	private final ClientAuthentications authentications;

	private final BundledSecurity security;

	private final Map<String, Binding> bindings = new ConcurrentHashMap<>();

	ConfiguredRpcClients(RpcClient client, RpcClientProperties properties, RpcClientConnectionDetails connectionDetails,
			RpcClientInterceptors interceptors, ClientAuthentications authentications, BundledSecurity security) {
		this.client = client;
		this.properties = properties;
		this.connectionDetails = connectionDetails;
		this.interceptors = interceptors;
		this.authentications = authentications;
		this.security = security;
	}

	@Override
	public <T> T get(String name, Class<T> rpcInterface) {
		if (!rpcInterface.isAnnotationPresent(RpcInterface.class)) {
			throw new NotAnRpcInterfaceException(rpcInterface, "The binding '%s'".formatted(name));
		}
		Binding binding = binding(name);
		if (binding == null) {
			throw new UnknownRpcClientBindingException(name, rpcInterface, this.connectionDetails.getBindingNames());
		}
		return rpcInterface.cast(binding.proxies.computeIfAbsent(rpcInterface,
				(type) -> proxy(rpcInterface, binding, this.interceptors.of(name))));
	}

	private Object proxy(Class<?> rpcInterface, Binding binding, List<RpcClientInterceptor> interceptors) {
		return (binding.vector.handles().size() > 1) ? this.client.proxy(rpcInterface, binding.vector, interceptors)
				: this.client.proxy(rpcInterface, binding.vector.handles().get(0), interceptors);
	}

	@Override
	public List<RpcClientBinding> bindings() {
		Set<String> names = new TreeSet<>(this.connectionDetails.getBindingNames());
		names.addAll(this.bindings.keySet());
		return names.stream().map(this::describe).toList();
	}

	private RpcClientBinding describe(String name) {
		Binding binding = binding(name);
		if (binding == null) {
			throw new IllegalStateException(
					"The connection details know the binding '%s' by its name only".formatted(name));
		}
		Set<Class<?>> interfaces = new TreeSet<>(Comparator.comparing(Class::getName));
		interfaces.addAll(binding.proxies.keySet());
		List<BindingHandle> handles = binding.vector.handles();
		return new RpcClientBinding(name, binding.stringBinding, handles.get(0), handles, interfaces);
	}

	private @Nullable Binding binding(String name) {
		return this.bindings.computeIfAbsent(name, (key) -> {
			List<StringBinding> stringBindings = this.connectionDetails.getStringBindings(key);
			return stringBindings.isEmpty() ? null : new Binding(stringBindings.get(0), vector(stringBindings, key));
		});
	}

	private BindingVector vector(List<StringBinding> stringBindings, String name) {
		RpcClientProperties.Binding configured = this.properties.getBindings().get(name);
		TransportSecurity security = (configured != null) ? this.security.ofClient(name, configured.getSsl()) : null;
		BindingVector vector = BindingVector
			.of(stringBindings.stream().map((stringBinding) -> handle(stringBinding, name, security)).toList());
		return (configured != null)
				? vector.withSelection(configured.getSelection()).withHoldOff(configured.getHoldOff()) : vector;
	}

	private BindingHandle handle(StringBinding stringBinding, String name, @Nullable TransportSecurity security) {
		RpcClientProperties.Binding configured = this.properties.getBindings().get(name);
		BindingHandle handle = BindingHandle.of(stringBinding).with(AuthenticationInfo.OPTION, authentication(name));
		if (configured == null) {
			return handle;
		}
		if (StringUtils.hasText(configured.getObject()) && stringBinding.objectUuid() == null) {
			handle = handle.withObject(UUID.fromString(configured.getObject()));
		}
		if (stringBinding.protocolSequence() != ProtocolSequence.IN_PROCESS) {
			// There, in a test, the network is left out
			handle = handle.with(TransportSecurity.OPTION, security);
		}
		return handle.withTimeout(configured.getTimeout())
			.with(BindingOption.CANCEL_TIMEOUT, configured.getCancelTimeout())
			.with(BindingOption.TRANSFER_SYNTAXES, configured.getTransferSyntaxes())
			.with(BindingOption.RETRY_POLICY, RpcClientProperties.Retry.policy(configured.getRetry()));
	}

	private AuthenticationInfo authentication(String name) {
		AuthenticationInfo given = this.connectionDetails.getAuthentication(name);
		return (given != null) ? given : this.authentications.of(name);
	}

	private static final class Binding {

		private final StringBinding stringBinding;

		private final BindingVector vector;

		private final Map<Class<?>, Object> proxies = new ConcurrentHashMap<>();

		Binding(StringBinding stringBinding, BindingVector vector) {
			this.stringBinding = stringBinding;
			this.vector = vector;
		}

	}

}
