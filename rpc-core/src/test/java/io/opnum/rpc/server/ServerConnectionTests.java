package io.opnum.rpc.server;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ServerConnectionTests {

	private final ManualTransport transport = new ManualTransport();

	private final RpcServer server = TestServer.start(this.transport, (builder) -> {
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void requestIsAnswered() {
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		Response response = peer.send(RawPeer.request(7, 0, 0, Calculator.stub(2, 3))).expectResponse(7);
		assertThat(response.stub().getIntLE(response.stub().readerIndex())).isEqualTo(5);
		peer.assertAllReleased();
	}

	@Test
	void unknownOpnumIsFaultedAndTheConnectionLives() {
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		Fault fault = peer.send(RawPeer.request(7, 0, 99, "")).expectFault(RpcStatus.OP_RNG_ERROR, true);
		assertThat(fault.contextId()).isZero();
		peer.send(RawPeer.request(8, 0, 0, Calculator.stub(2, 3))).expectResponse(8);
	}

	@Test
	void asynchronousOperationIsAnswered() {
		RawPeer peer = this.transport.connect().bound(PacketFlag.CONC_MPX, Calculator.ID);
		peer.send(RawPeer.request(7, 0, 1, "05000000")).expectResponse(7);
	}

}
