package io.opnum.rpc.boot.application;

import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.boot.application.WarehouseApplication.Checkout;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.boot.test.AutoConfigureTestRpcTransport;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * A test that puts a mock in the place of a proxy.
 */
@SpringBootTest(properties = "spring.config.location=classpath:warehouse.properties")
@AutoConfigureTestRpcTransport
class MockedWarehouseTests {

	@MockitoBean
	@RpcClient("stock")
	private Inventory inventory;

	@Test
	void theMockIsCalled(@Autowired Checkout checkout) {
		given(this.inventory.reserve("bolt", 1)).willReturn(1000);
		assertThat(checkout.total("bolt", 1)).isEqualTo(1400);
	}

}
