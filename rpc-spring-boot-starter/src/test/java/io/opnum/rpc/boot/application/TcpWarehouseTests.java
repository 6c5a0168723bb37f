package io.opnum.rpc.boot.application;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.boot.application.WarehouseApplication.Checkout;
import io.opnum.rpc.boot.test.AutoConfigureTestRpcTransport;
import io.opnum.rpc.boot.test.AutoConfigureTestRpcTransport.Transport;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test whose calls go over TCP, on ports of its own.
 */
@SpringBootTest(properties = { "spring.config.location=classpath:warehouse.properties",
		"rpc.client.bindings.stock.string-binding=ncacn_ip_tcp:stock.example.org[9135]" })
@AutoConfigureTestRpcTransport(Transport.TCP)
class TcpWarehouseTests {

	@Test
	void serverAndClientsMeet(@Autowired RpcServer server, @Autowired Checkout checkout) {
		assertThat(server.bindings()).hasSize(2)
			.extracting(Object::toString)
			.allMatch((binding) -> binding.startsWith("ncacn_ip_tcp:127.0.0.1["));
		assertThat(checkout.total("bolt", 1)).isEqualTo(403);
	}

}
