package io.opnum.rpc.transport;

/**
 * Tests for {@link TcpTransport} without epoll.
 */
class NioTcpTransportTests extends TcpTransportTests {

	@Override
	Transport create(TransportOptions options) {
		return new TcpTransport(options.withNativeTransport(false));
	}

}
