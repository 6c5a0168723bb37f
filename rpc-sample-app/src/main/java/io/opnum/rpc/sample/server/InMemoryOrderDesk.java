package io.opnum.rpc.sample.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.sample.api.Article;
import io.opnum.rpc.sample.api.Category;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.sample.api.OrderLine;
import io.opnum.rpc.sample.api.OrderStatus;
import io.opnum.rpc.sample.api.OutOfStockException;
import io.opnum.rpc.sample.api.UnknownSkuException;

/**
 * The order desk, with a few articles and no database.
 */
@RpcService
class InMemoryOrderDesk implements OrderDesk {

	private final Map<String, Article> articles = new LinkedHashMap<>();

	private final Map<UUID, Order> orders = new LinkedHashMap<>();

	InMemoryOrderDesk() {
		stock(new Article("HAMMER-16", "Claw hammer, 16 oz", Category.TOOLS, 2490, 12, null));
		stock(new Article("SAW-JP-240", "Pull saw, 240 mm", Category.TOOLS, 3900, 3, "Keep the blade covered"));
		stock(new Article("BOLT-M8-40", "Hexagon bolt M8 × 40", Category.FASTENERS, 35, 4_000, null));
		stock(new Article("NUT-M8", "Hexagon nut M8", Category.FASTENERS, 12, 9_500, null));
		stock(new Article("GLOVES-9", "Work gloves, size 9", Category.SAFETY, 680, 150, null));
	}

	@Override
	public synchronized int inStock(String sku) throws UnknownSkuException {
		return article(sku).inStock();
	}

	/** What one of an article costs, in cents. */
	synchronized long price(String sku) throws UnknownSkuException {
		return article(sku).priceInCents();
	}

	@Override
	public synchronized List<Article> articles(Category category) {
		return this.articles.values().stream().filter((article) -> article.category() == category).toList();
	}

	@Override
	public synchronized Order place(UUID customer, List<OrderLine> lines)
			throws UnknownSkuException, OutOfStockException {
		Map<String, Integer> quantities = new HashMap<>();
		long total = 0;
		for (OrderLine line : lines) {
			Article article = article(line.sku());
			if (line.quantity() < 1) {
				throw new RpcFaultException(RpcStatus.INVALID_PARAMETER,
						"%d of %s can't be ordered".formatted(line.quantity(), line.sku()));
			}
			int quantity = quantities.merge(article.sku(), line.quantity(), Math::addExact);
			if (quantity > article.inStock()) {
				throw new OutOfStockException(
						"%d of %s were ordered, %d are in stock".formatted(quantity, article.sku(), article.inStock()));
			}
			total += line.quantity() * article.priceInCents();
		}
		for (Map.Entry<String, Integer> taken : quantities.entrySet()) {
			take(article(taken.getKey()), taken.getValue());
		}
		Order order = new Order(UUID.randomUUID(), customer, OrderStatus.OPEN, lines, total);
		this.orders.put(order.id(), order);
		return order;
	}

	@Override
	public synchronized Optional<Order> order(UUID id) {
		return Optional.ofNullable(this.orders.get(id));
	}

	/** Note that an order, which there is, was shipped. */
	synchronized Order shipped(UUID id) {
		Order order = Objects.requireNonNull(this.orders.get(id));
		Order shipped = new Order(id, order.customer(), OrderStatus.SHIPPED, order.lines(), order.totalInCents());
		this.orders.put(id, shipped);
		return shipped;
	}

	@Override
	public CompletableFuture<List<Order>> orders(UUID customer) {
		return CompletableFuture.supplyAsync(() -> ordersOf(customer));
	}

	private synchronized List<Order> ordersOf(UUID customer) {
		return this.orders.values().stream().filter((order) -> order.customer().equals(customer)).toList();
	}

	private Article article(String sku) throws UnknownSkuException {
		Article article = this.articles.get(sku);
		if (article == null) {
			throw new UnknownSkuException("There is no article " + sku);
		}
		return article;
	}

	private void take(Article article, int quantity) {
		stock(new Article(article.sku(), article.name(), article.category(), article.priceInCents(),
				article.inStock() - quantity, article.handling()));
	}

	private void stock(Article article) {
		this.articles.put(article.sku(), article);
	}

}
