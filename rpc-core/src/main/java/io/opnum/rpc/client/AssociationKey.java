package io.opnum.rpc.client;

import java.util.Set;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.transport.TransportSecurity;
import org.jspecify.annotations.Nullable;

/**
 * What tells the associations of a client apart: bindings with equal keys share
 * connections.
 *
 * @param endpoint the endpoint of the server
 * @param owner the handle that has the association for itself, or {@code null}
 * @param lingering whether connections are kept while no call needs them
 * @param transferSyntaxes what is offered, or {@code null} for what the client is
 * configured to
 * @param authentication who calls and how calls are protected, or {@code null} for what
 * the client is configured to
 * @param security the TLS of its connections, or {@code null} for none
 */
record AssociationKey(Endpoint endpoint, @Nullable BindingHandle owner, boolean lingering,
		@Nullable Set<TransferSyntax> transferSyntaxes, @Nullable AuthenticationInfo authentication,
		@Nullable TransportSecurity security) {

	/**
	 * Return the key of a call.
	 * @param endpoint the endpoint
	 * @param target what is called: the options of its binding handle count, and who
	 * calls
	 * @return the key
	 */
	static AssociationKey of(Endpoint endpoint, CallTarget target) {
		BindingHandle handle = target.handle();
		boolean unique = Boolean.TRUE.equals(handle.option(BindingOption.UNIQUE_BINDING));
		return new AssociationKey(endpoint, (unique) ? handle : null,
				!Boolean.TRUE.equals(handle.option(BindingOption.DONT_LINGER)),
				handle.option(BindingOption.TRANSFER_SYNTAXES), target.authentication(),
				handle.option(TransportSecurity.OPTION));
	}

}
