package io.opnum.rpc.boot.autoconfigure;

import java.util.List;
import java.util.Set;

import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcClientConnectionDetails;
import org.jspecify.annotations.Nullable;

/**
 * Client bindings lead where {@link RpcClientProperties} say.
 */
class PropertiesRpcClientConnectionDetails implements RpcClientConnectionDetails {

	private final RpcClientProperties properties;

	PropertiesRpcClientConnectionDetails(RpcClientProperties properties) {
		this.properties = properties;
	}

	@Override
	public Set<String> getBindingNames() {
		return this.properties.getBindings().keySet();
	}

	@Override
	public @Nullable StringBinding getStringBinding(String name) {
		List<StringBinding> stringBindings = getStringBindings(name);
		return stringBindings.isEmpty() ? null : stringBindings.get(0);
	}

	@Override
	public List<StringBinding> getStringBindings(String name) {
		RpcClientProperties.Binding binding = this.properties.getBindings().get(name);
		if (binding == null) {
			return List.of();
		}
		if (!binding.getStringBindings().isEmpty()) {
			return binding.getStringBindings().stream().map(StringBinding::parse).toList();
		}
		String stringBinding = binding.getStringBinding();
		return (stringBinding != null) ? List.of(StringBinding.parse(stringBinding)) : List.of();
	}

}
