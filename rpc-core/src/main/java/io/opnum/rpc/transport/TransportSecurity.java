package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.opnum.rpc.binding.BindingOption;
import org.jspecify.annotations.Nullable;

/**
 * TLS on connections of {@code ncacn_ip_tcp}: the PDUs are those of a plain connection,
 * in TLS 1.3 or 1.2 (RFC 8446, RFC 5246). An extension of this library between Java
 * applications: no other implementation of DCE/RPC speaks it, and endpoint maps don't
 * know it.
 * <p>
 * A client gives one to a binding handle as its {@link #OPTION}; handles with the same
 * object share connections and sessions. A server is given one with an endpoint
 * ({@link io.opnum.rpc.RpcServer.Builder#endpoint(io.opnum.rpc.binding.StringBinding, TransportSecurity)}).
 * Certificates that expire are {@linkplain #renew renewed} without a restart.
 * <p>
 * TLS proves which host a client is connected to and keeps what is said between them;
 * {@link io.opnum.rpc.security.AuthenticationLevel authentication levels} are about the
 * security contexts of RPC, and are neither needed for it nor replaced by it.
 * <p>
 * Thread-safe; compared by identity.
 *
 * @since 0.1.0
 */
public final class TransportSecurity {

	/** The TLS of a binding handle. Not set: none. */
	public static final BindingOption<TransportSecurity> OPTION = BindingOption.of("transportSecurity",
			TransportSecurity.class);

	private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

	private final boolean client;

	private final boolean hostNameVerification;

	private final boolean channelBindingRequired;

	private final Duration handshakeTimeout;

	private volatile SslContext context;

	private TransportSecurity(Builder builder) {
		this.client = builder.client;
		this.hostNameVerification = builder.hostNameVerification;
		this.channelBindingRequired = builder.channelBindingRequired;
		this.handshakeTimeout = builder.handshakeTimeout;
		this.context = builder.context();
	}

	/**
	 * Start with the keys of a server.
	 * @param keys the certificate of the server and its private key
	 * @return a builder
	 */
	public static Builder forServer(KeyManagerFactory keys) {
		return new Builder(false, null).keys(keys);
	}

	/**
	 * Start with the context of a server. The engines are those of the JDK.
	 * @param context has keys, and trusts the certificates of clients
	 * @return a builder
	 */
	public static Builder forServer(SSLContext context) {
		return new Builder(false, Objects.requireNonNull(context, "context"));
	}

	/**
	 * Start with what every client has: it trusts the authorities that the JDK trusts.
	 * @return a builder
	 */
	public static Builder forClient() {
		return new Builder(true, null);
	}

	/**
	 * Start with the context of a client. The engines are those of the JDK.
	 * @param context trusts the certificate of the server
	 * @return a builder
	 */
	public static Builder forClient(SSLContext context) {
		return new Builder(true, Objects.requireNonNull(context, "context"));
	}

	/**
	 * Have connections that are made from now on use the keys, the trust, the protocols
	 * and the cipher suites of another one. Those that are open go on with what they
	 * have.
	 * @param other the other one
	 * @throws IllegalArgumentException if one is for clients and the other for servers
	 */
	public void renew(TransportSecurity other) {
		if (other.client != this.client) {
			throw new IllegalArgumentException("The one is for clients, the other for servers");
		}
		this.context = other.context;
	}

	/**
	 * Return whether this is for clients.
	 * @return whether it is; for servers otherwise
	 */
	public boolean isClient() {
		return this.client;
	}

	/**
	 * Return whether a server refuses those who authenticate without binding that to the
	 * TLS connection.
	 * @return whether it does
	 */
	public boolean isChannelBindingRequired() {
		return this.channelBindingRequired;
	}

	Duration handshakeTimeout() {
		return this.handshakeTimeout;
	}

	SslContext context() {
		return this.context;
	}

	/**
	 * Set what the context can't say.
	 * @param engine the engine of a client
	 */
	void configure(SSLEngine engine) {
		SSLParameters parameters = engine.getSSLParameters();
		// Null would leave it as it is
		parameters.setEndpointIdentificationAlgorithm(this.hostNameVerification ? "HTTPS" : "");
		engine.setSSLParameters(parameters);
	}

	@Override
	public String toString() {
		return "TLS of a " + (this.client ? "client" : "server");
	}

	/**
	 * Whether a server wants clients to prove who they are with a certificate.
	 */
	public enum ClientAuthentication {

		/** They are not asked. */
		NONE(ClientAuth.NONE),

		/** They are asked; those without one may go on. */
		WANTED(ClientAuth.OPTIONAL),

		/** Those without one are refused. */
		REQUIRED(ClientAuth.REQUIRE);

		private final ClientAuth mode;

		ClientAuthentication(ClientAuth mode) {
			this.mode = mode;
		}

	}

	/**
	 * Builds one. Not thread-safe.
	 */
	public static final class Builder {

		private final boolean client;

		private final @Nullable SSLContext sslContext;

		private @Nullable KeyManagerFactory keys;

		private @Nullable TrustManagerFactory trust;

		private ClientAuthentication clientAuthentication = ClientAuthentication.NONE;

		private boolean hostNameVerification = true;

		private boolean channelBindingRequired;

		private List<String> protocols = PROTOCOLS;

