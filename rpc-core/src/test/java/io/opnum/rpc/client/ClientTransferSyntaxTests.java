package io.opnum.rpc.client;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.NdrFormat;
import io.opnum.rpc.ndr.NdrReader;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which transfer syntaxes are offered, and that requests go out in the one the server
 * took, whatever they were marshalled in.
 */
class ClientTransferSyntaxTests extends AbstractClientTests {

	@Test
	void requestsGoOutInTheSyntaxThatTheServerTook() throws Exception {
		List<Integer> contexts = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			peer.speaking(SyntaxId.NDR64).acceptBind();
			for (int i = 0; i < 3; i++) {
				contexts.add(add(peer, NdrFormat.NDR64));
			}
			peer.expectClose();
		});
		Adder adder = client().proxy(Adder.class, server.handle());
		assertThat(adder.add(1, 2, 3)).isEqualTo(6);
		assertThat(adder.add()).isZero();
		assertThat(adder.addLater(4, 5).join()).isEqualTo(9);
		await(() -> contexts.size() == 3);
		assertThat(contexts).containsOnly(1);
	}

	@Test
	void eachInterfaceHasItsOwn() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.speaking(SyntaxId.NDR64).acceptBind();
			add(peer, NdrFormat.NDR64);
			peer.speaking(SyntaxId.NDR).acceptAlter();
			Request request = peer.request();
			assertThat(request.contextId()).isEqualTo(2);
			peer.respond(request, request.stub().readIntLE() + 1);
			add(peer, NdrFormat.NDR64);
			peer.expectClose();
		});
		Adder adder = client().proxy(Adder.class, server.handle());
		assertThat(adder.add(1, 2)).isEqualTo(3);
		assertThat(client().proxy(Calculator.Other.class, server.handle()).addOne(1)).isEqualTo(2);
		assertThat(adder.add(3, 4)).isEqualTo(7);
	}

	@Test
	void argumentsAreThoseOfTheTimeOfTheCall() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.speaking(SyntaxId.NDR64).expect(Bind.class);
			called.await();
			peer.send(peer.ack(bind));
			add(peer, NdrFormat.NDR64);
			peer.expectClose();
		});
		int[] numbers = { 1, 2, 3 };
		CompletableFuture<Integer> sum = client().proxy(Adder.class, server.handle()).addLater(numbers);
		Arrays.fill(numbers, 100);
		called.countDown();
		assertThat(sum.join()).isEqualTo(6);
	}

	@Test
	void callThatWasNotExecutedGoesToServerOfTheOtherSyntax() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.speaking(SyntaxId.NDR64).acceptBind();
			add(peer, NdrFormat.NDR64);
			peer.fault(peer.request(), RpcStatus.SERVER_UNAVAILABLE.code(), PacketFlag.DID_NOT_EXECUTE);
		}, (peer) -> {
			peer.acceptBind();
			add(peer, NdrFormat.NDR);
			add(peer, NdrFormat.NDR);
			peer.expectClose();
		});
		Adder adder = client().proxy(Adder.class, server.handle());
		assertThat(adder.add(1)).isEqualTo(1);
		assertThat(adder.add(1, 2)).isEqualTo(3);
		assertThat(adder.add(1, 2, 3)).isEqualTo(6);
		assertThat(server.connections()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callGivenUpWhileItIsConvertedIsNotSent(boolean multiplexed) throws Exception {
		Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
		ScriptedServer server = server((peer) -> {
			if (!multiplexed) {
				peer.withoutMultiplexing();
			}
			peer.speaking(SyntaxId.NDR64).acceptBind();
			assertThat(add(peer, NdrFormat.NDR64)).isEqualTo(1);
			peer.expectClose();
		});
		RpcClient client = client((builder) -> builder.callbackExecutor(tasks::add).maxConnectionsPerAssociation(1));
		CompletableFuture<Integer> call = client.proxy(Adder.class, server.handle()).addLater(1, 2);
		await(() -> !tasks.isEmpty());
		Runnable conversion = tasks.remove();
		call.cancel(true);
		conversion.run();
		assertThat(client.proxy(Adder.class, server.handle()).add(3, 4)).isEqualTo(7);
		assertThat(server.connections()).isOne();
	}

	@Test
	void clientThatIsClosedWhileCallsAreConvertedLeavesNothingBehind() throws Exception {
		Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
		ScriptedServer server = server((peer) -> {
			peer.speaking(SyntaxId.NDR64).acceptBind();
			peer.expectClose();
		});
		RpcClient client = client((builder) -> builder.callbackExecutor(tasks::add));
		CompletableFuture<Integer> call = client.proxy(Adder.class, server.handle()).addLater(1, 2);
		await(() -> !tasks.isEmpty());
		client.close();
		while (!tasks.isEmpty()) {
			tasks.remove().run();
		}
		assertThat(failure(RpcCancelledException.class, call).didNotExecute()).isTrue();
	}

	@Test
	void responseInNdr64IsLittleEndian() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.speaking(SyntaxId.NDR64).acceptBind();
			Request request = peer.request();
			peer.bigEndian().respond(request, 3);
			peer.expectClose();
		});
		assertThat(failure(RpcProtocolException.class, () -> client().proxy(Adder.class, server.handle()).add(1, 2)))
			.hasMessageContaining("big-endian response in NDR64");
	}

	@Test
	void whatIsOfferedIsConfigured() throws Exception {
		List<List<ContextElement>> offers = new CopyOnWriteArrayList<>();
		ScriptedServer server = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			offers.add(bind.contexts());
			SyntaxId syntax = bind.contexts().get(0).transferSyntaxes().get(0);
			peer.speaking(syntax).send(peer.ack(bind));
			add(peer, NdrFormat.of(syntax, true));
			peer.expectClose();
		});
		client((builder) -> builder.transferSyntaxes(Set.of(TransferSyntax.NDR)));
		BindingHandle handle = server.handle();
		assertThat(client().proxy(Adder.class, handle).add(1, 2)).isEqualTo(3);
		Set<TransferSyntax> ndr64 = EnumSet.of(TransferSyntax.NDR64);
		BindingHandle other = handle.with(BindingOption.TRANSFER_SYNTAXES, ndr64);
		ndr64.clear();
		assertThat(client().proxy(Adder.class, other).add(1, 2)).isEqualTo(3);
		assertThat(client()
			.proxy(Adder.class, handle.with(BindingOption.TRANSFER_SYNTAXES, EnumSet.allOf(TransferSyntax.class)))
			.add(1, 2)).isEqualTo(3);
		assertThat(offers).map((offer) -> offer.stream().map((element) -> element.transferSyntaxes().get(0)).toList())
			.satisfiesExactly((offer) -> assertThat(offer).startsWith(SyntaxId.NDR).doesNotContain(SyntaxId.NDR64),
					(offer) -> assertThat(offer).startsWith(SyntaxId.NDR64).doesNotContain(SyntaxId.NDR),
					(offer) -> assertThat(offer).startsWith(SyntaxId.NDR, SyntaxId.NDR64));
	}

	@Test
	void serverThatSpeaksNoneOfThemIsNamedWithWhatWasOffered() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.expectClose();
		});
		client((builder) -> builder.transferSyntaxes(Set.of(TransferSyntax.NDR64)));
		RpcProtocolException failure = failure(RpcProtocolException.class,
				() -> client().proxy(Adder.class, server.handle()).add(1, 2));
		assertThat(failure.status()).isEqualTo(RpcStatus.UNSUPPORTED_TRANS_SYN);
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasMessageContainingAll("none of the transfer syntaxes", "[NDR64]");
	}

	@Test
	void endpointMappersAreOfferedNdrInAnyCase() throws Exception {
		ScriptedServer mapper = server((peer) -> {
			Bind bind = peer.expect(Bind.class);
			assertThat(bind.contexts()).flatMap(ContextElement::transferSyntaxes)
				.contains(SyntaxId.NDR, SyntaxId.NDR64);
			peer.send(peer.ack(bind));
			peer.fault(peer.request(), RpcStatus.EPT_NOT_REGISTERED.code(), 0);
			peer.expectClose();
		});
		client((builder) -> builder.transferSyntaxes(Set.of(TransferSyntax.NDR64)).endpointMapperPort(mapper.port()));
		failure(RpcCommunicationException.class,
				() -> client().proxy(Adder.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1")).add(1));
		assertThat(mapper.connections()).isOne();
	}

	@Test
	void errorOfAnArgumentThatIsLaidOutAnewEndsTheCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.speaking(SyntaxId.NDR64).acceptBind();
			Request request = peer.request();
			peer.respond(request, 7);
			peer.expectClose();
		});
		Painter painter = client().proxy(Painter.class, server.handle());
		Color.limit = 10;
		Color color = new Color(11, 0);
		Color.limit = 5;
		CompletableFuture<Integer> call = painter.paintLater(color);
		RpcCommunicationException failure = failure(RpcCommunicationException.class, call);
		assertThat(failure.status()).isEqualTo(RpcStatus.INTERNAL_ERROR);
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasRootCauseInstanceOf(OutOfColorError.class);
		Color.limit = 10;
		assertThat(painter.paint(color)).isEqualTo(7);
	}

	@Test
	void oneAtLeastIsOffered() {
		assertThatIllegalArgumentException().isThrownBy(() -> RpcClient.builder().transferSyntaxes(Set.of()))
			.withMessageContaining("transferSyntaxes");
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host[1]");
		assertThatIllegalArgumentException().isThrownBy(() -> handle.with(BindingOption.TRANSFER_SYNTAXES, Set.of()))
			.withMessageContaining("transferSyntaxes");
	}

	/** Answer an addition; the context id of its request. */
	private static int add(Peer peer, NdrFormat format) throws Exception {
		Request request = peer.request();
		assertThat(request.drep()).isEqualTo(DataRepresentation.LITTLE_ENDIAN);
		Object[] arguments = InterfaceStub.of(Adder.class)
			.operation(request.opnum())
			.unmarshalRequest(new NdrReader(request.stub(), format));
		assertThat(request.stub().readableBytes()).as("octets left in the stub").isZero();
		peer.respond(request, Arrays.stream((int[]) arguments[0]).sum());
		return request.contextId();
	}

	/**
	 * An interface whose stubs differ from syntax to syntax.
	 */
	@RpcInterface
	interface Adder {

		int add(int... numbers);

		CompletableFuture<Integer> addLater(int... numbers);

	}

	/**
	 * An interface with an argument that can't always be made.
	 */
	@RpcInterface
	interface Painter {

		int paint(Color color);

		CompletableFuture<Integer> paintLater(Color color);

	}

	record Color(int red, long green) {

		static volatile int limit;

		Color {
			if (red > limit + 5) {
				throw new OutOfColorError();
			}
		}

	}

	@SuppressWarnings("serial")
	static final class OutOfColorError extends Error {

	}

}
