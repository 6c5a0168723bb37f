package io.opnum.rpc.client;

import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Shutdown;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many connections there are, which calls they carry, and when they end.
 */
class ClientPoolTests extends AbstractClientTests {

	@Test
	void oneMultiplexedConnectionCarriesAllCalls() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			List<Request> requests = new ArrayList<>();
			for (int i = 0; i < 300; i++) {
				requests.add(peer.request());
			}
			for (int i = 299; i >= 0; i--) {
				peer.respond(requests.get(i), requests.get(i).stub().readIntLE() + 1);
			}
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			calls.add(calculator.addOneLater(i));
		}
		for (int i = 0; i < 300; i++) {
			assertThat(calls.get(i).join()).isEqualTo(i + 1);
		}
		assertThat(server.connections()).isOne();
	}

	@Test
	void callsThatComeOneAfterTheOtherShareOneConnection() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			peer.serve();
		});
		Calculator calculator = calculator(server);
		for (int i = 0; i < 200; i++) {
			assertThat(calculator.addOne(i)).isEqualTo(i + 1);
		}
		assertThat(server.connections()).isOne();
	}

	@Test
	void callsAtOnceGetConnectionsUpToTheLimitAndThenWaitTheirTurn() throws Exception {
		Semaphore answers = new Semaphore(0);
		List<Integer> order = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			while (true) {
				Request request = peer.request();
				int number = request.stub().readIntLE();
				order.add(number);
				answers.acquire();
				peer.respond(request, number + 1);
			}
		});
		client((builder) -> builder.maxConnectionsPerAssociation(3));
		Calculator calculator = calculator(server);
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			calls.add(calculator.addOneLater(i));
		}
		await(() -> order.size() == 3);
		assertThat(order).containsExactlyInAnyOrder(0, 1, 2);
		for (int answered = 1; answered <= 7; answered++) {
			answers.release();
			int begun = 3 + answered;
			await(() -> order.size() == begun);
			assertThat(order.get(begun - 1)).as("first come, first served").isEqualTo(begun - 1);
		}
		answers.release(3);
		for (int i = 0; i < 10; i++) {
			assertThat(calls.get(i).join()).isEqualTo(i + 1);
		}
		assertThat(server.connections()).isEqualTo(3);
	}

	@Test
	void deadlineEndsTheWaitForConnection() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			Request request = peer.request();
			answer.await();
			peer.respond(request, 1);
			assertThat(peer.request().stub().readIntLE()).as("calls given up are not sent").isEqualTo(3);
			peer.respond(new Request(0, DataRepresentation.LITTLE_ENDIAN, 3, 0, 0, 0, null, null, null), 4);
			peer.expectClose();
		});
		client((builder) -> builder.maxConnectionsPerAssociation(1));
		Calculator impatient = client().proxy(Calculator.class, server.handle().withTimeout(Duration.ofMillis(150)));
		CompletableFuture<Integer> first = calculator(server).addOneLater(0);
		await(() -> client().statistics().connections() == 1);
		RpcTimeoutException synchronous = failure(RpcTimeoutException.class, () -> impatient.addOne(1));
		assertThat(synchronous.didNotExecute()).isTrue();
		assertThat(failure(RpcTimeoutException.class, impatient.addOneLater(2)).didNotExecute()).isTrue();
		CompletableFuture<Integer> last = calculator(server).addOneLater(3);
		answer.countDown();
		assertThat(first.join()).isOne();
		assertThat(last.join()).isEqualTo(4);
	}

	@Test
	void serverThatTakesNoMoreConnectionsIsServedByThoseThereAre() throws Exception {
		CountDownLatch refused = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing();
			if (peer.number() > 0) {
				Bind bind = peer.expect(Bind.class);
				peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(),
						BindNak.LOCAL_LIMIT_EXCEEDED, List.of(), null));
				refused.countDown();
				return;
			}
			peer.acceptBind();
			Request request = peer.request();
			refused.await();
			peer.respond(request, request.stub().readIntLE() + 1);
			peer.serve();
		});
		Calculator calculator = calculator(server);
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			calls.add(calculator.addOneLater(i));
		}
		for (int i = 0; i < 20; i++) {
			assertThat(calls.get(i).join()).isEqualTo(i + 1);
		}
		assertThat(server.connections()).as("attempts are not repeated").isLessThanOrEqualTo(8);
	}

	@Test
	void serverThatTookNoMoreConnectionsIsAskedAgainAfterAWhile() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			Request request = peer.request();
			answer.await();
			peer.respond(request, 1);
			peer.serve();
		}, (peer) -> {
			Bind bind = peer.expect(Bind.class);
			peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(),
					BindNak.LOCAL_LIMIT_EXCEEDED, List.of(), null));
		}, (peer) -> {
			peer.withoutMultiplexing().acceptBind();
			peer.serve();
		});
		client((builder) -> builder.maxConnectionsPerAssociation(2));
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> blocked = calculator.addOneLater(0);
		List<CompletableFuture<Integer>> others = new ArrayList<>();
		await(() -> {
			others.add(calculator.addOneLater(others.size()));
			return server.connections() == 3;
		});
		for (int i = 0; i < others.size(); i++) {
			assertThat(others.get(i).join()).isEqualTo(i + 1);
		}
		assertThat(blocked).isNotDone();
		answer.countDown();
		assertThat(blocked.join()).isOne();
	}

	@Test
	void serverThatRefusesEveryConnectionFailsAllThatWait() throws Exception {
		CountDownLatch waiting = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			waiting.await();
			peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, bind.callId(),
					BindNak.TEMPORARY_CONGESTION, List.of(), null));
		});
		Calculator calculator = calculator(server);
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			calls.add(calculator.addOneLater(i));
		}
		waiting.countDown();
		for (CompletableFuture<Integer> call : calls) {
			assertThat(failure(ServerTooBusyException.class, call).didNotExecute()).isTrue();
		}
		assertThat(server.connections()).isOne();
	}

	@Test
	void lossOfOneConnectionOfThePoolLeavesTheOthersAlone() throws Exception {
		CountDownLatch lost = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			Request request = peer.request();
			int number = request.stub().readIntLE();
			if (number == 1) {
				return;
			}
			lost.await();
			peer.respond(request, number + 1);
			peer.serve();
		});
		Calculator calculator = calculator(server);
		List<CompletableFuture<Integer>> calls = List.of(calculator.addOneLater(0), calculator.addOneLater(1),
				calculator.addOneLater(2));
		assertThat(failure(RpcCommunicationException.class, calls.get(1)).didNotExecute()).isFalse();
		lost.countDown();
		assertThat(calls.get(0).join()).isOne();
		assertThat(calls.get(2).join()).isEqualTo(3);
	}

	@Test
	void idleConnectionIsClosed() throws Exception {
		ScriptedServer server = server((peer) -> {
			if (peer.number() == 1) {
				peer.withoutMultiplexing();
			}
			peer.acceptBind();
			peer.serve();
		});
		client((builder) -> builder.idleTimeout(Duration.ofMillis(100)));
		for (int i = 0; i < 2; i++) {
			assertThat(calculator(server).addOne(1)).isEqualTo(2);
			await(() -> client().statistics().connections() == 0);
			assertThat(client().statistics().associations()).isZero();
		}
		assertThat(server.connections()).isEqualTo(2);
	}

	@Test
	void connectionWithCallInFlightIsNotIdle() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			answer.await();
			peer.respond(request, 1);
			peer.expectClose();
		});
		ScriptedServer other = server((peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		client((builder) -> builder.idleTimeout(Duration.ofMillis(50)));
		CompletableFuture<Integer> call = calculator(server).addOneLater(0);
		await(() -> client().statistics().connections() == 1);
		for (int i = 0; i < 3; i++) {
			assertThat(calculator(other).addOne(1)).isEqualTo(2);
			await(() -> client().statistics().connections() == 1);
		}
		assertThat(call).isNotDone();
		answer.countDown();
		assertThat(call.join()).isOne();
	}

	@Test
	void zeroIdleTimeoutKeepsConnections() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		client((builder) -> builder.idleTimeout(Duration.ZERO));
		assertThat(calculator(server).addOne(1)).isEqualTo(2);
		assertThat(client().statistics().connections()).isOne();
	}

	@Test
	void connectionThatTheServerShutsDownFinishesItsCallsAndTakesNoMore() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		CountDownLatch closed = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			shutdown(peer);
			answer.await();
			peer.respond(request, 1);
			try {
				while (true) {
					peer.read();
				}
			}
			catch (EOFException ex) {
				closed.countDown();
			}
		}, (peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> first = calculator.addOneLater(0);
		await(() -> {
			// Until the client has read the shutdown its calls go the same way
			CompletableFuture<Integer> next = calculator.addOneLater(1);
			await(() -> next.isDone() || server.connections() == 1);
			next.cancel(true);
			return server.connections() == 2;
		});
		assertThat(calculator.addOne(5)).isEqualTo(6);
		assertThat(first).isNotDone();
		answer.countDown();
		assertThat(first.join()).isOne();
		closed.await();
		await(() -> client().statistics().connections() == 1);
	}

	@Test
	void idleConnectionThatTheServerShutsDownIsClosedAtOnce() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			shutdown(peer);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		for (int i = 0; i < 20; i++) {
			assertThat(calculator.addOne(0)).as("call %d", i).isOne();
			await(() -> client().statistics().connections() == 0);
		}
	}

	private static void shutdown(Peer peer) throws Exception {
		peer.send(new Shutdown(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, 0, null));
	}

}
