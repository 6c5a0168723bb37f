package io.opnum.rpc.server;

import java.util.UUID;

import io.netty.buffer.ByteBufUtil;
import io.opnum.rpc.Full;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same id of a full pointer is the same object throughout a call: a response that
 * used an id of its request again would point to what the client sent.
 */
@ExtendWith(NoBufferLeaks.class)
class FullPointerTests {

	private static final InterfaceId ID = InterfaceId.of("8d0a5c6e-7f55-4b8e-9c8f-2a1c07a4b2d1", "1.0");

	private static final String UUID_OCTETS = "443322116655887799aabbccddeeff00";

	private final ManualTransport transport = new ManualTransport();

	@Test
	void idsOfTheResponseGoOnAfterThoseOfTheRequest() {
		assertThat(echo("01000000")).startsWith("02000000" + UUID_OCTETS);
		assertThat(echo("78563412")).startsWith("79563412" + UUID_OCTETS);
	}

	@Test
	void idsBeginAnewPastTheirRange() {
		assertThat(echo("ffffff7f")).startsWith("01000000" + UUID_OCTETS);
		assertThat(echo("ffffffff")).startsWith("01000000" + UUID_OCTETS);
	}

	private String echo(String referent) {
		try (var server = TestServer.start(this.transport, (builder) -> {
		})) {
			server.register(Pointers.class, (node) -> node);
			RawPeer peer = this.transport.connect().bound(ID);
			return ByteBufUtil
				.hexDump(peer.send(RawPeer.request(1, 0, 0, referent + UUID_OCTETS)).expectResponse(1).stub());
		}
	}

	@RpcInterface(uuid = "8d0a5c6e-7f55-4b8e-9c8f-2a1c07a4b2d1", version = "1.0")
	interface Pointers {

		Node echo(Node node);

	}

	record Node(@Full @Nullable UUID id) {

	}

}
