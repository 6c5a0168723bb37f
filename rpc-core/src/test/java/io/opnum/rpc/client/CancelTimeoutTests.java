package io.opnum.rpc.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a call that was given up: the server has the cancel timeout to answer
 * (C706 12.6.4.6 and 12.6.4.8, MS-RPCE 3.3.2.5, {@code RpcMgmtSetCancelTimeout}).
 */
class CancelTimeoutTests extends AbstractClientTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	private static final Duration LONG = Duration.ofHours(1);

	private final CountDownLatch called = new CountDownLatch(1);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void serverThatHeedsTheCancelKeepsItsConnection(boolean multiplexed) throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, multiplexed);
			Request request = request(peer);
			assertThat(peer.expect(CoCancel.class).callId()).isEqualTo(request.callId());
			peer.fault(request, RpcStatus.FAULT_CANCEL.code(), 0);
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(LONG).maxConnectionsPerAssociation(1));
		cancelled(server.handle());
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	@Test
	void answerThatWasUnderWayKeepsTheOnlyConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, false);
			Request request = request(peer);
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, Unpooled.buffer().writeShortLE(7)));
			peer.expect(CoCancel.class);
			peer.send(peer.response(request.callId(), 0, Unpooled.buffer().writeByte(0)));
			peer.send(peer.response(request.callId(), PacketFlag.LAST_FRAG, Unpooled.buffer().writeByte(0)));
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(LONG).maxConnectionsPerAssociation(1));
		cancelled(server.handle());
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	@Test
	void anAnswerWithAnotherCallIdCountsWhereThereIsOneCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, false);
			Request request = request(peer);
			peer.expect(CoCancel.class);
			peer.send(new Response(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, request.callId() - 1, 4, 0, 0,
					peer.number(1), null));
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(LONG).maxConnectionsPerAssociation(1));
		cancelled(server.handle());
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	@Test
	void theOnlyConnectionTakesNoCallUntilTheAnswer() throws Exception {
		CountDownLatch next = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			bind(peer, false);
			Request request = request(peer);
			peer.expect(CoCancel.class);
			next.await();
			peer.respond(request, 1);
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(LONG).maxConnectionsPerAssociation(1));
		cancelled(server.handle());
		CompletableFuture<Integer> waiting = calculator(server).addOneLater(5);
		next.countDown();
		assertThat(waiting.join()).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	@Test
	void orphanedFollowsWhereTheServerDoesNotAnswer() throws Exception {
		CountDownLatch orphaned = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			bind(peer, true);
			Request request = request(peer);
			assertThat(peer.expect(CoCancel.class).callId()).isEqualTo(request.callId());
			assertThat(peer.expect(Orphaned.class).callId()).isEqualTo(request.callId());
			orphaned.countDown();
			peer.respond(request, 1);
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(SHORT));
		cancelled(server.handle());
		orphaned.await();
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	@Test
	void theOnlyConnectionEndsWhereTheServerDoesNotAnswer() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			bind(peer, false);
			request(peer);
			peer.expect(CoCancel.class);
			peer.expect(Orphaned.class);
			peer.expectClose();
			closed.countDown();
		}, (peer) -> {
			bind(peer, false);
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(SHORT).maxConnectionsPerAssociation(1));
		cancelled(server.handle());
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		closed.await();
		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void noOrphanedGoesToServersThatWouldEndTheConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withoutFeatures();
			bind(peer, true);
			request(peer);
			peer.expect(CoCancel.class);
			// had orphaned come, this would not be the next PDU
			peer.respond(peer.request(), 6);
			peer.expectClose();
		});
		client((builder) -> builder.cancelTimeout(Duration.ofMillis(1)));
		cancelled(server.handle());
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void withoutTimeOrphanedGoesAlong(boolean multiplexed) throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, multiplexed);
			request(peer);
			peer.expect(CoCancel.class);
			peer.expect(Orphaned.class);
			if (!multiplexed) {
				peer.expectClose();
			}
			peer.serve();
		}, (peer) -> {
			bind(peer, multiplexed);
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(LONG));
		cancelled(server.handle().with(BindingOption.CANCEL_TIMEOUT, Duration.ZERO));
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isEqualTo(multiplexed ? 1 : 2);
	}

	@Test
	void interruptedThreadDoesNotWaitForTheServer() throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, false);
			request(peer);
			peer.expect(CoCancel.class);
			peer.expectClose();
		});
		Calculator calculator = client((builder) -> builder.cancelTimeout(LONG)).proxy(Calculator.class,
				server.handle());
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			failure(RpcCancelledException.class, () -> calculator.addOne(1));
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		caller.start();
		this.called.await();
		caller.interrupt();
		assertThat(interrupted.join()).isTrue();
	}

	@Test
	void deadlineIsNotProlonged() throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, false);
			request(peer);
			peer.expect(CoCancel.class);
			peer.expectClose();
		});
		client((builder) -> builder.cancelTimeout(LONG));
		Calculator calculator = client().proxy(Calculator.class, server.handle().withTimeout(SHORT));
		failure(RpcTimeoutException.class, () -> calculator.addOne(1));
		assertThat(client().statistics().callsInFlight()).isZero();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void connectionThatEndsMeanwhileIsReplaced(boolean multiplexed) throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, multiplexed);
			request(peer);
			peer.expect(CoCancel.class);
			peer.reset();
		}, (peer) -> {
			bind(peer, multiplexed);
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(LONG));
		cancelled(server.handle());
		await(() -> client().statistics().connections() == 0);
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
	}

	@Test
	void connectionOfNoFurtherUseWaitsForTheAnswer() throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, true);
			Request request = request(peer);
			peer.expect(CoCancel.class);
			peer.respond(request, 1);
			peer.expectClose();
		});
		client((builder) -> builder.cancelTimeout(LONG));
		cancelled(server.handle().with(BindingOption.DONT_LINGER, true));
		await(() -> client().statistics().connections() == 0);
	}

	@Test
	void restOfResponseThatIsTooLargeIsDropped() throws Exception {
		ScriptedServer server = server((peer) -> {
			bind(peer, false);
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, Unpooled.buffer().writeZero(32)));
			peer.expect(CoCancel.class);
			peer.send(peer.response(request.callId(), 0, Unpooled.buffer().writeZero(32)));
			peer.send(peer.response(request.callId(), PacketFlag.LAST_FRAG, Unpooled.buffer().writeZero(32)));
			peer.serve();
		});
		client((builder) -> builder.cancelTimeout(LONG).maxResponseSize(16).maxConnectionsPerAssociation(1));
		failure(RpcProtocolException.class, () -> calculator(server).addOne(1));
		assertThat(calculator(server).addOne(5)).isEqualTo(6);
		assertThat(server.connections()).isOne();
	}

	private void cancelled(BindingHandle handle) throws Exception {
		CompletableFuture<Integer> call = client().proxy(Calculator.class, handle).addOneLater(1);
		this.called.await();
		assertThat(call.cancel(true)).isTrue();
		assertThat(call).isCancelled();
		await(() -> client().statistics().callsInFlight() == 0);
	}

	private static void bind(ScriptedServer.Peer peer, boolean multiplexed) throws Exception {
		if (!multiplexed) {
			peer.withoutMultiplexing();
		}
		peer.acceptBind();
	}

	/** Take the call that is given up then. */
	private Request request(ScriptedServer.Peer peer) throws Exception {
		Request request = peer.request();
		this.called.countDown();
		return request;
	}

}
