package io.opnum.rpc.boot.application;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.application.WarehouseApplication.Checkout;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.test.AutoConfigureTestRpcTransport;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test whose calls go over nothing but memory.
 */
@SpringBootTest(properties = "spring.config.location=classpath:warehouse.properties")
@AutoConfigureTestRpcTransport
class InProcessWarehouseTests {

	@Test
	void serverAndClientsMeet(@Autowired RpcServer server, @Autowired RpcClients clients,
			@Autowired Checkout checkout) {
		assertThat(server.bindings()).hasSize(2)
			.extracting(StringBinding::protocolSequence)
			.containsOnly(ProtocolSequence.IN_PROCESS);
		assertThat(clients.bindings()).hasSize(2)
			.extracting((binding) -> binding.stringBinding().toString())
			.containsOnly("opnum_inproc:");
		assertThat(checkout.total("bolt", 1)).isEqualTo(403);
	}

	@Test
	void servicesStayConfinedToTheirEndpoints(@Autowired RpcServer server) {
		assertThat(server.registrations()).hasSize(2)
			.extracting((registration) -> registration.options().endpoints())
			.doesNotHaveDuplicates();
	}

	@Nested
	class WithAnotherClient {

		@io.opnum.rpc.boot.RpcClient("not-configured")
		private Inventory inventory;

		@Test
		void everyBindingLeadsToTheServer() {
			assertThat(this.inventory.reserve("bolt", 1)).isEqualTo(3);
		}

	}

}
