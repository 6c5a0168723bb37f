package io.opnum.rpc.boot.autoconfigure;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.transport.TransportSecurity.ClientAuthentication;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.StringUtils;

/**
 * Properties of the endpoints of the RPC server that have TLS.
 *
 * @since 0.1.0
 */
public class ServerSslProperties {

	/**
	 * Name of the SSL bundle with the certificate of the server, and the authorities
	 * whose certificates of clients are trusted.
	 */
	private @Nullable String bundle;

	/**
	 * String bindings of the endpoints to listen on with TLS, beside those of
	 * 'rpc.server.bindings', for example 'ncacn_ip_tcp:[9443]'. They are not registered
	 * in the endpoint map.
	 */
	private List<String> bindings = new ArrayList<>();

	/**
	 * Whether clients are asked for a certificate: 'none', 'wanted', so that those
	 * without one may go on, or 'required'.
	 */
	private ClientAuthentication clientAuth = ClientAuthentication.NONE;

	/**
	 * Whether callers that authenticate within TLS must bind that to the connection.
	 * Otherwise it is checked where it is there.
	 */
	private boolean requireChannelBinding;

	/**
	 * How long the handshake of a connection may take. If a duration suffix is not
	 * specified, seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration handshakeTimeout = Duration.ofSeconds(10);

	public @Nullable String getBundle() {
		return this.bundle;
	}

	public void setBundle(@Nullable String bundle) {
		this.bundle = bundle;
	}

	public List<String> getBindings() {
		return this.bindings;
	}

	public void setBindings(List<String> bindings) {
		this.bindings = bindings;
	}

	public ClientAuthentication getClientAuth() {
		return this.clientAuth;
	}

	public void setClientAuth(ClientAuthentication clientAuth) {
		this.clientAuth = clientAuth;
	}

	public boolean isRequireChannelBinding() {
		return this.requireChannelBinding;
	}

	public void setRequireChannelBinding(boolean requireChannelBinding) {
		this.requireChannelBinding = requireChannelBinding;
	}

	public Duration getHandshakeTimeout() {
		return this.handshakeTimeout;
	}

	public void setHandshakeTimeout(Duration handshakeTimeout) {
		this.handshakeTimeout = handshakeTimeout;
	}

	boolean isEnabled() {
		return !this.bindings.isEmpty();
	}

	List<StringBinding> endpoints() {
		return this.bindings.stream().map(StringBinding::parseServerEndpoint).toList();
	}

	void validate(String path, PropertyChecks checks) {
		for (int i = 0; i < this.bindings.size(); i++) {
			String field = "%sbindings[%d]".formatted(path, i);
			checks.serverEndpoint(field, this.bindings.get(i));
			checks.needs(field, isTcp(this.bindings.get(i)), "must be of ncacn_ip_tcp, which alone has TLS");
		}
		checks.needs(path + "bundle", !isEnabled() || StringUtils.hasText(this.bundle),
				"must name the SSL bundle with the certificate of the server");
		checks.needs(path + "bindings", isEnabled() || !StringUtils.hasText(this.bundle),
				"must name an endpoint that has TLS, for example ncacn_ip_tcp:[9443]");
		checks.positive(path + "handshakeTimeout", this.handshakeTimeout);
	}

	static boolean isTcp(@Nullable String stringBinding) {
		return stringBinding != null && stringBinding.contains(ProtocolSequence.NCACN_IP_TCP.name() + ":");
	}

}
