package io.opnum.rpc.boot.application;

import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.boot.RpcEndpointMap;
import io.opnum.rpc.boot.application.WarehouseApplication.Checkout;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.test.LocalRpcEndpoint;
import io.opnum.rpc.boot.test.LocalRpcPort;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A test that asks for nothing: the endpoints are those of the application, and no
 * endpoint mapper is touched though the application's properties name its port.
 */
@SpringBootTest(properties = "spring.config.location=classpath:warehouse.properties")
class PlainWarehouseTests {

	@LocalRpcEndpoint
	private String endpoint;

	@LocalRpcEndpoint
	private BindingHandle handle;

	@LocalRpcPort
	private int port;

	@RpcClient("stock")
	private Inventory stock;

	@Test
	void partiallyBoundClientsFindTheirServerInTheMapOfTheTest(@Autowired Checkout checkout) {
		assertThat(checkout.total("bolt", 1)).isEqualTo(403);
	}

	@Test
	void thereIsAnEndpointMapWithoutAnEndpointMapper(@Autowired RpcEndpointMap endpointMap,
			@Autowired Environment environment) {
		assertThat(endpointMap.entries()).hasSize(2);
		assertThat(endpointMap.describe()).isEqualTo("2 entries, in the memory of a test");
		assertThat(endpointMap.localEndpoint()).isNull();
		assertThat(environment.getProperty("local.rpc.endpoint-mapper.port")).isNull();
	}

	@Test
	void whereTheServerListensIsInjected(@Autowired RpcServer server, @Autowired io.opnum.rpc.RpcClient client) {
		assertThat(this.endpoint).isEqualTo("ncacn_ip_tcp:127.0.0.1[%d]".formatted(this.port));
		assertThat(server.bindings().get(0)).hasToString(this.endpoint);
		assertThat(client.proxy(Inventory.class, this.handle).reserve("bolt", 1)).isEqualTo(3);
	}

	@Test
	void aTestIsInjectedWithProxies(@RpcClient("stock") Inventory parameter) {
		assertThat(this.stock.reserve("bolt", 1)).isEqualTo(3);
		assertThat(parameter).isSameAs(this.stock);
	}

}
