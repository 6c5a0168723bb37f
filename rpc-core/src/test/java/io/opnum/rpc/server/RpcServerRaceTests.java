package io.opnum.rpc.server;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Response;
import io.opnum.rpc.pdu.Shutdown;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients come, call and go while a server is started, stopped, closed and told other
 * interfaces: every call is answered once or its connection is gone, and nothing is left.
 */
@Timeout(120)
@ExtendWith(NoBufferLeaks.class)
class RpcServerRaceTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final Set<Integer> REFUSALS = Set.of(RpcStatus.UNKNOWN_IF.code(),
			RpcStatus.SERVER_UNAVAILABLE.code(), RpcStatus.SERVER_TOO_BUSY.code());

	private static final int ROUNDS = 15;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger attributes = new AtomicInteger();

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicBoolean ended = new AtomicBoolean();

	@RepeatedTest(2)
	void nothingIsLeftWhateverHappensAtOnce() throws Exception {
		RpcServer server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").maxConcurrentCalls(8).build();
		List<Future<?>> clients = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			int flags = (i % 2 == 0) ? PacketFlag.CONC_MPX : 0;
			clients.add(this.threads.submit(untilTheEnd(() -> callAll(server, flags))));
		}
		for (int round = 0; round < ROUNDS; round++) {
			RpcServer.Registration registration = server.register(Calculator.class, new Remembering());
			server.start();
			int before = this.answered.get();
			long deadline = System.nanoTime() + PATIENCE.toNanos();
			while (this.answered.get() < before + 50) {
				assertThat(System.nanoTime()).as("patience").isLessThan(deadline);
				Thread.sleep(1);
			}
			if (round % 2 == 0) {
				registration.close();
				server.stopListening();
			}
			else {
				server.stopListening();
				registration.close();
			}
			if (round % 3 == 0) {
				assertThat(server.awaitStop(PATIENCE)).isTrue();
				assertThat(server.statistics().callsInFlight()).isZero();
			}
		}
		server.register(Calculator.class, new Remembering());
		server.start();
		server.close();
		this.ended.set(true);
		for (Future<?> client : clients) {
			client.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		this.threads.shutdown();
		assertThat(server.statistics().connections()).isZero();
		assertThat(server.statistics().associations()).isZero();
		assertThat(server.statistics().callsInFlight()).isZero();
		assertThat(this.attributes).as("attributes that were not closed, or twice").hasValue(0);
	}

	private Callable<Void> untilTheEnd(Callable<Void> task) {
		return () -> {
			while (!this.ended.get()) {
				try {
					task.call();
				}
				catch (EOFException | SocketException | IndexOutOfBoundsException ex) {
					// The server is not there now
				}
			}
			return null;
		};
	}

	private Void callAll(RpcServer server, int flags) throws IOException {
		try (SocketPeer peer = SocketPeer.connect(server)) {
			peer.send(RawPeer.bind(flags, 0, RawPeer.context(0, Calculator.ID))).receive();
			for (int callId = 1; callId < 200; callId += 5) {
				for (int i = 0; i < 5; i++) {
					peer.send(RawPeer.request(callId + i, 0, i % 2, Calculator.stub(callId, i)));
				}
				List<Integer> expected = new ArrayList<>(
						List.of(callId, callId + 1, callId + 2, callId + 3, callId + 4));
				while (!expected.isEmpty()) {
					Pdu answer = peer.receive();
					if (answer instanceof Shutdown) {
						continue;
					}
					if (answer instanceof Fault fault) {
						assertThat(REFUSALS).contains(fault.status());
					}
					else {
						assertThat(answer).isInstanceOf(Response.class);
						this.answered.incrementAndGet();
					}
					assertThat(expected).contains(answer.callId());
					assertThat(flags != 0 || expected.get(0) == answer.callId()).as("order").isTrue();
					expected.remove((Integer) answer.callId());
				}
			}
		}
		return null;
	}

	/**
	 * Keeps something for each client.
	 */
	private final class Remembering extends SimpleCalculator {

		@Override
		public int add(int left, int right) {
			RpcCallContext.current().association().attribute(AutoCloseable.class, () -> {
				RpcServerRaceTests.this.attributes.incrementAndGet();
				return RpcServerRaceTests.this.attributes::decrementAndGet;
			});
			return super.add(left, right);
		}

	}

}
