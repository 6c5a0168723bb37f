package io.opnum.rpc.transport;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;

/**
 * Tests for {@link InProcessTransport}.
 */
class InProcessTransportTests extends AbstractTransportTests {

	@Override
	Transport create(TransportOptions options) {
		return new InProcessTransport(options);
	}

	@Override
	Endpoint dynamicEndpoint() {
		return new Endpoint(ProtocolSequence.IN_PROCESS, "", "");
	}

}
