package io.opnum.rpc.binding;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A string binding, taken apart.
 *
 * @since 0.1.0
 */
public record StringBinding(@Nullable UUID objectUuid, ProtocolSequence protocolSequence, String networkAddress,
		@Nullable String endpoint, Map<String, String> options) {

	public StringBinding {
		options = Map.copyOf(options);
	}

	/** Parse the text form. */
	public static StringBinding parse(String text) {
		throw new UnsupportedOperationException();
	}

	public static Builder builder(ProtocolSequence protocolSequence) {
		return new Builder(protocolSequence);
	}

	public Builder toBuilder() {
		throw new UnsupportedOperationException();
	}

	public boolean isFullyBound() {
		return this.endpoint != null;
	}

	/** Compose the text form. */
	@Override
	public String toString() {
		throw new UnsupportedOperationException();
	}

	public static final class Builder {

		private @Nullable UUID objectUuid;

		private final ProtocolSequence protocolSequence;

		private String networkAddress = "";

		private @Nullable String endpoint;

		private Map<String, String> options = Map.of();

		private Builder(ProtocolSequence protocolSequence) {
			this.protocolSequence = protocolSequence;
		}

		public Builder objectUuid(@Nullable UUID objectUuid) {
			this.objectUuid = objectUuid;
			return this;
		}

		public Builder networkAddress(String networkAddress) {
			this.networkAddress = networkAddress;
			return this;
		}

		public Builder endpoint(@Nullable String endpoint) {
			this.endpoint = endpoint;
			return this;
		}

		public Builder options(Map<String, String> options) {
			this.options = options;
			return this;
		}

		public StringBinding build() {
			return new StringBinding(this.objectUuid, this.protocolSequence, this.networkAddress, this.endpoint,
					this.options);
		}

	}

}
