package io.opnum.rpc.client;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * What tells the associations of a client apart: bindings with equal keys share
 * connections. A caller's identity belongs here as soon as there are authenticated
 * bindings.
 *
 * @param endpoint the endpoint of the server
 * @param owner the handle that has the association for itself, or {@code null}
 * @param lingering whether connections are kept while no call needs them
 */
record AssociationKey(Endpoint endpoint, @Nullable BindingHandle owner, boolean lingering) {

	/**
	 * Return the key of a binding.
	 * @param endpoint the endpoint
	 * @param handle the binding handle, whose options count
	 * @return the key
	 */
	static AssociationKey of(Endpoint endpoint, BindingHandle handle) {
		boolean unique = Boolean.TRUE.equals(handle.option(BindingOption.UNIQUE_BINDING));
		return new AssociationKey(endpoint, (unique) ? handle : null,
				!Boolean.TRUE.equals(handle.option(BindingOption.DONT_LINGER)));
	}

}
