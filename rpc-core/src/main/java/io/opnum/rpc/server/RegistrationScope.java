package io.opnum.rpc.server;

/**
 * Where an interface is served.
 */
enum RegistrationScope {

	/** An interface of the application: on its endpoints, in the endpoint map. */
	APPLICATION {

		@Override
		boolean covers(ListeningEndpoint endpoint) {
			return endpoint.isForApplication();
		}

	},

	/** The endpoint mapper: on its own endpoint alone. */
	ENDPOINT_MAPPER {

		@Override
		boolean covers(ListeningEndpoint endpoint) {
			return endpoint.isForEndpointMapper();
		}

	},

	/** Remote management: on every endpoint, without being registered anywhere. */
	EVERYWHERE {

		@Override
		boolean covers(ListeningEndpoint endpoint) {
			return true;
		}

	};

	abstract boolean covers(ListeningEndpoint endpoint);

}
