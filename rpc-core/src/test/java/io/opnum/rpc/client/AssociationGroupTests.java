package io.opnum.rpc.client;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.pdu.Shutdown;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the client makes of association groups that a server does not know, or does not
 * put a connection into (C706 9.3.1.1, MS-RPCE 3.3.2.4.1.2).
 */
class AssociationGroupTests extends AbstractClientTests {

	private static final int GROUP = 0x1234;

	@Test
	void groupThatStillHasConnectionsOutlivesThatItIsRefused() throws Exception {
		CountDownLatch refused = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			open(peer);
			Request held = peer.request();
			refused.await();
			peer.send(peer.response(held.callId(), PacketFlag.WHOLE, peer.number(5)));
			peer.send(peer.response(peer.request().callId(), PacketFlag.WHOLE, peer.number(6)));
			peer.expectClose();
		}, (peer) -> {
			assertThat(peer.expect(Bind.class).assocGroupId()).isEqualTo(GROUP);
			nak(peer);
			peer.expectClose();
		}, (peer) -> {
			Bind bind = peer.withoutMultiplexing().inGroup(0x77).expect(Bind.class);
			assertThat(bind.assocGroupId()).isZero();
			peer.send(peer.ack(bind));
			peer.serve();
		});
		Keys keys = client().proxy(Keys.class, server.handle());
		ContextHandle<Key> key = keys.open();
		CompletableFuture<Integer> held = keys.useLater(key);
		await(() -> client().statistics().callsInFlight() == 1);
		assertThat(calculator(server).addOne(1)).isEqualTo(2);
		refused.countDown();
		assertThat(held.join()).isEqualTo(5);
		assertThat(key.isClosed()).isFalse();
		assertThat(keys.use(key)).isEqualTo(6);
		assertThat(server.connections()).isEqualTo(3);
	}

	@Test
	void handleIsLostWithAGroupThatTheServerForgot() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			open(peer);
			// the connection ends, and the group with it
		}, (peer) -> {
			peer.inGroup(0x77).withoutMultiplexing();
			assertThat(peer.expect(Bind.class).assocGroupId()).isZero();
			peer.expectClose();
		});
		Keys keys = client().proxy(Keys.class, server.handle());
		ContextHandle<Key> key = keys.open();
		await(() -> client().statistics().connections() == 0);
		assertThat(key.isClosed()).isTrue();
		failure(ContextMismatchException.class, () -> keys.use(key));
		assertThat(server.connections()).isOne();
	}

	@Test
	void handleOutlivesCallGivenUpWhileItsInterfaceIsProposed() throws Exception {
		CountDownLatch inGroup = new CountDownLatch(1);
		CountDownLatch proposed = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.withoutMultiplexing().acceptBind();
			open(peer);
			AlterContext alter = peer.expect(AlterContext.class);
			proposed.countDown();
			inGroup.await();
			peer.answer(alter, ContextResult.accepted(TransferSyntax.NDR.syntaxId()));
			peer.expectClose();
		}, (peer) -> {
			Bind bind = peer.withoutMultiplexing().expect(Bind.class);
			assertThat(bind.assocGroupId()).isEqualTo(GROUP);
			peer.send(peer.ack(bind));
			inGroup.countDown();
			peer.serve();
		});
		Keys keys = client().proxy(Keys.class, server.handle());
		ContextHandle<Key> key = keys.open();
		CompletableFuture<Integer> sum = calculator(server).addOneLater(1);
		proposed.await();
		sum.cancel(true);
		assertThat(calculator(server).addOne(1)).isEqualTo(2);
		await(() -> client().statistics().connections() == 1);
		assertThat(key.isClosed()).isFalse();
	}

	/**
	 * The connection of the handle takes no more calls, and no other one gets into its
	 * group: connecting on and on would not help.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callWithHandleEndsWhereNoOtherConnectionGetsIntoItsGroup(boolean refused) throws Exception {
		CountDownLatch failed = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(new Shutdown(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, 0, null));
			opened(peer, request);
			failed.await();
		}, (peer) -> {
			Bind bind = peer.inGroup(0x77).expect(Bind.class);
			assertThat(bind.assocGroupId()).isEqualTo(GROUP);
			if (refused) {
				nak(peer);
				peer.expectClose();
			}
			peer.send(peer.ack(bind));
			peer.serve();
		});
		Keys keys = client((builder) -> builder.timeout(Duration.ofSeconds(10))).proxy(Keys.class, server.handle());
		ContextHandle<Key> key = keys.open();
		try {
			assertThat(failure(RpcException.class, () -> keys.use(key)).didNotExecute()).isTrue();
			assertThat(server.connections()).isLessThanOrEqualTo(3);
		}
		finally {
			failed.countDown();
		}
	}

	private static void nak(Peer peer) throws Exception {
		peer.send(new BindNak(PacketFlag.WHOLE, DataRepresentation.LITTLE_ENDIAN, 1, BindNak.NOT_SPECIFIED, List.of(),
				null));
	}

	private static void open(Peer peer) throws Exception {
		opened(peer, peer.request());
	}

	private static void opened(Peer peer, Request request) throws Exception {
		UUID uuid = UUID.fromString("1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c77");
		ByteBuf handle = Unpooled.buffer()
			.writeIntLE(0)
			.writeIntLE((int) (uuid.getMostSignificantBits() >> 32))
			.writeShortLE((int) (uuid.getMostSignificantBits() >> 16))
			.writeShortLE((int) uuid.getMostSignificantBits())
			.writeLong(uuid.getLeastSignificantBits());
		peer.send(peer.response(request.callId(), PacketFlag.WHOLE, handle));
	}

	@RpcInterface(uuid = "1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c09", version = "1.0")
	interface Keys {

		ContextHandle<Key> open();

		int use(ContextHandle<Key> key);

		CompletableFuture<Integer> useLater(ContextHandle<Key> key);

	}

	interface Key {

	}

}
