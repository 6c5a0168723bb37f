package io.opnum.rpc.boot.autoconfigure;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.NotAnRpcInterfaceException;
import io.opnum.rpc.boot.RpcClientBinding;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.UnknownRpcClientBindingException;
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

	private final Map<Key, Client<?>> clients = new ConcurrentHashMap<>();

	ConfiguredRpcClients(RpcClient client, RpcClientProperties properties, RpcClientConnectionDetails connectionDetails,
			RpcClientInterceptors interceptors) {
		this.client = client;
		this.properties = properties;
		this.connectionDetails = connectionDetails;
		this.interceptors = interceptors;
	}

	@Override
	public <T> T get(String binding, Class<T> rpcInterface) {
		return rpcInterface
			.cast(this.clients.computeIfAbsent(new Key(binding, rpcInterface), (key) -> create(binding, rpcInterface))
				.proxy());
	}

	private <T> Client<T> create(String binding, Class<T> rpcInterface) {
		if (!rpcInterface.isAnnotationPresent(RpcInterface.class)) {
			throw new NotAnRpcInterfaceException(rpcInterface, "The binding '%s'".formatted(binding));
		}
		StringBinding stringBinding = this.connectionDetails.getStringBinding(binding);
		if (stringBinding == null) {
			throw new UnknownRpcClientBindingException(binding, rpcInterface, this.connectionDetails.getBindingNames());
		}
		BindingHandle handle = handle(stringBinding, this.properties.getBindings().get(binding));
		return new Client<>(this.client.proxy(rpcInterface, handle, this.interceptors.of(binding)), handle);
	}

	private static BindingHandle handle(StringBinding stringBinding, RpcClientProperties.@Nullable Binding properties) {
		BindingHandle handle = BindingHandle.of(stringBinding);
		if (properties == null) {
			return handle;
		}
		if (StringUtils.hasText(properties.getObject()) && stringBinding.objectUuid() == null) {
			handle = handle.withObject(UUID.fromString(properties.getObject()));
		}
		return handle.withTimeout(properties.getTimeout());
	}

	@Override
	public List<RpcClientBinding> bindings() {
		Map<String, Map<Class<?>, BindingHandle>> handles = new TreeMap<>();
		this.connectionDetails.getBindingNames().forEach((name) -> handles.put(name, new LinkedHashMap<>()));
		this.clients.entrySet()
			.stream()
			.sorted(Comparator.comparing((entry) -> entry.getKey().rpcInterface().getName()))
			.forEach((entry) -> handles.computeIfAbsent(entry.getKey().binding(), (name) -> new LinkedHashMap<>())
				.put(entry.getKey().rpcInterface(), entry.getValue().handle()));
		return handles.entrySet().stream().map((entry) -> binding(entry.getKey(), entry.getValue())).toList();
	}

	private RpcClientBinding binding(String name, Map<Class<?>, BindingHandle> handles) {
		StringBinding stringBinding = this.connectionDetails.getStringBinding(name);
		if (stringBinding == null) {
			stringBinding = handles.values().iterator().next().toStringBinding();
		}
		return new RpcClientBinding(name, stringBinding, handles);
	}

	private record Key(String binding, Class<?> rpcInterface) {

	}

	private record Client<T>(T proxy, BindingHandle handle) {

	}

}
