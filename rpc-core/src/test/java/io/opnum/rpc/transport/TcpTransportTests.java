package io.opnum.rpc.transport;

import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;

/**
 * Tests for {@link TcpTransport}.
 */
class TcpTransportTests extends AbstractTransportTests {

	@Override
	Transport create(TransportOptions options) {
		return new TcpTransport(options);
	}

	@Override
	Endpoint dynamicEndpoint() {
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, "127.0.0.1", "");
	}

}
