package io.opnum.rpc.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Request;
import io.opnum.rpc.testing.HexDumps;
import org.junit.jupiter.api.Test;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Calls with pipes that go wrong, with servers that follow a script.
 */
class PipeFailureTests extends AbstractClientTests {

	/** Zeros without end. */
	private static final InputStream ENDLESS = new InputStream() {

		@Override
		public int read() {
			return 0;
		}

	};

	@Test
	void callWithPipesIsNotMultiplexed() throws Exception {
		Transfer transfer = transfer((peer) -> {
			Bind bind = peer.acceptBind();
			assertThat(PacketFlag.isSet(bind.flags(), PacketFlag.CONC_MPX)).isFalse();
			peer.respond(peer.request(), 9);
			peer.respond(peer.request(), 10);
		});
		assertThat(transfer.up(new ByteArrayInputStream(new byte[100_000]))).isEqualTo(9);
		assertThat(transfer.up(InputStream.nullInputStream())).isEqualTo(10);
	}

	@Test
	void whatIsSentIsAsTheRulesSay() throws Exception {
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			assertThatOctets(request.stub()).isHex("03000000 616263 00 00000000");
			peer.respond(request, 1);
		});
		assertThat(transfer.up(new ByteArrayInputStream("abc".getBytes()))).isEqualTo(1);
	}

	@Test
	void faultEndsWhatIsBeingSent() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			Request first = peer.expect(Request.class);
			peer.fault(first, RpcStatus.INVALID_TAG.code(), 0);
			readAll(peer);
			closed.countDown();
		});
		assertThat(failure(RpcFaultException.class, () -> transfer.up(ENDLESS)).status())
			.isEqualTo(RpcStatus.INVALID_TAG);
		closed.await();
	}

	@Test
	void callIsNotMadeAgainOnceItsSourceWasAsked() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), RpcStatus.UNKNOWN_IF.code(), PacketFlag.DID_NOT_EXECUTE);
		});
		Transfer transfer = client().proxy(Transfer.class, server.handle());
		assertThat(
				failure(RpcException.class, () -> transfer.up(new ByteArrayInputStream(new byte[3]))).didNotExecute())
			.isFalse();
		assertThat(server.connections()).isEqualTo(1);
	}

	@Test
	void failingSourceEndsTheCall() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			Pdu pdu = peer.read();
			while (pdu instanceof Request) {
				pdu = peer.read();
			}
			assertThat(pdu).isInstanceOf(CoCancel.class);
			peer.expect(Orphaned.class);
			peer.expectClose();
			cancelled.countDown();
		});
		IOException cause = new IOException("no more");
		InputStream failing = new InputStream() {

			private int left = 200_000;

			@Override
			public int read() throws IOException {
				if (this.left-- == 0) {
					throw cause;
				}
				return 1;
			}

			@Override
			public int read(byte[] target, int from, int length) throws IOException {
				target[from] = (byte) read();
				return 1;
			}

		};
		assertThat(failure(RpcCancelledException.class, () -> transfer.up(failing))).hasCause(cause)
			.hasMessageContaining("the pipe content failed");
		cancelled.await();
	}

	@Test
	void failingSinkEndsTheCall() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, HexDumps.parse("03000000 616263 00")));
			peer.expect(CoCancel.class);
			peer.expect(Orphaned.class);
			peer.expectClose();
			cancelled.countDown();
		});
		IOException cause = new IOException("disk full");
		assertThat(failure(RpcCancelledException.class, () -> transfer.down(new OutputStream() {

			@Override
			public void write(int octet) throws IOException {
				throw cause;
			}

		}))).hasCause(cause);
		cancelled.await();
	}

	@Test
	void lostConnectionEndsTheCall() throws Exception {
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			peer.expect(Request.class);
			peer.reset();
		}, (peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, HexDumps.parse("03000000 616263 00")));
		});
		assertThat(failure(RpcCommunicationException.class, () -> transfer.up(ENDLESS)).didNotExecute()).isFalse();
		failure(RpcCommunicationException.class, () -> transfer.down(OutputStream.nullOutputStream()));
	}

	@Test
	void timeoutLimitsEachWait() throws Exception {
		CountDownLatch over = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG, HexDumps.parse("03000000 616263 00")));
			over.await();
		});
		client((builder) -> builder.timeout(Duration.ofMillis(300)));
		Transfer transfer = client().proxy(Transfer.class, server.handle());
		failure(RpcTimeoutException.class, () -> transfer.down(OutputStream.nullOutputStream()));
		over.countDown();
	}

	@Test
	void cancelledFutureEndsTheCall() throws Exception {
		CountDownLatch began = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			peer.expect(Request.class);
			began.countDown();
			readAll(peer);
			cancelled.countDown();
		});
		CompletableFuture<Void> call = transfer.upLater(ENDLESS);
		began.await();
		call.cancel(true);
		cancelled.await();
	}

	@Test
	void interruptedCallEnds() throws Exception {
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			peer.request();
			readAll(peer);
		});
		Thread caller = Thread.currentThread();
		InputStream interrupting = new InputStream() {

			@Override
			public int read() {
				caller.interrupt();
				return -1;
			}

		};
		failure(RpcCancelledException.class, () -> transfer.up(interrupting));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void badChunksOfResponseAreBadStubData() throws Exception {
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.WHOLE, HexDumps.parse("ffffffff 616263 00")));
			readAll(peer);
		});
		assertThat(failure(BadStubDataException.class, () -> transfer.down(OutputStream.nullOutputStream())).status())
			.isEqualTo(RpcStatus.BAD_STUB_DATA);
	}

	@Test
	void responseBeforeTheEndOfTheRequestBreaksTheProtocol() throws Exception {
		Transfer transfer = transfer((peer) -> {
			peer.acceptBind();
			Request first = peer.expect(Request.class);
			peer.send(peer.response(first.callId(), PacketFlag.FIRST_FRAG, HexDumps.parse("00000000")));
			readAll(peer);
		});
		failure(RpcProtocolException.class, () -> transfer.both(ENDLESS, OutputStream.nullOutputStream()));
	}

	@Test
	void pipesOfResponseAreLimited() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			peer.send(peer.response(request.callId(), PacketFlag.FIRST_FRAG,
					HexDumps.parse("20000000" + "00".repeat(28))));
			readAll(peer);
		});
		client((builder) -> builder.maxPipeSize(31));
		Transfer transfer = client().proxy(Transfer.class, server.handle());
		assertThat(failure(RpcProtocolException.class, () -> transfer.down(OutputStream.nullOutputStream())))
			.hasMessageContaining("maxPipeSize");
	}

	@Test
	void pipeIsNeverNull() throws Exception {
		Transfer transfer = transfer((peer) -> readAll(peer));
		assertThatIllegalArgumentException().isThrownBy(() -> transfer.up(null))
			.withMessage("Transfer.up: parameter content is null, but it is a pipe: pass an InputStream");
	}

	private static void readAll(Peer peer) throws IOException {
		try {
			while (true) {
				peer.read();
			}
		}
		catch (IOException ex) {
			// The client has closed the connection
		}
	}

	private Transfer transfer(ScriptedServer.Script... scripts) throws Exception {
		return client().proxy(Transfer.class, server(scripts).handle());
	}

	@RpcInterface(uuid = "b0a2c1f6-8d57-4e0c-9a66-1f2a4f8d5e04", version = "1.0")
	interface Transfer {

		int up(InputStream content);

		int down(OutputStream content);

		int both(InputStream content, OutputStream back);

		CompletableFuture<Void> upLater(InputStream content);

	}

}
