package io.opnum.rpc.boot.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * What is observed of calls, after version 1.44 of OpenTelemetry's
 * <a href= "https://opentelemetry.io/docs/specs/semconv/rpc/">semantic conventions for
 * RPC</a>.
 *
 * @since 0.1.0
 */
public enum RpcObservationDocumentation implements ObservationDocumentation {

	/**
	 * A call that this application serves, from its dispatch until its result is there.
	 */
	SERVER_CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRpcServerObservationConvention.class;
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return KeyName.merge(HighCardinality.values(), ServerHighCardinality.values());
		}

	},

	/**
	 * A call that this application makes, from the proxy's method until its result.
	 */
	CLIENT_CALL {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultRpcClientObservationConvention.class;
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return KeyName.merge(HighCardinality.values(), ClientHighCardinality.values());
		}

	};

	@Override
	public KeyName[] getLowCardinalityKeyNames() {
		return LowCardinality.values();
	}

	/**
	 * Names of the keys that metrics and spans have, on both sides.
	 */
	public enum LowCardinality implements KeyName {

		/** The system: always {@code dcerpc}. */
		SYSTEM {
			@Override
			public String asString() {
				return "rpc.system.name";
			}
		},

		/** The operation: {@code com.example.Inventory/reserve}. */
		METHOD {
			@Override
			public String asString() {
				return "rpc.method";
			}
		},

		/**
		 * The symbolic name of the status, {@code rpc_s_ok} for success. {@code _OTHER}
		 * for a status that has no name, {@code none} on a server where an exception
		 * stands for it.
		 */
		STATUS {
			@Override
			public String asString() {
				return "rpc.response.status_code";
			}
		},

		/**
		 * What went wrong: the name of the status, or the class of the exception;
		 * {@code none} for success.
		 */
		ERROR {
			@Override
			public String asString() {
				return "error.type";
			}
		}

	}

	/**
	 * Names of the keys that only spans have, on both sides.
	 */
	public enum HighCardinality implements KeyName {

		/** UUID and version of the interface. */
		INTERFACE {
			@Override
			public String asString() {
				return "rpc.dcerpc.interface";
			}
		},

		/** The operation number. */
		OPNUM {
			@Override
			public String asString() {
				return "rpc.dcerpc.opnum";
			}
		},

		/** The UUID of the object that is called; left out if there is none. */
		OBJECT {
			@Override
			public String asString() {
				return "rpc.dcerpc.object";
			}
		},

		/** The number of the status in hexadecimal; left out where there is none. */
		STATUS_NUMBER {
			@Override
			public String asString() {
				return "rpc.dcerpc.status";
			}
		}

	}

	/**
	 * Names of the keys that only spans of a server have.
	 */
	public enum ServerHighCardinality implements KeyName {

		/** The network address of the caller. */
		PEER_ADDRESS {
			@Override
			public String asString() {
				return "network.peer.address";
			}
		},

		/** The port of the caller; left out where the transport has none. */
		PEER_PORT {
			@Override
			public String asString() {
				return "network.peer.port";
			}
		}

	}

	/**
	 * Names of the keys that only spans of a client have.
	 */
	public enum ClientHighCardinality implements KeyName {

		/** The network address that the binding handle names. */
		SERVER_ADDRESS {
			@Override
			public String asString() {
				return "server.address";
			}
		},

		/** The endpoint, once it is known: for TCP the port. */
		SERVER_PORT {
			@Override
			public String asString() {
				return "server.port";
			}
		},

		/** How many attempts were made; left out where the first was enough. */
		ATTEMPTS {
			@Override
			public String asString() {
				return "rpc.attempts";
			}
		}

	}

}
