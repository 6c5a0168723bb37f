package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.opnum.rpc.Broadcast;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.Maybe;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Operations that are not called at most once (C706 4.2.3).
 */
class CallSemanticsTests extends AbstractClientTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void maybeCallEndsWhenItWasSent(boolean multiplexed) throws Exception {
		CountDownLatch received = new CountDownLatch(2);
		ScriptedServer server = server((peer) -> {
			if (!multiplexed) {
				peer.withoutMultiplexing();
			}
			peer.acceptBind();
			for (int i = 0; i < 2; i++) {
				Request request = peer.request();
				assertThat(request.flags()).isEqualTo(PacketFlag.WHOLE | PacketFlag.MAYBE);
				assertThat(request.stub().readIntLE()).isEqualTo(i);
				received.countDown();
			}
			peer.serve();
		});
		Bell bell = client().proxy(Bell.class, server.handle());
		bell.ring(0);
		assertThat(bell.ringLater(1).get()).isNull();
		received.await();
		assertThat(bell.addOne(1)).isEqualTo(2);
		assertThat(server.connections()).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void whatFollowsMaybeCallGoesOverItsConnection(boolean multiplexed) throws Exception {
		ScriptedServer server = server((peer) -> {
			if (!multiplexed) {
				peer.withoutMultiplexing();
			}
			peer.acceptBind();
			peer.request();
			peer.serve();
		}, (peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		Bell bell = client((builder) -> builder.callbackExecutor(Runnable::run)).proxy(Bell.class, server.handle());
		CompletableFuture<Integer> next = bell.ringLater(1).thenCompose((sent) -> bell.addOneLater(1));
		assertThat(next.get()).isEqualTo(2);
		assertThat(server.connections()).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void answerToMaybeCallIsNotTakenForAnother(boolean multiplexed) throws Exception {
		ScriptedServer server = server((peer) -> {
			if (!multiplexed) {
				peer.withoutMultiplexing();
			}
			peer.acceptBind();
			Request maybe = peer.request();
			Request next = peer.request();
			peer.send(peer.response(maybe.callId(), PacketFlag.WHOLE, peer.number(77)));
			peer.respond(next, 2);
			Request failed = peer.request();
			Request last = peer.request();
			peer.fault(failed, RpcStatus.FAULT_UNSPEC.code(), 0);
			peer.respond(last, 3);
			peer.expectClose();
		});
		Bell bell = client().proxy(Bell.class, server.handle());
		bell.ring(0);
		assertThat(bell.addOne(1)).isEqualTo(2);
		bell.ring(1);
		assertThat(bell.addOne(2)).isEqualTo(3);
	}

	@Test
	void maybeCallThatWasNotSentFails() throws Exception {
		CountDownLatch bound = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.read();
			bound.countDown();
			peer.expectClose();
		});
		Bell bell = client().proxy(Bell.class, server.handle());
		CompletableFuture<Void> ringing = bell.ringLater(1);
		bound.await();
		assertThat(ringing).isNotDone();
		client().close();
		assertThat(failure(RpcCancelledException.class, ringing).didNotExecute()).isTrue();
	}

	@Test
	void broadcastIsRefusedBeforeAnythingIsSent() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.serve();
		});
		Bell bell = client().proxy(Bell.class, server.handle());
		InvalidBindingException refusal = failure(InvalidBindingException.class, () -> bell.ringEverywhere(1));
		assertThat(refusal.status()).isEqualTo(RpcStatus.CANNOT_SUPPORT);
		assertThat(refusal.didNotExecute()).isTrue();
		assertThat(refusal).hasMessageContainingAll("Bell.ringEverywhere", "ncacn_ip_tcp", "@Broadcast");
		assertThat(server.connections()).isZero();
		assertThat(bell.addOne(1)).isEqualTo(2);
	}

	@RpcInterface(uuid = "1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c05", version = "1.0")
	interface Bell {

		int addOne(int number);

		@Maybe
		void ring(int times);

		@Maybe
		CompletableFuture<Void> ringLater(int times);

		@Broadcast
		void ringEverywhere(int times);

		CompletableFuture<Integer> addOneLater(int number);

	}

}
