package io.opnum.rpc.epm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.testing.TestCaller;
import org.junit.jupiter.api.Test;

import static io.opnum.rpc.epm.Entries.tcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RemoteEndpointRegistrar}.
 */
class RemoteEndpointRegistrarTests {

	private final EndpointMap map = new EndpointMap();

	private final TestCaller caller = TestCaller.local();

	private final RemoteEndpointRegistrar registrar = registrar(this.caller);

	@Test
	void registersAndUnregisters() {
		this.map.register(List.of(tcp(999)), true);
		this.registrar.register(List.of(tcp(1000)), false);
		assertThat(this.map.entries()).containsExactly(tcp(999), tcp(1000));
		this.registrar.register(List.of(tcp(1001), tcp(1002)), true);
		assertThat(this.map.entries()).containsExactly(tcp(1001), tcp(1002));
		this.registrar.unregister(List.of(tcp(1001)));
		this.registrar.unregister(List.of(tcp(1001)));
		assertThat(this.map.entries()).containsExactly(tcp(1002));
	}

	@Test
	void registersAgainWhatTheEndpointMapperLost() {
		this.registrar.register(List.of(tcp(1000), tcp(1001)), true);
		this.registrar.unregister(List.of(tcp(1000)));
		this.map.unregister(List.of(tcp(1001)));
		this.map.register(List.of(tcp(2000)), true);
		this.registrar.refresh();
		assertThat(this.map.entries()).containsExactly(tcp(2000), tcp(1001));
	}

	@Test
	void ownsWhatAnEarlierAssociationRegistered() throws Exception {
		this.registrar.register(List.of(tcp(1000)), true);
		registrar(TestCaller.local()).register(List.of(tcp(1000)), false);
		this.caller.close();
		assertThat(this.map.entries()).containsExactly(tcp(1000));
	}

	@Test
	void unregistersWhenClosed() {
		this.registrar.register(List.of(tcp(1000)), true);
		this.registrar.close();
		assertThat(this.map.entries()).isEmpty();
		this.registrar.close();
		this.registrar.refresh();
		assertThat(this.map.entries()).isEmpty();
		assertThatIllegalStateException().isThrownBy(() -> this.registrar.register(List.of(tcp(1000)), true));
	}

	@Test
	void throwsWhatTheEndpointMapperAnswers() {
		EndpointMapper full = this.caller.calling(EndpointMapper.class, new EndpointMapService(new EndpointMap(1)));
		RemoteEndpointRegistrar registrar = new RemoteEndpointRegistrar(full, Duration.ZERO);
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(() -> registrar.register(List.of(tcp(1000), tcp(1001)), true))
			.withMessageContaining("ept_insert")
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.EPT_NO_MEMORY));
	}

	@Test
	void throwsThatTheEndpointMapperRefuses() {
		RemoteEndpointRegistrar remote = registrar(TestCaller.remote("10.99.0.40"));
		assertThatExceptionOfType(RpcException.class).isThrownBy(() -> remote.register(List.of(tcp(1000)), true))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.ACCESS_DENIED));
	}

	@Test
	void keepsOnTryingWhileTheEndpointMapperIsGone() throws Exception {
		this.registrar.register(List.of(tcp(1000)), true);
		this.caller.close();
		assertThat(this.map.entries()).isEmpty();
		this.registrar.refresh();
		this.registrar.refresh();
		assertThat(this.map.entries()).isEmpty();
		this.caller.reopen();
		this.registrar.refresh();
		assertThat(this.map.entries()).containsExactly(tcp(1000));
	}

	@Test
	void registersAgainByItself() {
		EndpointMapper mapper = this.caller.calling(EndpointMapper.class, new EndpointMapService(this.map));
		try (RemoteEndpointRegistrar registrar = new RemoteEndpointRegistrar(mapper, Duration.ofMillis(5))) {
			registrar.register(List.of(tcp(1000)), true);
			for (int i = 0; i < 3; i++) {
				this.map.unregister(List.of(tcp(1000)));
				long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
				while (this.map.entries().isEmpty() && System.nanoTime() < deadline) {
					Thread.onSpinWait();
				}
				assertThat(this.map.entries()).containsExactly(tcp(1000));
			}
		}
		assertThat(this.map.entries()).isEmpty();
	}

	@Test
	void endsAnInterruptedWait() {
		ScriptedEndpointMapper silent = new ScriptedEndpointMapper(0) {

			@Override
			public CompletableFuture<Integer> insert(int numEnts, List<EptEntry> entries, int replace) {
				return new CompletableFuture<>();
			}

		};
		RemoteEndpointRegistrar registrar = new RemoteEndpointRegistrar(silent, Duration.ZERO);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(RpcCancelledException.class)
			.isThrownBy(() -> registrar.register(List.of(tcp(1000)), true));
		assertThat(Thread.interrupted()).isTrue();
	}

	private RemoteEndpointRegistrar registrar(TestCaller caller) {
		EndpointMapper mapper = caller.calling(EndpointMapper.class, new EndpointMapService(this.map));
		return new RemoteEndpointRegistrar(mapper, Duration.ZERO);
	}

}
