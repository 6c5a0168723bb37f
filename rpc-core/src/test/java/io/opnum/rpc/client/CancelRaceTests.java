package io.opnum.rpc.client;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cancels, interrupts and deadlines against answers, faults and lost connections, in any
 * order that seeds and threads bring about: each call ends once, with its own answer or
 * with a reason, nothing leaks, and the next call works.
 */
class CancelRaceTests extends AbstractClientTests {

	private static final int CALLS = 24;

	private static final int CALLERS = 4;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/** Whether servers answer every request from now on. */
	private final AtomicBoolean calm = new AtomicBoolean();

	@AfterEach
	void end() {
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233 })
	void eachCallOfAMultiplexedConnectionEndsOnce(long seed) throws Exception {
		race(seed, true);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233 })
	void eachCallOfAnOnlyConnectionEndsOnce(long seed) throws Exception {
		race(seed, false);
	}

	private void race(long seed, boolean multiplexed) throws Exception {
		ScriptedServer server = server((peer) -> perform(peer, new Random(seed * 31 + peer.number()), multiplexed));
		client((builder) -> builder.cancelTimeout(Duration.ofMillis(5))
			.maxConnectionsPerAssociation(3)
			.timeout(Duration.ofSeconds(20)));
		BindingHandle handle = server.handle();
		List<CompletableFuture<Void>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			Random random = new Random(seed * 17 + i);
			callers.add(CompletableFuture.runAsync(() -> calls(random, handle), this.threads));
		}
		CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)).join();
		await(() -> client().statistics().callsInFlight() == 0);
		this.calm.set(true);
		assertThat(client().proxy(Calculator.class, patient(handle)).addOne(41)).isEqualTo(42);
		assertThat(client().statistics().calls()).isGreaterThan(CALLS * CALLERS);
	}

	/** A server that still ignores what came before may lose a call or two. */
	private static BindingHandle patient(BindingHandle handle) {
		return handle.with(BindingOption.UNIQUE_BINDING, true);
	}

	// ---- the caller

	private void calls(Random random, BindingHandle handle) {
		for (int i = 0; i < CALLS; i++) {
			int number = random.nextInt(1_000_000);
			switch (random.nextInt(4)) {
				case 0 -> interrupted(random, handle, number);
				case 1 -> expired(random, handle, number);
				default -> cancelled(random, handle, number);
			}
		}
	}

	private void cancelled(Random random, BindingHandle handle, int number) {
		AtomicInteger ends = new AtomicInteger();
		CompletableFuture<Integer> call = client().proxy(Calculator.class, handle).addOneLater(number);
		CompletableFuture<?> ended = call.whenComplete((result, failure) -> {
			ends.incrementAndGet();
			check(number, result, failure);
		});
		pause(random);
		boolean cancelled = call.cancel(true);
		assertThat(call).isDone();
		assertThat(call.isCancelled()).isEqualTo(cancelled);
		assertThat(ended.handle((result, failure) -> true).join()).isTrue();
		assertThat(ends).hasValue(1);
	}

	private void expired(Random random, BindingHandle handle, int number) {
		Calculator calculator = client().proxy(Calculator.class,
				handle.withTimeout(Duration.ofNanos(1 + random.nextInt(3_000_000))));
		try {
			check(number, calculator.addOne(number), null);
		}
		catch (RpcException ex) {
			check(number, null, ex);
		}
	}

	private void interrupted(Random random, BindingHandle handle, int number) {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicInteger ends = new AtomicInteger();
		Thread caller = new Thread(() -> {
			begun.countDown();
			try {
				check(number, client().proxy(Calculator.class, handle).addOne(number), null);
			}
			catch (RpcException ex) {
				check(number, null, ex);
			}
			ends.incrementAndGet();
		});
		caller.start();
		try {
			begun.await();
			pause(random);
			caller.interrupt();
			caller.join(20_000);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(ends).hasValue(1);
	}

	private static void pause(Random random) {
		long until = System.nanoTime() + random.nextInt(400_000);
		while (System.nanoTime() < until) {
			Thread.onSpinWait();
		}
	}

	private static void check(int number, Integer result, Throwable failure) {
		if (failure == null) {
			assertThat(result).isEqualTo(number + 1);
		}
		else {
			assertThat(failure).isInstanceOfAny(RpcException.class, CancellationException.class);
		}
	}

	// ---- the server

	private void perform(Peer peer, Random random, boolean multiplexed) throws IOException {
		if (!multiplexed) {
			peer.withoutMultiplexing();
		}
		peer.acceptBind();
		List<Request> held = new ArrayList<>();
		while (true) {
			Pdu pdu = peer.read();
			if (pdu instanceof Request request) {
				if (this.calm.get()) {
					answer(peer, request);
				}
				else if (!requested(peer, request, held, random)) {
					return;
				}
			}
			else if (pdu instanceof CoCancel && !held.isEmpty()) {
				cancelled(peer, held, random);
			}
		}
	}

	/** Whether the connection goes on. */
	private boolean requested(Peer peer, Request request, List<Request> held, Random random) throws IOException {
		switch (random.nextInt(12)) {
			case 0, 1, 2, 3 -> answer(peer, request);
			case 4 -> peer.fault(request, RpcStatus.FAULT_CANCEL.code(), 0);
			case 5 -> {
				int result = request.stub().getIntLE(request.stub().readerIndex()) + 1;
				peer.send(
						peer.response(request.callId(), PacketFlag.FIRST_FRAG, Unpooled.buffer().writeShortLE(result)));
				peer.send(peer.response(request.callId(), PacketFlag.LAST_FRAG,
						Unpooled.buffer().writeShortLE(result >> 16)));
			}
			case 6 -> {
				peer.reset();
				return false;
			}
			default -> held.add(request);
		}
		return true;
	}

	private void cancelled(Peer peer, List<Request> held, Random random) throws IOException {
		Request request = held.remove(random.nextInt(held.size()));
		switch (random.nextInt(3)) {
			case 0 -> answer(peer, request);
			case 1 -> peer.fault(request, RpcStatus.FAULT_CANCEL.code(), 0);
			default -> {
				// it is orphaned then
			}
		}
	}

	private static void answer(Peer peer, Request request) throws IOException {
		peer.respond(request, request.stub().getIntLE(request.stub().readerIndex()) + 1);
	}

}
