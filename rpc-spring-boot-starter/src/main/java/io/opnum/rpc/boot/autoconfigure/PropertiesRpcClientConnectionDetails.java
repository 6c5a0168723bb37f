package io.opnum.rpc.boot.autoconfigure;

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
		RpcClientProperties.Binding binding = this.properties.getBindings().get(name);
		String stringBinding = (binding != null) ? binding.getStringBinding() : null;
		return (stringBinding != null) ? StringBinding.parse(stringBinding) : null;
	}

}
