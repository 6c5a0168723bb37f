package io.opnum.rpc.binding;

/**
 * Where a server program listens, complete: what a connection is made to.
 *
 * @param protocolSequence the protocol sequence
 * @param networkAddress the host; empty means the local host
 * @param endpoint the endpoint, for {@code ncacn_ip_tcp} a decimal port
 * @since 0.1.0
 */
public record Endpoint(ProtocolSequence protocolSequence, String networkAddress, String endpoint) {

	/**
	 * Return the string binding of this endpoint.
	 * @return the string binding
	 */
	public StringBinding toStringBinding() {
		return StringBinding.builder(this.protocolSequence)
			.networkAddress(this.networkAddress)
			.endpoint(this.endpoint)
			.build();
	}

	@Override
	public String toString() {
		return toStringBinding().toString();
	}

}