		private @Nullable List<String> cipherSuites;

		private Duration handshakeTimeout = Duration.ofSeconds(10);

		private Builder(boolean client, @Nullable SSLContext sslContext) {
			this.client = client;
			this.sslContext = sslContext;
		}

		/**
		 * Set the certificate and its private key: of the server, or of a client that is
		 * asked for one.
		 * @param keys the keys
		 * @return this
		 */
		public Builder keys(KeyManagerFactory keys) {
			requireNoContext("keys");
			this.keys = Objects.requireNonNull(keys, "keys");
			return this;
		}

		/**
		 * Set whose certificates are trusted. Default: those that the JDK trusts.
		 * @param trust the trust
		 * @return this
		 */
		public Builder trust(TrustManagerFactory trust) {
			requireNoContext("trust");
			this.trust = Objects.requireNonNull(trust, "trust");
			return this;
		}

		/**
		 * Set whether a server asks for a certificate. Default: no.
		 * @param clientAuthentication whether it does
		 * @return this
		 */
		public Builder clientAuthentication(ClientAuthentication clientAuthentication) {
			require(!this.client, "clientAuthentication is for servers");
			this.clientAuthentication = clientAuthentication;
			return this;
		}

		/**
		 * Set whether the certificate of the server must be for the host that the binding
		 * names, as for HTTPS (RFC 9110 4.3.4). Default: yes; without, whoever has any
		 * trusted certificate can pretend to be the server.
		 * @param hostNameVerification whether it must
		 * @return this
		 */
		public Builder hostNameVerification(boolean hostNameVerification) {
			require(this.client, "hostNameVerification is for clients");
			this.hostNameVerification = hostNameVerification;
			return this;
		}

		/**
		 * Set whether callers that authenticate by NTLM or Kerberos within TLS must bind
		 * that to the connection (RFC 5929 {@code tls-server-end-point}), so that nobody
		 * in between can pass it on. Clients of this library do. Default: it is checked
		 * where it is there.
		 * @param channelBindingRequired whether they must
		 * @return this
		 */
		public Builder requireChannelBinding(boolean channelBindingRequired) {
			require(!this.client, "requireChannelBinding is for servers");
			this.channelBindingRequired = channelBindingRequired;
			return this;
		}

		/**
		 * Set the protocol versions. Default: {@code TLSv1.3} and {@code TLSv1.2}.
		 * @param protocols the names, of these two
		 * @return this
		 */
		public Builder protocols(String... protocols) {
			List<String> chosen = List.of(protocols);
			require(!chosen.isEmpty() && PROTOCOLS.containsAll(chosen),
					"The protocols must be of %s, not %s".formatted(PROTOCOLS, chosen));
			this.protocols = chosen;
			return this;
		}

		/**
		 * Set the cipher suites. Default: those of the engine.
		 * @param cipherSuites the names, as the JDK has them
		 * @return this
		 */
		public Builder cipherSuites(String... cipherSuites) {
			require(cipherSuites.length > 0, "There must be one cipher suite at least");
			this.cipherSuites = List.of(cipherSuites);
			return this;
		}

		/**
		 * Set how long a handshake may take; for a client no longer than connecting may
		 * take altogether. Default: 10 seconds.
		 * @param handshakeTimeout how long
		 * @return this
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			require(!handshakeTimeout.isNegative() && !handshakeTimeout.isZero(),
					"The handshakeTimeout must be positive, not " + handshakeTimeout);
			this.handshakeTimeout = handshakeTimeout;
			return this;
		}

		private void requireNoContext(String what) {
			require(this.sslContext == null, "The SSLContext has its own " + what);
		}

		private static void require(boolean valid, String message) {
			if (!valid) {
				throw new IllegalArgumentException(message);
			}
		}

		/**
		 * Build it.
		 * @return the security
		 * @throws IllegalArgumentException if keys, trust or cipher suites can't be used
		 */
		public TransportSecurity build() {
			return new TransportSecurity(this);
		}

		private SslContext context() {
			try {
				SslContext context = (this.sslContext != null) ? ofContext(this.sslContext) : ofManagers();
				// Only an engine finds cipher suites that it does not have
				ReferenceCountUtil.release(context.newEngine(ByteBufAllocator.DEFAULT));
				return context;
			}
			catch (SSLException | IllegalArgumentException ex) {
				throw new IllegalArgumentException(
						"TLS can't be set up: %s. Check keys, trust and cipher suites".formatted(ex.getMessage()), ex);
			}
		}

		private SslContext ofContext(SSLContext context) {
			return new JdkSslContext(context, this.client, this.cipherSuites, IdentityCipherSuiteFilter.INSTANCE, null,
					this.clientAuthentication.mode, this.protocols.toArray(String[]::new), false);
		}

		private SslContext ofManagers() throws SSLException {
			SslContextBuilder builder = this.client ? SslContextBuilder.forClient()
					: SslContextBuilder.forServer(Objects.requireNonNull(this.keys, "keys"));
			if (this.client && this.keys != null) {
				builder.keyManager(this.keys);
			}
			if (this.trust != null) {
				builder.trustManager(this.trust);
			}
			return builder.sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
				.ciphers(this.cipherSuites)
				.clientAuth(this.clientAuthentication.mode)
				.protocols(this.protocols)
				.build();
		}

	}

}
