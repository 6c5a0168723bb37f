package io.opnum.rpc.binding;

import java.util.Collections;
import java.util.Map;
import java.util.UUID;

import io.opnum.rpc.InvalidBindingException;
import org.jspecify.annotations.Nullable;

/**
 * A string binding, taken apart (C706 3.1.1.4, Microsoft's "String Binding"):
 * <pre class="code">
 * [ object-uuid "@" ] protseq ":" network-address [ "[" [ endpoint ] { "," option "=" value } "]" ]
 * </pre> A backslash takes the next character literally, in every part; composing escapes
 * and parsing unescapes. The parts here are without escapes. White space is allowed only
 * between the words of the {@code Security} option.
 * <p>
 * What can be made is valid: each part was held against the rules of its protocol
 * sequence, whether it was parsed or built. Parsing what was composed gives an equal
 * string binding. Immutable.
 *
 * @param objectUuid the object UUID, or {@code null} for none, which the nil UUID equals
 * @param protocolSequence the protocol sequence
 * @param networkAddress the network address; empty means the local host
 * @param endpoint the endpoint, or {@code null} if the string binding is only partially
 * bound, which an empty one equals
 * @param options the network options by name, in their order
 * @param dialect the dialect whose rules it follows and {@link #toString()} writes
 * @since 0.1.0
 */
