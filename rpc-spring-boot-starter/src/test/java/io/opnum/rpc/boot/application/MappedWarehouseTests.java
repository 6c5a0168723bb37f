package io.opnum.rpc.boot.application;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.boot.application.WarehouseApplication.Checkout;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test that asks for an endpoint mapper, and gets a real one on a port of its own.
 */
@SpringBootTest(properties = { "spring.config.location=classpath:warehouse.properties",
		"rpc.endpoint-mapper.address=127.0.0.1", "rpc.endpoint-mapper.port=0" })
class MappedWarehouseTests {

	@Test
	void partiallyBoundClientsFindTheirServerThroughIt(@Autowired Checkout checkout) {
		assertThat(checkout.total("bolt", 1)).isEqualTo(403);
	}

	@Test
	void itsPortIsInTheEnvironment(@Value("${local.rpc.endpoint-mapper.port}") int port, @Autowired RpcClient client) {
		assertThat(client.endpointMap(StringBinding.parse("ncacn_ip_tcp:127.0.0.1[%d]".formatted(port)))).isNotEmpty();
	}

}
