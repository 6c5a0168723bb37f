package io.opnum.rpc.ndr;

import io.opnum.rpc.epm.EndpointMapper;
import io.opnum.rpc.mgmt.Management;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The embedded services are ordinary interfaces.
 */
class EmbeddedServicesTests {

	@Test
	void endpointMapperCompiles() {
		assertThat(InterfaceStub.of(EndpointMapper.class).operations()).hasSize(7);
	}

	@Test
	void managementCompiles() {
		assertThat(InterfaceStub.of(Management.class).operations()).hasSize(5);
	}

}
