package io.opnum.rpc.server;

import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;

/**
 * An endpoint as the server was told to listen on it, and what is served there. Compared
 * by identity: association groups and implementations belong to one. Immutable.
 */
final class ListeningEndpoint {

	private final StringBinding binding;

	private final boolean forApplication;

	private final boolean forEndpointMapper;

	ListeningEndpoint(StringBinding binding, boolean forApplication, boolean forEndpointMapper) {
		this.binding = binding;
		this.forApplication = forApplication;
		this.forEndpointMapper = forEndpointMapper;
	}

	/** The string binding as it was given; without an endpoint where it is dynamic. */
	StringBinding binding() {
		return this.binding;
	}

	ProtocolSequence protocolSequence() {
		return this.binding.protocolSequence();
	}

	/** Whether the interfaces of the application are served here. */
	boolean isForApplication() {
		return this.forApplication;
	}

	/** Whether the endpoint mapper is served here. */
	boolean isForEndpointMapper() {
		return this.forEndpointMapper;
	}

	/**
	 * Whether an interface that is confined to a string binding is served here: the
	 * binding is the one that was given to the server, or leaves out the endpoint or the
	 * network address that would tell.
	 */
	boolean isCoveredBy(StringBinding confinement) {
		return confinement.protocolSequence().equals(this.binding.protocolSequence())
				&& (confinement.networkAddress().isEmpty()
						|| confinement.networkAddress().equals(this.binding.networkAddress()))
				&& (confinement.endpoint() == null || confinement.endpoint().equals(this.binding.endpoint()));
	}

	@Override
	public String toString() {
		return this.binding.toString();
	}

}
