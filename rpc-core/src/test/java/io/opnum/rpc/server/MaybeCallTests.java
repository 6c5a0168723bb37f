package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests with {@code PFC_MAYBE} run and get no answer, whatever becomes of them (C706
 * 4.2.3, 12.6.3.1).
 */
@ExtendWith(NoBufferLeaks.class)
class MaybeCallTests {

	private static final int MAYBE = PacketFlag.WHOLE | PacketFlag.MAYBE;

	private final ManualTransport transport = new ManualTransport();

	private final List<Integer> sums = new ArrayList<>();

	private final CompletableFuture<Integer> later = new CompletableFuture<>();

	private RpcServer server = TestServer.build(this.transport,
			(builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxCallSize(64)));

	MaybeCallTests() {
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				MaybeCallTests.this.sums.add(left + right);
				return left / right;
			}

			@Override
			public CompletableFuture<Integer> negate(int value) {
				return MaybeCallTests.this.later;
			}

		});
		this.server.start();
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void callRunsAndIsNotAnswered() {
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(MAYBE, 1, 0, 0, Calculator.stub(1, 2))).expectSilence();
		assertThat(this.sums).containsExactly(3);
		assertThat(this.server.statistics().packetsOut()).isOne();
		peer.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).expectResponse(2);
		peer.expectSilence().assertAllReleased();
	}

	@Test
	void failureIsNotAnsweredEither() {
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		// The operation throws, the stub is unreadable, the operation, the context is
		// unknown
		peer.send(RawPeer.request(MAYBE, 1, 0, 0, Calculator.stub(1, 0)), RawPeer.request(MAYBE, 2, 0, 0, "01"),
				RawPeer.request(MAYBE, 3, 0, 99, ""), RawPeer.request(MAYBE, 4, 7, 0, Calculator.stub(1, 2)));
		peer.expectSilence().assertAllReleased();
		assertThat(this.server.statistics().callsInFlight()).isZero();
		assertThat(this.server.statistics().faults()).isZero();
		peer.send(RawPeer.request(5, 0, 0, Calculator.stub(1, 1))).expectResponse(5);
	}

	@Test
	void callsBehindOneThatIsAsynchronousWaitForItsEndWithoutMultiplexing() {
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(MAYBE, 1, 0, 1, "05000000"), RawPeer.request(2, 0, 0, Calculator.stub(1, 1)))
			.expectSilence();
		this.later.complete(-5);
		peer.expectResponse(2);
		peer.expectSilence();
	}

	@Test
	void violationIsStillAnswered() {
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(MAYBE, 1, 0, 0, "00".repeat(65))).expectFault(RpcStatus.ACCESS_DENIED, false);
		peer.expectClosed();
	}

}
