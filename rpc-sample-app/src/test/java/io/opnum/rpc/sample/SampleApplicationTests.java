package io.opnum.rpc.sample;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.boot.RpcClient;
import io.opnum.rpc.idl.Idl;
import io.opnum.rpc.sample.api.Baskets;
import io.opnum.rpc.sample.api.Baskets.Basket;
import io.opnum.rpc.sample.api.FileShelf;
import io.opnum.rpc.sample.api.FileTooLargeException;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OrderStatus;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.Shipping;
import io.opnum.rpc.sample.api.UnknownFileException;
import io.opnum.rpc.sample.api.UnknownSkuException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * The sample, end to end: HTTP, the proxy, the endpoint mapper, the server and back.
 */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "rpc.client.bindings.patient.string-binding=ncacn_ip_tcp:127.0.0.1",
				"rpc.client.bindings.patient.timeout=1m" })
@Import(SampleApplicationTests.BusyShipping.class)
@ContextConfiguration(initializers = FreePorts.class)
class SampleApplicationTests {

	@LocalServerPort
	private int port;

	@Autowired
	private RpcServer server;

	@RpcClient("order-desk")
	private OrderDesk orderDesk;

	@RpcClient("order-desk")
	private Baskets baskets;

	@RpcClient("order-desk")
	private FileShelf shelf;

	@RpcClient("order-desk")
	private Shipping shipping;

	@RpcClient("patient")
	private Shipping patientShipping;

	@Autowired
	private BusyShipping busyShipping;

	private RestClient http;

	@BeforeEach
	void createHttpClient() {
		this.http = RestClient.builder()
			.baseUrl("http://localhost:" + this.port)
			.defaultStatusHandler((status) -> true, (request, response) -> {
			})
			.build();
	}

	private JsonNode get(String path) {
		return this.http.get().uri(path).retrieve().body(JsonNode.class);
	}

	@Test
	void asksTheOrderDeskOverRpc() {
		long before = this.server.statistics().callsIn();
		assertThat(get("/articles/GLOVES-9").get("inStock").asInt()).isEqualTo(150);
		assertThat(this.server.statistics().callsIn()).isGreaterThan(before);
	}

	@Test
	void listsArticles() {
		assertThat(get("/articles?category=TOOLS")).extracting((article) -> article.get("sku").asString())
			.containsExactly("HAMMER-16", "SAW-JP-240");
	}

