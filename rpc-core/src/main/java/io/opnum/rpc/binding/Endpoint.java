package io.opnum.rpc.binding;

import java.util.Map;

/**
 * Where a server program listens, complete: what a connection is made to. Immutable.
 * <p>
 * Where a server is told to listen, an empty endpoint asks for a dynamic one.
 *
 * @param protocolSequence the protocol sequence
 * @param networkAddress the host; empty means the local host
 * @param endpoint the endpoint, for {@code ncacn_ip_tcp} a decimal port
 * @since 0.1.0
 */
public record Endpoint(ProtocolSequence protocolSequence, String networkAddress, String endpoint) {

	/**
	 * Return the endpoint of a string binding.
	 * @param stringBinding the string binding
	 * @return its endpoint, {@link #isDynamic() dynamic} if it has none
	 */
	public static Endpoint of(StringBinding stringBinding) {
		String endpoint = stringBinding.endpoint();
		return new Endpoint(stringBinding.protocolSequence(), stringBinding.networkAddress(),
				(endpoint != null) ? endpoint : "");
	}

	/**
	 * Return whether the endpoint is left to the one who listens.
	 * @return whether it is
	 */
	public boolean isDynamic() {
		return this.endpoint.isEmpty();
	}

	/**
	 * Return the string binding of this endpoint.
	 * @return the string binding
	 * @throws io.opnum.rpc.InvalidBindingException if a part is not valid
	 */
	public StringBinding toStringBinding() {
		return StringBinding.builder(this.protocolSequence)
			.networkAddress(this.networkAddress)
			.endpoint(this.endpoint)
			.build();
	}

	/**
	 * Return the text of the string binding, for people too where a part is not valid.
	 * @return the text
	 */
	@Override
	public String toString() {
		return StandardSyntax.compose(null, this.protocolSequence, this.networkAddress,
				this.endpoint.isEmpty() ? null : this.endpoint, Map.of());
	}

}
