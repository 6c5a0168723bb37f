package io.opnum.rpc.epm;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.ndr.NdrContextHandle;
import io.opnum.rpc.testing.TestCaller;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.opnum.rpc.epm.Entries.OBJECT;
import static io.opnum.rpc.epm.Entries.at;
import static io.opnum.rpc.epm.Entries.entry;
import static io.opnum.rpc.epm.Entries.inventory;
import static io.opnum.rpc.epm.Entries.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link EndpointMapResolver}.
 */
class EndpointMapResolverTests {

	private static final StringBinding HOST = StringBinding.parse("ncacn_ip_tcp:stock.example.org");

	private final EndpointMap map = new EndpointMap();

	private final List<String> asked = new ArrayList<>();

	private final EndpointMapResolver resolver = new EndpointMapResolver((binding) -> {
		this.asked.add(binding.toString());
		return TestCaller.remote("10.99.0.40").calling(EndpointMapper.class, new EndpointMapService(this.map));
	}, 135);

	@Test
	void takesThePortAndKeepsTheHost() {
		this.map.register(List.of(at(tcp(49154), "192.0.2.7")), true);
		assertThat(resolve(HOST, inventory(1, 0), null))
			.isEqualTo(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "stock.example.org", "49154"));
		assertThat(this.asked).containsExactly("ncacn_ip_tcp:stock.example.org[135]");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ncacn_ip_tcp:192.0.2.7                         | ncacn_ip_tcp:192.0.2.7[135]
			ncacn_np:192.0.2.7                             | ncacn_np:192.0.2.7[\\\\pipe\\\\epmapper]
			ncacn_http:192.0.2.7                           | ncacn_ip_tcp:192.0.2.7[135]
			ncalrpc:                                       | ncalrpc:[EPMAPPER]
			opnum_inproc:                                  | opnum_inproc:[epmapper]
			""")
	void asksTheEndpointMapperOfTheHost(String partial, String endpointMapper) {
		assertThatExceptionOfType(EndpointNotRegisteredException.class)
			.isThrownBy(() -> resolve(StringBinding.parse(partial), inventory(1, 0), null));
		assertThat(this.asked).containsExactly(endpointMapper);
	}

	@Test
	void findsEndpointsOfOtherProtocolSequences() {
		Endpoint pipe = new Endpoint(ProtocolSequence.NCACN_NP, "", "\\pipe\\inventory");
		Endpoint inProcess = new Endpoint(ProtocolSequence.IN_PROCESS, "", "inventory");
		this.map.register(List.of(entry(inventory(1, 0), null, pipe), entry(inventory(1, 0), null, inProcess)), true);
		assertThat(resolve(StringBinding.parse("ncacn_np:server"), inventory(1, 0), null))
			.isEqualTo(new Endpoint(ProtocolSequence.NCACN_NP, "server", "\\pipe\\inventory"));
		assertThat(resolve(StringBinding.parse("opnum_inproc:"), inventory(1, 0), null)).isEqualTo(inProcess);
	}

	@Test
	void asksForTheObject() {
		this.map.register(List.of(tcp(1000), tcp(inventory(1, 0), OBJECT, 1001)), true);
		assertThat(resolve(HOST, inventory(1, 0), OBJECT).endpoint()).isEqualTo("1001");
		assertThat(resolve(HOST, inventory(1, 0), null).endpoint()).isEqualTo("1000");
	}

	@Test
	void followsTheTurnsOfTheEndpointMapper() {
		this.map.register(List.of(tcp(1001), tcp(1002)), true);
		assertThat(IntStream.range(0, 4).mapToObj((i) -> resolve(HOST, inventory(1, 0), null).endpoint()))
			.containsExactly("1001", "1002", "1001", "1002");
	}

	@Test
	void takesAnyOfSeveralWhereToldTo() {
		Twr first = Twr.of(Tower.of(inventory(1, 0), SyntaxId.NDR, tcp(1001).endpoint()));
		Twr second = Twr.of(Tower.of(inventory(1, 0), SyntaxId.NDR, tcp(1002).endpoint()));
		EndpointMapResolver resolver = scripted(new ScriptedEndpointMapper(0, first, second));
		assertThat(resolver.resolve(HOST, inventory(1, 0), null).toCompletableFuture().join().endpoint())
			.isEqualTo("1001");
		EndpointMapResolver any = resolver.takingAny();
		assertThat(IntStream.range(0, 200)
			.mapToObj((i) -> any.resolve(HOST, inventory(1, 0), null).toCompletableFuture().join().endpoint()))
			.contains("1001", "1002");
	}

	@Test
	void knowsWhereTheEndpointMapperItselfIs() {
		assertThat(resolve(HOST, InterfaceId.of(EndpointMapper.UUID, "3.0"), null).endpoint()).isEqualTo("135");
		assertThat(this.asked).isEmpty();
	}

	@Test
	void passesOverTowersThatDoNotAnswerTheQuestion() {
		Twr malformed = new Twr(3, new byte[] { 9, 9, 9 });
		Twr otherInterface = EptEntry.of(tcp(new InterfaceId(Entries.OTHER, 1, 0), null, 1001)).tower();
		Twr otherVersion = EptEntry.of(tcp(inventory(2, 0), null, 1002)).tower();
		Twr otherProtocol = EptEntry
			.of(entry(inventory(1, 0), null, new Endpoint(ProtocolSequence.NCACN_HTTP, "", "593")))
			.tower();
		Twr noPort = Twr
			.of(Tower.of(inventory(1, 0), SyntaxId.NDR, new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "")));
		Twr right = EptEntry.of(tcp(inventory(1, 7), null, 1003)).tower();
		EndpointMapResolver resolver = scripted(new ScriptedEndpointMapper(0, malformed, null, otherInterface,
				otherVersion, otherProtocol, noPort, right));
		assertThat(resolver.resolve(HOST, inventory(1, 0), null).toCompletableFuture().join().endpoint())
			.isEqualTo("1003");
	}

	@Test
	void freesAHandleThatItIsGiven() {
		ScriptedEndpointMapper mapper = new ScriptedEndpointMapper(0, EptEntry.of(tcp(1001)).tower());
		mapper.handle = new NdrContextHandle(0, UUID.randomUUID());
		scripted(mapper).resolve(HOST, inventory(1, 0), null).toCompletableFuture().join();
		assertThat(mapper.freed).containsExactly(mapper.handle);
	}

	@Test
	void saysWhatIsNotRegisteredWhere() {
		assertThatExceptionOfType(EndpointNotRegisteredException.class)
			.isThrownBy(() -> resolve(HOST, inventory(1, 0), OBJECT))
			.withMessageContaining("ncacn_ip_tcp:stock.example.org[135]")
			.withMessageContaining(inventory(1, 0).toString())
			.withMessageContaining(OBJECT.toString())
			.satisfies((ex) -> {
				assertThat(ex.status()).isEqualTo(RpcStatus.EPT_S_NOT_REGISTERED);
				assertThat(ex.didNotExecute()).isTrue();
			});
	}

	@Test
	void saysThatTheEndpointMapperCouldNotBeAsked() {
		RpcTimeoutException timeout = new RpcTimeoutException("No answer in time", RpcStatus.TIMEOUT, false, null);
		ScriptedEndpointMapper mapper = new ScriptedEndpointMapper(0);
		mapper.failure = timeout;
		assertUnanswered(scripted(mapper), RpcStatus.TIMEOUT, timeout);
	}

	@Test
	void saysThatTheEndpointMapperCouldNotBeCalled() {
		RpcFaultException thrown = new RpcFaultException(RpcStatus.ACCESS_DENIED);
		EndpointMapResolver resolver = new EndpointMapResolver((binding) -> {
			throw thrown;
		}, 135);
		assertUnanswered(resolver, RpcStatus.ACCESS_DENIED, thrown);
	}

	@Test
	void saysThatTheEndpointMapperAnsweredWithAnError() {
		EndpointMapResolver resolver = scripted(new ScriptedEndpointMapper(RpcStatus.EPT_CANT_PERFORM_OP.code()));
		assertUnanswered(resolver, RpcStatus.EPT_CANT_PERFORM_OP, null);
	}

	@Test
	void doesNotWaitForTheEndpointMapper() {
		ScriptedEndpointMapper mapper = new ScriptedEndpointMapper(0, EptEntry.of(tcp(1001)).tower());
		mapper.answer = new CompletableFuture<>();
		CompletableFuture<Endpoint> resolved = scripted(mapper).resolve(HOST, inventory(1, 0), null)
			.toCompletableFuture();
		assertThat(resolved).isNotDone();
		mapper.answer.complete(0);
		assertThat(resolved).isCompleted();
	}

	private static void assertUnanswered(EndpointMapResolver resolver, RpcStatus status, @Nullable Throwable cause) {
		CompletableFuture<Endpoint> resolved = resolver.resolve(HOST, inventory(1, 0), null).toCompletableFuture();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(resolved::join)
			.havingCause()
			.isInstanceOfSatisfying(RpcCommunicationException.class, (ex) -> {
				assertThat(ex).hasMessageContaining("ncacn_ip_tcp:stock.example.org[135]")
					.hasMessageContaining(inventory(1, 0).toString());
				assertThat(ex.status()).isEqualTo(status);
				assertThat(ex.didNotExecute()).isTrue();
				if (cause != null) {
					assertThat(ex).hasCauseReference(cause);
				}
			});
	}

	private Endpoint resolve(StringBinding partial, InterfaceId interfaceId, @Nullable UUID objectUuid) {
		try {
			return this.resolver.resolve(partial, interfaceId, objectUuid).toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	private static EndpointMapResolver scripted(EndpointMapper mapper) {
		return new EndpointMapResolver((binding) -> mapper, 135);
	}

}
