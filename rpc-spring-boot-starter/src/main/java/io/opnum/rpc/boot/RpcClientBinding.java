package io.opnum.rpc.boot;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.StringBinding;

/**
 * A client binding and what is called over it.
 *
 * @param name the name, as in {@code rpc.client.bindings.<name>}
 * @param stringBinding the string binding as it is configured, the first of several
 * @param handle the handle that all proxies of the binding share; it knows the endpoints
 * that were resolved
 * @param handles the handles of all servers, of which any will do; the first is
 * {@code handle}
 * @param interfaces the interfaces that have a proxy, ordered by name
 * @since 0.1.0
 */
public record RpcClientBinding(String name, StringBinding stringBinding, BindingHandle handle,
		List<BindingHandle> handles, Set<Class<?>> interfaces) {

	public RpcClientBinding {
		handles = List.copyOf(handles);
		interfaces = Collections.unmodifiableSet(new LinkedHashSet<>(interfaces));
	}

}
