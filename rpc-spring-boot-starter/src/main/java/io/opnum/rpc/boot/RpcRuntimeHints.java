package io.opnum.rpc.boot;

import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.mgmt.Management;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What the interfaces of the runtime itself need in a native image.
 */
class RpcRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		RpcInterfaceHints.register(hints, EndpointMapper.class);
		RpcInterfaceHints.register(hints, Management.class);
	}

}
