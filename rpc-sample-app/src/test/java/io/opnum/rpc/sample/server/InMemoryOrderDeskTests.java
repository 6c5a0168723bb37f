package io.opnum.rpc.sample.server;

import java.util.List;
import java.util.UUID;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.sample.api.Category;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InMemoryOrderDeskTests {

	private static final UUID CUSTOMER = UUID.fromString("6f9619ff-8b86-4011-b42d-00c04fc964ff");

	private final InMemoryOrderDesk desk = new InMemoryOrderDesk();

	@Test
	void takesWhatIsOrderedFromStock() throws Exception {
		Order order = this.desk.place(CUSTOMER, List.of(new OrderLine("HAMMER-16", 2), new OrderLine("NUT-M8", 100)));
		assertThat(order.totalInCents()).isEqualTo(2 * 2490 + 100 * 12);
		assertThat(this.desk.inStock("HAMMER-16")).isEqualTo(10);
		assertThat(this.desk.order(order.id())).contains(order);
		assertThat(this.desk.orders(CUSTOMER).join()).containsExactly(order);
		assertThat(this.desk.orders(UUID.randomUUID()).join()).isEmpty();
	}

	@Test
	void takesAllOrNothing() throws Exception {
		assertThatExceptionOfType(OutOfStockException.class).isThrownBy(() -> this.desk.place(CUSTOMER, List
			.of(new OrderLine("HAMMER-16", 1), new OrderLine("SAW-JP-240", 2), new OrderLine("SAW-JP-240", 2))));
		assertThat(this.desk.inStock("HAMMER-16")).isEqualTo(12);
		assertThat(this.desk.inStock("SAW-JP-240")).isEqualTo(3);
	}

	@Test
	void knowsItsArticlesOnly() {
		assertThatExceptionOfType(UnknownSkuException.class).isThrownBy(() -> this.desk.inStock("NO-SUCH"));
		assertThat(this.desk.articles(Category.SAFETY)).extracting("sku").containsExactly("GLOVES-9");
	}

	@Test
	void refusesToOrderLessThanOne() {
		assertThatExceptionOfType(RpcFaultException.class)
			.isThrownBy(() -> this.desk.place(CUSTOMER, List.of(new OrderLine("HAMMER-16", -1))))
			.satisfies((ex) -> assertThat(ex.status()).isEqualTo(RpcStatus.INVALID_PARAMETER));
	}

}
