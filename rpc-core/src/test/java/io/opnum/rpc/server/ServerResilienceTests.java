package io.opnum.rpc.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.EndpointEntry;
import io.opnum.rpc.binding.EndpointRegistrar;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.testing.CapturedLog;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What goes wrong around a server costs a call or a connection, and nothing that others
 * need.
 */
@Timeout(30)
@ExtendWith(NoBufferLeaks.class)
class ServerResilienceTests {

	private final ManualTransport transport = new ManualTransport();

	private final QueuedExecutor executor = new QueuedExecutor();

	private RpcServer server = TestServer.start(this.transport, (builder) -> {
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	private void restart(Consumer<RpcServerBuilder> customizer) {
		this.server.close();
		this.server = TestServer.start(this.transport, customizer);
	}

	@Test
	void executorThatFailsIsTakenForOneThatIsBusy() throws InterruptedException {
		List<Throwable> failures = new ArrayList<>(
				List.of(new OutOfMemoryError("unable to create native thread"), new IllegalStateException("no")));
		restart((builder) -> builder.maxConcurrentCalls(1).executor((task) -> {
			if (!failures.isEmpty()) {
				sneakyThrow(failures.remove(0));
			}
			task.run();
		}));
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectFault(RpcStatus.SERVER_TOO_BUSY, true);
		peer.send(RawPeer.request(2, 0, 0, Calculator.stub(1, 1))).expectFault(RpcStatus.SERVER_TOO_BUSY, true);
		peer.send(RawPeer.request(3, 0, 0, Calculator.stub(1, 1))).expectResponse(3);
		assertThat(this.server.statistics().rejectedCalls()).isEqualTo(2);
		this.server.stopListening();
		assertThat(this.server.awaitStop(Duration.ofSeconds(10))).isTrue();
	}

	@Test
	void peerIsNotLateWithWhatIsNotReadFromIt() {
		restart((builder) -> builder.executor(this.executor)
			.limits(RpcServerLimits.DEFAULT.withMaxCallsPerConnection(2)));
		RawPeer peer = this.transport.connect().bound(PacketFlag.CONC_MPX, Calculator.ID);
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)), RawPeer.request(2, 0, 0, Calculator.stub(1, 1)));
		peer.sendPartial();
		assertThat(peer.isReading()).isFalse();
		this.transport.advance(Duration.ofMinutes(10));
		peer.expectSilence();
		this.executor.runAll();
		peer.expectResponse(1);
		peer.expectResponse(2);
		this.transport.advance(Duration.ofSeconds(59));
		peer.expectSilence();
		this.transport.advance(Duration.ofSeconds(1));
		peer.expectClosed();
	}

	@Test
	void requestIsNotLateWhileThePeerHasAnswersToRead() {
		RawPeer peer = this.transport.connect().bound(Calculator.ID);
		peer.send(RawPeer.request(PacketFlag.FIRST_FRAG, 7, 0, 0, "02000000"));
		peer.setWritable(false);
		this.transport.advance(Duration.ofMinutes(10));
		peer.expectSilence().setWritable(true);
		peer.send(RawPeer.request(PacketFlag.LAST_FRAG, 7, 0, 0, "03000000")).expectResponse(7);
	}

	@Test
	void incompleteRequestsLeaveMemoryToTheOthers() {
		restart((builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxBufferedSize(40)));
		RawPeer hoarder = this.transport.connect().bound(Calculator.ID);
		RawPeer second = this.transport.connect().bound(Calculator.ID);
		hoarder.send(RawPeer.request(PacketFlag.FIRST_FRAG, 1, 0, 0, "0200000003000000"),
				RawPeer.request(0, 1, 0, 0, "0400000005000000"));
		second.send(RawPeer.request(PacketFlag.FIRST_FRAG, 1, 0, 0, "0200000003000000"))
			.expectFault(RpcStatus.REMOTE_NO_MEMORY, true);
		second.expectClosed();
		RawPeer third = this.transport.connect().bound(Calculator.ID);
		third.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1))).expectResponse(1);
		// Given back whether they are given up or come to an end
		for (int i = 0; i < 10; i++) {
			hoarder.disconnect();
			hoarder = this.transport.connect().bound(Calculator.ID);
			hoarder.send(RawPeer.request(PacketFlag.FIRST_FRAG, 1, 0, 0, "0200000003000000"));
			third
				.send(RawPeer.request(PacketFlag.FIRST_FRAG, 1, 0, 0, "02000000"),
						RawPeer.request(PacketFlag.LAST_FRAG, 1, 0, 0, "03000000"))
				.expectResponse(1);
		}
	}

	@Test
	void refusedBindCostsOneShortLine() {
		ContextElement nonsense = new ContextElement(0, SyntaxId.of(Calculator.ID), List.of());
		ContextElement[] elements = new ContextElement[255];
		Arrays.fill(elements, nonsense);
		try (CapturedLog log = CapturedLog.of("io.opnum.rpc.server")) {
			this.transport.connect().send(RawPeer.bind(0, 0, elements)).expectBindNak(BindNak.NOT_SPECIFIED);
			RawPeer bound = this.transport.connect().bound(Calculator.ID);
			bound.send(RawPeer.alter(elements)).expectFault(RpcStatus.PROTO_ERROR, true);
			bound.expectClosed();
			assertThat(log.lines()).hasSize(2).allSatisfy((line) -> assertThat(line).hasSizeLessThan(300));
		}
	}

	@Test
	void makerOfAnAttributeDoesNotHoldUpEventLoops() throws Exception {
		CountDownLatch making = new CountDownLatch(1);
		CountDownLatch mayEnd = new CountDownLatch(1);
		restart((builder) -> builder.executor((task) -> new Thread(task).start()));
		this.server.registrations().get(0).close();
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				RpcCallContext.current().association().attribute(String.class, () -> {
					making.countDown();
					await(mayEnd);
					return "made";
				});
				return super.add(left, right);
			}

		});
		RawPeer peer = this.transport.connect();
		int group = peer.send(RawPeer.bind(0, 0, RawPeer.context(0, Calculator.ID))).next(BindAck.class).assocGroupId();
		peer.send(RawPeer.request(1, 0, 0, Calculator.stub(1, 1)));
		assertThat(making.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<RawPeer> joined = CompletableFuture.supplyAsync(() -> {
			RawPeer second = this.transport.connect();
			second.send(RawPeer.bind(0, group, RawPeer.context(0, Calculator.ID))).next(BindAck.class);
			return second.disconnect();
		});
		try {
			assertThat(joined).succeedsWithin(Duration.ofSeconds(10));
		}
		finally {
			mayEnd.countDown();
		}
	}

	@Test
	void endpointThatCouldNotBePublishedIsNotListenedOn() {
		boolean[] refusing = { false };
		restart((builder) -> builder.endpointRegistrar(new EndpointRegistrar() {

			@Override
			public void register(List<EndpointEntry> entries, boolean replace) {
				if (refusing[0]) {
					throw new IllegalStateException("no room");
				}
			}

			@Override
			public void unregister(List<EndpointEntry> entries) {
			}

		}));
		refusing[0] = true;
		StringBinding further = StringBinding.parseServerEndpoint("ncacn_ip_tcp:[9136]");
		assertThatIllegalStateException().isThrownBy(() -> this.server.listen(further)).withMessage("no room");
		assertThat(this.server.bindings()).hasSize(1);
		assertThat(this.transport.isListening("9136")).isFalse();
		refusing[0] = false;
		this.server.listen(further);
		assertThat(this.server.bindings()).hasSize(2);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@SuppressWarnings("unchecked")
	private static <E extends Throwable> void sneakyThrow(Throwable failure) throws E {
		throw (E) failure;
	}

}
