package io.opnum.rpc.transport;

/**
 * Tests for {@link LocalTransport} without epoll.
 */
class NioLocalTransportTests extends LocalTransportTests {

	@Override
	Transport create(TransportOptions options) {
		return super.create(options.withNativeTransport(false));
	}

	@Override
	boolean hasCredentials() {
		return false;
	}

}
