package io.opnum.rpc.server;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.BindTimeFeatures;
import io.opnum.rpc.association.RemainingTime;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.testing.HexDumps;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Callers that tell how much time they have left.
 */
@ExtendWith(NoBufferLeaks.class)
class RemainingTimeOfCallTests {

	private final ManualTransport transport = new ManualTransport();

	private final QueuedExecutor executor = new QueuedExecutor();

	private final AtomicReference<RpcCallContext> context = new AtomicReference<>();

	private final AtomicInteger ran = new AtomicInteger();

	private RpcServer server;

	@BeforeEach
	void start() {
		this.server = TestServer.build(this.transport, (builder) -> builder.executor(this.executor));
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				RemainingTimeOfCallTests.this.ran.incrementAndGet();
				RemainingTimeOfCallTests.this.context.set(RpcCallContext.current());
				return left + right;
			}

		});
		this.server.start();
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private RawPeer connect(int flags, int features) {
		RawPeer peer = this.transport.connect();
		BindAck ack = peer.send(RawPeer.bind(flags, 0, RawPeer.context(0, Calculator.ID),
				new BindTimeFeatures(features).toElement(1, SyntaxId.of(Calculator.ID))))
			.next(BindAck.class);
		assertThat(ack.results().get(1)).isEqualTo(new ContextResult(ContextResult.NEGOTIATE_ACK,
				features & (BindTimeFeatures.REMAINING_TIME | 3), SyntaxId.NIL));
		return peer;
	}

	private static Request request(int callId, String stub, long micros) {
		ByteBuf octets = Unpooled.copiedBuffer(HexDumps.parse(stub));
		RemainingTime.append(octets, micros);
		return new Request(PacketFlag.WHOLE, RawPeer.LE, callId, octets.readableBytes(), 0, 0, null, octets, null);
	}

	@Test
	void operationSeesTheTimeShrink() {
		RawPeer peer = connect(0, 0xffff);
		peer.send(request(1, Calculator.stub(1, 1), 5_000_000));
		this.transport.advance(Duration.ofSeconds(2));
		this.executor.runAll();
		peer.expectResponse(1);
		RpcCallContext context = this.context.get();
		assertThat(context.remainingTime()).isEqualTo(Duration.ofSeconds(3));
		assertThat(context.isCancelled()).isFalse();
		this.transport.advance(Duration.ofSeconds(4));
		assertThat(context.remainingTime()).isZero();
		assertThat(context.isCancelled()).isTrue();
	}

	@Test
	void callWhoseTimeIsOverDoesNotRun() {
		RawPeer peer = connect(0, BindTimeFeatures.REMAINING_TIME);
		// The first waits for a thread, the second for the first
		peer.send(request(1, Calculator.stub(1, 1), 1_000_000), request(2, Calculator.stub(1, 1), 1_000_000),
				request(3, Calculator.stub(1, 1), 3_000_000));
		this.transport.advance(Duration.ofSeconds(1));
		this.executor.runAll();
		assertThat(peer.expectFault(RpcStatus.FAULT_CANCEL, true).callId()).isOne();
		assertThat(peer.expectFault(RpcStatus.FAULT_CANCEL, true).callId()).isEqualTo(2);
		peer.expectResponse(3);
		assertThat(this.ran).hasValue(1);
		assertThat(this.server.statistics().expiredCalls()).isEqualTo(2);
		peer.expectSilence().assertAllReleased();
	}

	@Test
	void callThatCanNotBeBegunLeavesNothingBehind() throws InterruptedException {
		AtomicInteger readings = new AtomicInteger(Integer.MAX_VALUE);
		for (int reading = 0; reading < 2; reading++) {
			this.server.close();
			this.server = TestServer.build(this.transport, (builder) -> builder.nanoTime = () -> {
				if (readings.decrementAndGet() < 0) {
					throw new IllegalStateException("no clock");
				}
				return this.transport.nanoTime();
			});
			this.server.register(Calculator.class, new SimpleCalculator());
			this.server.start();
			readings.set(Integer.MAX_VALUE);
			RawPeer peer = connect(PacketFlag.CONC_MPX, BindTimeFeatures.REMAINING_TIME);
			// When its deadline is set, and when it is looked at
			readings.set(reading);
			peer.send(request(1, Calculator.stub(1, 1), 1_000_000));
			peer.expectClosed();
			assertThat(this.server.statistics().associations()).isZero();
			assertThat(this.server.statistics().callsInFlight()).isZero();
			readings.set(Integer.MAX_VALUE);
			this.server.stopListening();
			assertThat(this.server.awaitStop(Duration.ofSeconds(20))).isTrue();
		}
	}

	@Test
	void noDeadlineIsNone() {
		RawPeer peer = connect(0, BindTimeFeatures.REMAINING_TIME);
		peer.send(request(1, Calculator.stub(1, 1), RemainingTime.NONE),
				request(2, Calculator.stub(1, 1), Long.MAX_VALUE));
		this.transport.advance(Duration.ofDays(1));
		this.executor.runAll();
		peer.expectResponse(1);
		peer.expectResponse(2);
		assertThat(this.context.get().remainingTime()).isNull();
	}

	@Test
	void trailerOfCallerThatDidNotNegotiateIsNotRead() {
		RawPeer peer = connect(0, BindTimeFeatures.KEEP_CONNECTION_ON_ORPHAN);
		peer.send(request(1, Calculator.stub(1, 1), 0));
		this.executor.runAll();
		peer.expectResponse(1);
		assertThat(this.context.get().remainingTime()).isNull();
	}

}
