package io.opnum.rpc.server;

import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.transport.TransportSecurity;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the server was told to listen on it, and what is served there. Compared
 * by identity: association groups and implementations belong to one. Immutable.
 */
final class ListeningEndpoint {

	private final StringBinding binding;

	private final boolean forApplication;

	private final boolean forEndpointMapper;

	private final @Nullable TransportSecurity security;

	ListeningEndpoint(StringBinding binding, boolean forApplication, boolean forEndpointMapper) {
		this(binding, forApplication, forEndpointMapper, null);
	}

	ListeningEndpoint(StringBinding binding, boolean forApplication, boolean forEndpointMapper,
			@Nullable TransportSecurity security) {
		this.binding = binding;
		this.forApplication = forApplication;
		this.forEndpointMapper = forEndpointMapper;
		this.security = security;
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

	/** The TLS of its connections, or {@code null} if they are plain. */
	@Nullable TransportSecurity security() {
		return this.security;
	}

	/** Whether callers must tie their authentication to their TLS connection. */
	boolean isChannelBindingRequired() {
		return this.security != null && this.security.isChannelBindingRequired();
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
		return (this.security != null) ? this.binding + " with TLS" : this.binding.toString();
	}

}
