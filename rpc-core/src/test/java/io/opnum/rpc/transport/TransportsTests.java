package io.opnum.rpc.transport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.TransportOptions.PortRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Transports} and {@link TransportOptions}.
 */
class TransportsTests {

	private static final TransportOptions OPTIONS = TransportOptions.DEFAULT;

	@Test
	void defaultTransportsAreMadeOnce() {
		try (Transports transports = Transports.of(OPTIONS)) {
			Transport tcp = transports.get(ProtocolSequence.NCACN_IP_TCP);
			assertThat(tcp).isInstanceOf(TcpTransport.class).isSameAs(transports.get(ProtocolSequence.NCACN_IP_TCP));
			assertThat(transports.get(ProtocolSequence.NCALRPC)).isInstanceOf(LocalTransport.class);
			assertThat(transports.get(ProtocolSequence.IN_PROCESS)).isInstanceOf(InProcessTransport.class);
			assertThat(tcp.protocolSequence()).isSameAs(ProtocolSequence.NCACN_IP_TCP);
		}
	}

	@Test
	void givenTransportIsUsedAndNotClosed() {
		InProcessTransport given = new InProcessTransport(OPTIONS);
		Transports transports = Transports.of(OPTIONS, List.of(given));
		assertThat(transports.get(ProtocolSequence.IN_PROCESS)).isSameAs(given);
		transports.close();
		assertThat(given.isClosed()).isFalse();
		given.close();
	}

	@Test
	void protocolSequenceWithoutATransportIsNotSupported() {
		try (Transports transports = Transports.of(OPTIONS)) {
			assertThatExceptionOfType(InvalidBindingException.class)
				.isThrownBy(() -> transports.get(ProtocolSequence.NCACN_HTTP))
				.withMessageContaining("'ncacn_http'")
				.withMessageContaining("[ncacn_ip_tcp, ncalrpc, opnum_inproc]")
				.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.PROTSEQ_NOT_SUPPORTED));
		}
	}

	@Test
	void moduleOfNamedPipesIsNamed() {
		try (Transports transports = Transports.of(OPTIONS)) {
			assertThatExceptionOfType(InvalidBindingException.class)
				.isThrownBy(() -> transports.get(ProtocolSequence.NCACN_NP))
				.withMessageContaining("rpc-transport-smb");
		}
	}

	@Test
	void closedTransportsMakeNoOthers() {
		Transports transports = Transports.of(OPTIONS);
		TcpTransport tcp = (TcpTransport) transports.get(ProtocolSequence.NCACN_IP_TCP);
		transports.close();
		assertThat(tcp.isClosed()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> transports.get(ProtocolSequence.NCACN_IP_TCP));
	}

	@Test
	void transportThatIsNotUsedHasNoThreads() {
		try (Transports transports = Transports.of(OPTIONS.withThreadName("opnum-idle"))) {
			transports.get(ProtocolSequence.NCACN_IP_TCP);
			transports.get(ProtocolSequence.NCALRPC);
			transports.get(ProtocolSequence.IN_PROCESS);
			assertThat(AbstractTransportTests.threads("opnum-idle")).isEmpty();
		}
	}

	@Test
	void optionsChangeOneByOne() {
		TransportOptions options = OPTIONS.withThreadName("x")
			.withEventLoopThreads(3)
			.withNativeTransport(false)
			.withWriteBufferWaterMarks(1, 2)
			.withMaxOutboundBytes(4)
			.withWriteTimeout(Duration.ZERO)
			.withLinger(Duration.ofSeconds(5))
			.withDynamicPorts(new PortRange(6, 7))
			.withLocalSockets(LocalSockets.in(Path.of("/x")))
			.withKeepAlive(Duration.ofSeconds(8));
		assertThat(options).isEqualTo(new TransportOptions("x", 3, false, 1, 2, 4, Duration.ZERO, Duration.ofSeconds(5),
				new PortRange(6, 7), LocalSockets.in(Path.of("/x")), Duration.ofSeconds(8)));
	}

	@Test
	void optionsRefuseWhatMakesNoSense() {
		assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withEventLoopThreads(0))
			.withMessage("eventLoopThreads must be positive: 0");
		assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withWriteBufferWaterMarks(2, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withMaxOutboundBytes(1));
		assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withWriteTimeout(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withLinger(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> OPTIONS.withKeepAlive(Duration.ofMillis(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(0, 5));
		assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(5, 4));
		assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(1, 65536));
	}

}
