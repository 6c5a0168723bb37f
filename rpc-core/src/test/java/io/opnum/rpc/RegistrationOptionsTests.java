package io.opnum.rpc;

import java.util.UUID;

import io.opnum.rpc.binding.StringBinding;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RegistrationOptionsTests {

	@Test
	void everyOptionCanBeChangedAlone() {
		UUID uuid = UUID.randomUUID();
		StringBinding endpoint = StringBinding.parse("ncacn_ip_tcp:[9135]");
		RegistrationOptions options = RegistrationOptions.DEFAULT.withObjects(uuid)
			.withManagerType(uuid)
			.withEndpoints(endpoint)
			.withEndpointMap(false)
			.withReplace(false)
			.withAnnotation("sums");
		assertThat(options.objectUuids()).containsExactly(uuid);
		assertThat(options.managerType()).isEqualTo(uuid);
		assertThat(options.endpoints()).containsExactly(endpoint);
		assertThat(options.endpointMap()).isFalse();
		assertThat(options.replace()).isFalse();
		assertThat(options.annotation()).isEqualTo("sums");
	}

	@Test
	void nilUuidNamesNothing() {
		UUID nil = new UUID(0, 0);
		assertThatIllegalArgumentException().isThrownBy(() -> RegistrationOptions.DEFAULT.withObjects(nil))
			.withMessageContaining("nil UUID");
		assertThatIllegalArgumentException().isThrownBy(() -> RegistrationOptions.DEFAULT.withManagerType(nil));
	}

	@Test
	void annotationFitsTheEndpointMap() {
		assertThat(RegistrationOptions.DEFAULT.withAnnotation("x".repeat(63)).annotation()).hasSize(63);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> RegistrationOptions.DEFAULT.withAnnotation("x".repeat(64)))
			.withMessageContaining("shorten it to 63");
	}

}