public record StringBinding(@Nullable UUID objectUuid, ProtocolSequence protocolSequence, String networkAddress,
		@Nullable String endpoint, Map<String, String> options, Dialect dialect) {

	/**
	 * Create a string binding.
	 * @param objectUuid the object UUID, or {@code null}
	 * @param protocolSequence the protocol sequence
	 * @param networkAddress the network address
	 * @param endpoint the endpoint, or {@code null}
	 * @param options the network options
	 * @param dialect the dialect
	 * @throws InvalidBindingException if a part is not valid; its status tells which
	 */
	public StringBinding {
		objectUuid = UuidText.nilToNull(objectUuid);
		endpoint = (endpoint == null || endpoint.isEmpty()) ? null : endpoint;
		options = Collections.unmodifiableMap(switch (dialect) {
			case STANDARD -> StandardRules.check(protocolSequence, networkAddress, endpoint, options);
			case SAMBA -> SambaSyntax.check(protocolSequence, networkAddress, endpoint, options);
		});
	}

	/**
	 * Parse a standard string binding ({@code RpcStringBindingParse}, with the checks of
	 * {@code RpcBindingFromStringBinding}).
	 * <p>
	 * A pipe in its natural spelling, {@code ncacn_np:server[\pipe\name]}, is understood
	 * as long as no backslash in the text is doubled.
	 * @param text the text
	 * @return the string binding
	 * @throws InvalidBindingException if the text is not valid. The message shows the
	 * text, the offset and the mend; the status is {@code RPC_S_INVALID_STRING_BINDING}
	 * for the grammar, {@code RPC_S_PROTSEQ_NOT_SUPPORTED},
	 * {@code RPC_S_INVALID_RPC_PROTSEQ}, {@code RPC_S_INVALID_STRING_UUID},
	 * {@code RPC_S_INVALID_NET_ADDR}, {@code RPC_S_INVALID_ENDPOINT_FORMAT} or
	 * {@code RPC_S_INVALID_NETWORK_OPTIONS} for a part
	 */
	public static StringBinding parse(String text) {
		return parse(text, Dialect.STANDARD);
	}

	/**
	 * Parse a string binding of a dialect.
	 * @param text the text
	 * @param dialect the dialect
	 * @return the string binding
	 * @throws InvalidBindingException if the text is not valid
	 */
	public static StringBinding parse(String text, Dialect dialect) {
		return switch (dialect) {
			case STANDARD -> new StandardParser(text, false).parse();
			case SAMBA -> SambaSyntax.parse(text);
		};
	}

	/**
	 * Parse a standard string binding that tells a server where to listen.
	 * <p>
	 * It differs from one that a client calls: port 0 is taken and asks for a dynamic
	 * endpoint, as no endpoint does ({@code ncacn_ip_tcp:[0]} and {@code ncacn_ip_tcp:}
	 * are equal); the network address is one of this host, where none means all; and an
	 * object UUID is refused.
	 * @param text the text
	 * @return the string binding, without an endpoint where a dynamic one is wanted
	 * @throws InvalidBindingException if the text is not valid, as for {@link #parse}
	 */
	public static StringBinding parseServerEndpoint(String text) {
		return new StandardParser(text, true).parse();
	}

	/**
	 * Start to build a standard string binding.
	 * @param protocolSequence the protocol sequence
	 * @return a builder
	 */
	public static Builder builder(ProtocolSequence protocolSequence) {
		return new Builder(protocolSequence, Dialect.STANDARD);
	}

	/**
	 * Start to build a string binding that differs from this one.
	 * @return a builder with all parts of this, of the same dialect
	 */
	public Builder toBuilder() {
		return new Builder(this.protocolSequence, this.dialect).objectUuid(this.objectUuid)
			.networkAddress(this.networkAddress)
			.endpoint(this.endpoint)
			.options(this.options);
	}

	/**
	 * Return whether the endpoint is known.
	 * @return whether it is
	 */
	public boolean isFullyBound() {
		return this.endpoint != null;
	}

	/**
	 * Compose the text ({@code RpcStringBindingCompose}), protocol sequence and UUID in
	 * lower case.
	 * @return the text, in the dialect of this string binding
	 */
	@Override
	public String toString() {
		return switch (this.dialect) {
			case STANDARD -> StandardSyntax.compose(this.objectUuid, this.protocolSequence, this.networkAddress,
					this.endpoint, this.options);
			case SAMBA -> SambaSyntax.compose(this);
		};
	}

	/**
	 * A way to write string bindings.
	 */
	public enum Dialect {

		/** C706's and Windows'. */
		STANDARD,

		/**
		 * That of Samba's tools: there are no escapes
		 * ({@code ncacn_np:server[\pipe\lsarpc]} or {@code [lsarpc]}), the protocol
		 * sequence may be missing and is {@code ncacn_ip_tcp} then, bare flags
		 * ({@code sign}, {@code print} …) stand among the options, which are kept even if
		 * they are not known. A flag is an option with an empty value here. Addresses and
		 * endpoints are not looked into: what is wrong with them shows when they are
		 * used.
		 */
		SAMBA

	}

	/**
	 * Builds a string binding. Not thread-safe.
	 */
	public static final class Builder {

		private final ProtocolSequence protocolSequence;

		private final Dialect dialect;

		private @Nullable UUID objectUuid;

		private String networkAddress = "";

		private @Nullable String endpoint;

		private Map<String, String> options = Map.of();

		private Builder(ProtocolSequence protocolSequence, Dialect dialect) {
			this.protocolSequence = protocolSequence;
			this.dialect = dialect;
		}

		/**
		 * Set the object UUID.
		 * @param objectUuid the object UUID; {@code null} or nil for none
		 * @return this
		 */
		public Builder objectUuid(@Nullable UUID objectUuid) {
			this.objectUuid = objectUuid;
			return this;
		}

		/**
		 * Set the network address.
		 * @param networkAddress the address; empty for the local host
		 * @return this
		 */
		public Builder networkAddress(String networkAddress) {
			this.networkAddress = networkAddress;
			return this;
		}

		/**
		 * Set the endpoint.
		 * @param endpoint the endpoint; {@code null} or empty for none
		 * @return this
		 */
		public Builder endpoint(@Nullable String endpoint) {
			this.endpoint = endpoint;
			return this;
		}

		/**
		 * Set the network options.
		 * @param options the options by name
		 * @return this
		 */
		public Builder options(Map<String, String> options) {
			this.options = options;
			return this;
		}

		/**
		 * Build the string binding.
		 * @return the string binding
		 * @throws InvalidBindingException if a part is not valid
		 */
		public StringBinding build() {
			return new StringBinding(this.objectUuid, this.protocolSequence, this.networkAddress, this.endpoint,
					this.options, this.dialect);
		}

	}

}
