package io.opnum.rpc.binding;

import java.util.UUID;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Endpoint}, {@link EndpointEntry} and {@link ProtocolSequence}.
 */
class EndpointTests {

	@Test
	void isAStringBindingAndBack() {
		StringBinding binding = StringBinding.parse("ncacn_ip_tcp:host[9135]");
		Endpoint endpoint = Endpoint.of(binding);
		assertThat(endpoint.toStringBinding()).isEqualTo(binding);
		assertThat(endpoint).hasToString("ncacn_ip_tcp:host[9135]");
		assertThat(endpoint.isDynamic()).isFalse();
	}

	@Test
	void withoutEndpointIsDynamic() {
		Endpoint endpoint = Endpoint.of(StringBinding.parse("ncacn_ip_tcp:host"));
		assertThat(endpoint.isDynamic()).isTrue();
		assertThat(endpoint).hasToString("ncacn_ip_tcp:host");
	}

	@Test
	void textIsThereEvenIfAPartIsNotValid() {
		Endpoint endpoint = new Endpoint(ProtocolSequence.NCACN_IP_TCP, "a b", "99999");
		assertThat(endpoint).hasToString("ncacn_ip_tcp:a b[99999]");
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(endpoint::toStringBinding);
	}

	@Test
	void entryCutsItsAnnotationAndTakesNilForNoObject() {
		EndpointEntry entry = new EndpointEntry(InterfaceId.derived("a.B", "1.0"), SyntaxId.NDR, new UUID(0, 0),
				new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "1"), "x".repeat(64));
		assertThat(entry.annotation()).hasSize(63);
		assertThat(entry.objectUuid()).isNull();
	}

	@Test
	void protocolSequencesAreFoundInAnyCase() {
		assertThat(ProtocolSequence.of("NcAcN_Ip_TcP")).isSameAs(ProtocolSequence.NCACN_IP_TCP)
			.hasToString("ncacn_ip_tcp");
		assertThat(ProtocolSequence.of("ncacn_spx").isSupported()).isFalse();
		assertThat(ProtocolSequence.of("ncacn_unix_stream").isSupported()).isFalse();
		assertThat(ProtocolSequence.NCALRPC.isSupported()).isTrue();
	}

	@Test
	void unknownProtocolSequenceIsRefused() {
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> ProtocolSequence.of("tcp"))
			.withMessage("'tcp' is no protocol sequence: use ncacn_ip_tcp")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_RPC_PROTSEQ));
	}

}
