package io.opnum.rpc.boot;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;

/**
 * A client binding and what is called over it.
 *
 * @param name the name, as in {@code rpc.client.bindings.<name>}
 * @param stringBinding the string binding as it is configured, without what was resolved
 * since
 * @param handles the binding handle of each interface that has a proxy; interfaces share
 * none, since one host may serve them on different endpoints
 * @since 0.1.0
 */
public record RpcClientBinding(String name, StringBinding stringBinding, Map<Class<?>, BindingHandle> handles) {

	public RpcClientBinding {
		handles = Collections.unmodifiableMap(new LinkedHashMap<>(handles));
	}

}
