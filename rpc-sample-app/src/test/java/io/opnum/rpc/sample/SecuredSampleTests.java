package io.opnum.rpc.sample;

import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.UnknownSkuException;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.PasswordCredentials;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The sample with the profile {@code secured}: its own calls are sealed, and nobody else
 * may call.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("secured")
@Import(SecuredSampleTests.Callers.class)
@ContextConfiguration(initializers = FreePorts.class)
class SecuredSampleTests {

	@LocalServerPort
	private int port;

	@Autowired
	private RpcServer server;

	@Autowired
	private RpcClient client;

	@Autowired
	private Callers callers;

	@Autowired
	@io.opnum.rpc.boot.RpcClient("order-desk")
	private OrderDesk orderDesk;

	@Test
	void callsItselfAsTheClerkWithPrivacy() throws UnknownSkuException {
		assertThat(this.orderDesk.inStock("HAMMER-16")).isPositive();
		assertThat(this.callers.seen).contains("clerk by NTLM at PRIVACY").doesNotContain("nobody");
	}

	@Test
	void whoeverDoesNotProveToBeSomebodyIsRefused() {
		BindingHandle anybody = BindingHandle.of(this.server.bindings().get(0))
			.with(AuthenticationInfo.OPTION, AuthenticationInfo.NONE);
		assertThatExceptionOfType(RpcAccessDeniedException.class)
			.isThrownBy(() -> this.client.proxy(OrderDesk.class, anybody).inStock("HAMMER-16"));
	}

	@Test
	void aVisitorLooksAroundAndOnlyTheClerkOrders() throws Exception {
		BindingHandle asVisitor = BindingHandle.of(this.server.bindings().get(0))
			.with(AuthenticationInfo.OPTION, AuthenticationInfo.ntlm(AuthenticationLevel.PRIVACY,
					new PasswordCredentials("visitor", "", "Passing-by-3".toCharArray())));
		OrderDesk visitor = this.client.proxy(OrderDesk.class, asVisitor);
		UUID customer = UUID.randomUUID();
		List<OrderLine> lines = List.of(new OrderLine("HAMMER-16", 1));
		assertThat(visitor.inStock("HAMMER-16")).isPositive();
		assertThatExceptionOfType(RpcAccessDeniedException.class).isThrownBy(() -> visitor.place(customer, lines))
			.satisfies((ex) -> assertThat(ex.didNotExecute()).isTrue());
		assertThat(visitor.orders(customer).join()).isEmpty();
		Order placed = this.orderDesk.place(customer, lines);
		assertThat(visitor.orders(customer).join()).extracting(Order::id).containsExactly(placed.id());
	}

	@Test
	void theActuatorShowsWhoCallsAndNoSecret() {
		String shown = RestClient.create("http://localhost:" + this.port)
			.get()
			.uri("/actuator/rpc")
			.retrieve()
			.body(String.class);
		assertThat(shown).contains("\"principal\":\"clerk\"", "\"level\":\"PRIVACY\"")
			.doesNotContain("tenfold", "493afcec");
	}

	static class Callers implements RpcServerInterceptor {

		private final Queue<String> seen = new ConcurrentLinkedQueue<>();

		@Override
		public @Nullable Object intercept(RpcServerCall call, Chain chain) throws Throwable {
			var authentication = call.context().authentication();
			this.seen.add((authentication != null) ? "%s by %s at %s".formatted(authentication.principal().getName(),
					authentication.service(), authentication.level()) : "nobody");
			return chain.proceed();
		}

	}

}
