package io.opnum.rpc.client;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.EndpointResolver;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;
import io.opnum.rpc.security.AuthenticationInfo;
import org.jspecify.annotations.Nullable;

/**
 * What is called, and over what. Its text begins the messages of exceptions.
 *
 * @param stub the interface
 * @param operation the operation
 * @param handle the binding handle
 * @param location the interface whose endpoint is called; but for management this is the
 * interface itself
 * @param caller as whom, where the binding leaves that to the caller; {@code null} where
 * it says so itself
 */
record CallTarget(InterfaceStub stub, OperationStub operation, BindingHandle handle, InterfaceStub location,
		@Nullable CallerIdentity caller) {

	/**
	 * This target over another binding.
	 * @param handle the binding handle
	 * @return this, or a copy
	 */
	CallTarget over(BindingHandle handle) {
		return (handle == this.handle) ? this
				: new CallTarget(this.stub, this.operation, handle, this.location, this.caller);
	}

	/**
	 * This target as a caller.
	 * @param caller as whom
	 * @return a copy
	 */
	CallTarget as(CallerIdentity caller) {
		return new CallTarget(this.stub, this.operation, this.handle, this.location, caller);
	}

	/**
	 * Return how the call is authenticated.
	 * @return what the handle or the caller says, or {@code null} for what the client is
	 * configured to
	 */
	@Nullable AuthenticationInfo authentication() {
		return (this.caller != null) ? this.caller.authentication(this.handle)
				: this.handle.option(AuthenticationInfo.OPTION);
	}

	/**
	 * Return the endpoint, as far as it is known.
	 * @return the endpoint, or {@code null}
	 */
	@Nullable Endpoint endpoint() {
		return this.handle.endpoint(this.location.interfaceId());
	}

	/**
	 * Find the endpoint.
	 * @param resolver what finds it
	 * @param wellKnown whether the endpoints that the interface definition names count
	 * @return the endpoint
	 */
	CompletionStage<Endpoint> resolve(EndpointResolver resolver, boolean wellKnown) {
		return this.handle.resolve(resolver, this.location.interfaceId(),
				(wellKnown) ? this.location.endpoints() : List.of());
	}

	@Override
	public String toString() {
		Endpoint endpoint = endpoint();
		StringBinding where = this.handle.toStringBinding()
			.toBuilder()
			.endpoint((endpoint != null) ? endpoint.endpoint() : null)
			.build();
		return "%s.%s (opnum %d) at %s".formatted(this.stub.name(), this.operation.name(), this.operation.opnum(),
				where);
	}

}