	@Test
	void fillsABasketAndOrdersIt() throws Exception {
		UUID customer = UUID.randomUUID();
		try (ContextHandle<Basket> basket = this.baskets.open(customer)) {
			assertThat(this.baskets.add(basket, new OrderLine("NUT-M8", 10))).isEqualTo(120);
			assertThat(this.baskets.add(basket, new OrderLine("BOLT-M8-40", 10))).isEqualTo(470);
			assertThat(this.server.statistics().contextHandles()).isEqualTo(1);
			Order order = this.baskets.place(new InOut<>(basket));
			assertThat(order.totalInCents()).isEqualTo(470);
			assertThat(order.customer()).isEqualTo(customer);
			assertThat(basket.isClosed()).isTrue();
		}
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@Test
	void keepsABasketThatCannotBeOrderedUntilItIsGivenBack() throws Exception {
		ContextHandle<Basket> basket = this.baskets.open(UUID.randomUUID());
		this.baskets.add(basket, new OrderLine("SAW-JP-240", 99));
		assertThatExceptionOfType(OutOfStockException.class).isThrownBy(() -> this.baskets.place(new InOut<>(basket)));
		assertThat(this.baskets.add(basket, new OrderLine("NUT-M8", 1))).isEqualTo(99 * 3900 + 12);
		basket.close();
		assertThat(this.server.statistics().contextHandles()).isZero();
	}

	@Test
	void keepsABasketForEachHttpSession() throws Exception {
		ResponseEntity<JsonNode> filled = post("/basket?sku=NUT-M8&quantity=10", null);
		String session = filled.getHeaders().getFirst(HttpHeaders.SET_COOKIE).replaceAll(";.*", "");
		assertThat(filled.getBody().get("totalInCents").asInt()).isEqualTo(120);
		assertThat(post("/basket?sku=BOLT-M8-40&quantity=10", session).getBody().get("totalInCents").asInt())
			.isEqualTo(470);
		assertThat(this.server.statistics().contextHandles()).isEqualTo(1);
		assertThat(post("/basket?sku=NO-SUCH&quantity=1", session).getStatusCode())
			.isEqualTo(HttpStatusCode.valueOf(404));
		ResponseEntity<JsonNode> ordered = post("/basket/order", session);
		assertThat(ordered.getStatusCode()).isEqualTo(HttpStatusCode.valueOf(201));
		assertThat(ordered.getBody().get("lines")).hasSize(2);
		assertThat(this.server.statistics().contextHandles()).isZero();
		assertThat(post("/basket?sku=SAW-JP-240&quantity=99", session).getBody().get("totalInCents").asInt())
			.isEqualTo(99 * 3900);
		assertThat(post("/basket/order", session).getStatusCode()).isEqualTo(HttpStatusCode.valueOf(409));
		assertThat(this.server.statistics().contextHandles()).isEqualTo(1);
		this.http.delete().uri("/basket").header(HttpHeaders.COOKIE, session).retrieve().toBodilessEntity();
		assertThat(this.server.statistics().contextHandles()).isZero();
		assertThat(this.server.statistics().contextRundowns()).isZero();
	}

	@Test
	void putsAFileOnTheShelfAndTakesItFromThere() {
		byte[] content = octets(1_000_000);
		ResponseEntity<JsonNode> stored = upload("hammer.jpg", content);
		assertThat(stored.getStatusCode()).isEqualTo(HttpStatusCode.valueOf(200));
		assertThat(stored.getBody().get("size").asInt()).isEqualTo(content.length);
		ResponseEntity<byte[]> taken = this.http.get().uri("/files/hammer.jpg").retrieve().toEntity(byte[].class);
		assertThat(taken.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_OCTET_STREAM);
		assertThat(taken.getBody()).isEqualTo(content);
	}

	@Test
	void refusesFilesThatAreNotThereOrTooLarge() throws Exception {
		ByteArrayOutputStream taken = new ByteArrayOutputStream();
		assertThatExceptionOfType(UnknownFileException.class).isThrownBy(() -> this.shelf.download("absent", taken))
			.withMessage("There is no file absent");
		assertThat(taken.size()).isZero();
		assertThat(get("/files/absent").get("status").asInt()).isEqualTo(404);
		byte[] content = octets((4 << 20) + 1);
		assertThatExceptionOfType(FileTooLargeException.class)
			.isThrownBy(() -> this.shelf.upload("film.mpg", new ByteArrayInputStream(content)));
		assertThat(upload("film.mpg", content).getStatusCode()).isEqualTo(HttpStatusCode.valueOf(413));
		assertThat(status("/files/film.mpg")).isEqualTo(404);
	}

	@Test
	void asksNoCarrierThatWouldAnswerAfterTheDeadline() throws Exception {
		assertThat(this.shipping.cheapest(order().id()).carrier()).isEqualTo("Parcel service");
	}

	@Test
	void asksACarrierNoFurtherOnceNobodyWaits(CapturedOutput output) throws Exception {
		UUID order = order().id();
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		Thread caller = new Thread(() -> thrown.complete(catchThrowable(() -> this.patientShipping.cheapest(order))));
		caller.start();
		await().until(() -> this.server.statistics().callsInFlight() == 1);
		caller.interrupt();
		assertThat(thrown.get(20, TimeUnit.SECONDS)).isInstanceOf(RpcCancelledException.class);
		await().until(() -> output.getOut().contains("need not tell what it takes"));
		await().until(() -> this.server.statistics().callsInFlight() == 0);
	}

	@Test
	void asksAgainWhereTheServerWasNotAvailable() throws Exception {
		UUID order = order().id();
		this.busyShipping.refusals.set(2);
		assertThat(this.shipping.cheapest(order).carrier()).isEqualTo("Parcel service");
		assertThat(this.busyShipping.refusals).hasValue(0);
	}

	@Test
	void shipsAnOrderLaterAndWithoutAThreadThatWaits() throws Exception {
		Order order = order();
		assertThat(this.shipping.ship(order.id(), "Parcel service").get(20, TimeUnit.SECONDS).status())
			.isEqualTo(OrderStatus.SHIPPED);
		assertThat(get("/orders/" + order.id()).get("status").asString()).isEqualTo("SHIPPED");
	}

	@Test
	void callsACarrierOffWhenItsCallIsCancelled(CapturedOutput output) throws Exception {
		UUID order = order().id();
		CompletableFuture<Order> shipped = this.patientShipping.ship(order, "Freight forwarder");
		await().until(() -> this.server.statistics().callsInFlight() == 1);
		shipped.cancel(true);
		await().until(() -> output.getOut().contains("Freight forwarder need not come for order " + order));
		assertThat(this.orderDesk.order(order)).get().extracting(Order::status).isEqualTo(OrderStatus.OPEN);
	}

	@Test
	void takesPraiseThatNobodyWaitsFor() throws Exception {
		UUID order = order().id();
		int before = this.shipping.cheapest(order).praises();
		this.shipping.praise("Parcel service");
		await().until(() -> this.shipping.cheapest(order).praises() == before + 1);
	}

	@Test
	void offersShippingOverHttp() throws Exception {
		Order order = order();
		JsonNode offer = get("/orders/" + order.id() + "/offer");
		assertThat(offer.get("priceInCents").asInt()).isEqualTo(490);
		JsonNode shipped = this.http.post()
			.uri("/orders/{id}/shipment?carrier={carrier}", order.id(), "Bicycle courier")
			.retrieve()
			.body(JsonNode.class);
		assertThat(shipped.get("status").asString()).isEqualTo("SHIPPED");
		assertThat(status("/orders/" + UUID.randomUUID() + "/offer")).isEqualTo(400);
	}

	@Test
	void placesAnOrderAndFindsItAgain() {
		UUID customer = UUID.randomUUID();
		ResponseEntity<JsonNode> created = place(customer, "BOLT-M8-40", 10);
		assertThat(created.getStatusCode()).isEqualTo(HttpStatusCode.valueOf(201));
		JsonNode order = created.getBody();
		assertThat(order.get("totalInCents").asInt()).isEqualTo(350);
		assertThat(get("/orders/" + order.get("id").asString())).isEqualTo(order);
		assertThat(get("/orders?customer=" + customer)).containsExactly(order);
	}

	@Test
	void answersNotFoundForWhatIsNotThere() {
		assertThat(get("/articles/NO-SUCH").get("status").asInt()).isEqualTo(404);
		assertThat(status("/orders/" + UUID.randomUUID())).isEqualTo(404);
	}

	@Test
	void answersConflictWhereStockIsShort() {
		assertThat(place(UUID.randomUUID(), "SAW-JP-240", 1_000).getStatusCode())
			.isEqualTo(HttpStatusCode.valueOf(409));
	}

	@Test
	void answersBadRequestForAnOrderOfLessThanOne() {
		assertThat(place(UUID.randomUUID(), "SAW-JP-240", 0).getStatusCode()).isEqualTo(HttpStatusCode.valueOf(400));
	}

	@Test
	void answersBadRequestForAnOrderOfNobody() {
		assertThat(place(null, "SAW-JP-240", 1).getStatusCode()).isEqualTo(HttpStatusCode.valueOf(400));
	}

	@Test
	void throwsDeclaredExceptionsOnTheSideOfTheCaller() {
		assertThatExceptionOfType(UnknownSkuException.class).isThrownBy(() -> this.orderDesk.inStock("NO-SUCH"));
	}

	@Test
	void isHealthy() {
		JsonNode health = get("/actuator/health");
		assertThat(health.get("status").asString()).isEqualTo("UP");
	}

	@Test
	void countsCallsInMetrics() {
		get("/articles/GLOVES-9");
		assertThat(get("/actuator/metrics").get("names")).extracting(JsonNode::asString)
			.contains("rpc.server.call.duration", "rpc.client.call.duration");
	}

	@Test
	void showsItsInterfacesInTheActuator() {
		JsonNode rpc = get("/actuator/rpc");
		assertThat(rpc.toString()).contains("0c5b3b0e-2f4d-4a52-9d0a-7be5b1a6e8f1", "inStock",
				"60a15ec5-4de8-11d7-a637-005056a20182", "testDoublePointer");
	}

	@Test
	void printsTheIdlOfItsInterfaces() {
		ResponseEntity<String> idl = this.http.get()
			.uri("/actuator/rpc/OrderDesk.idl")
			.retrieve()
			.toEntity(String.class);
		assertThat(idl.getHeaders().getContentType()).matches(MediaType.TEXT_PLAIN::isCompatibleWith);
		assertThat(idl.getBody()).isEqualTo(Idl.of(OrderDesk.class));
		assertThat(status("/actuator/rpc/Absent.idl")).isEqualTo(404);
	}

	@Test
	void tellsWhatToTryNext(CapturedOutput output) {
		assertThat(output.getOut()).contains("12 of HAMMER-16 are in stock",
				"curl http://localhost:%d/articles/HAMMER-16".formatted(this.port),
				"curl http://localhost:%d/files/README.md".formatted(this.port), "\"sku\": \"HAMMER-16\"",
				"http://localhost:%d/orders".formatted(this.port),
				"-X POST http://localhost:%d/basket/order\n".formatted(this.port),
				"curl http://localhost:%d/actuator/rpc/OrderDesk.idl".formatted(this.port));
	}

	private Order order() throws Exception {
		return this.orderDesk.place(UUID.randomUUID(), List.of(new OrderLine("NUT-M8", 1)));
	}

	private ResponseEntity<JsonNode> post(String path, String session) {
		return this.http.post().uri(path).headers((headers) -> {
			if (session != null) {
				headers.set(HttpHeaders.COOKIE, session);
			}
		}).retrieve().toEntity(JsonNode.class);
	}

	private ResponseEntity<JsonNode> upload(String name, byte[] content) {
		return this.http.put()
			.uri("/files/" + name)
			.contentType(MediaType.APPLICATION_OCTET_STREAM)
			.body(content)
			.retrieve()
			.toEntity(JsonNode.class);
	}

	private static byte[] octets(int count) {
		byte[] octets = new byte[count];
		new Random(1).nextBytes(octets);
		return octets;
	}

	private ResponseEntity<JsonNode> place(UUID customer, String sku, int quantity) {
		record Line(String sku, int quantity) {
		}
		record NewOrder(UUID customer, List<Line> lines) {
		}
		return this.http.post()
			.uri("/orders")
			.contentType(MediaType.APPLICATION_JSON)
			.body(new NewOrder(customer, List.of(new Line(sku, quantity))))
			.retrieve()
			.toEntity(JsonNode.class);
	}

	private int status(String path) {
		return this.http.get().uri(path).retrieve().toBodilessEntity().getStatusCode().value();
	}

	/**
	 * Makes the sample a server that is not available for some calls.
	 */
	static class BusyShipping implements RpcServerInterceptor {

		private final AtomicInteger refusals = new AtomicInteger();

		@Override
		public Object intercept(RpcServerCall call, Chain chain) throws Throwable {
			if (this.refusals.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new RpcFaultException(RpcStatus.SERVER_UNAVAILABLE, "No carrier answers the telephone");
			}
			return chain.proceed();
		}

	}

}
