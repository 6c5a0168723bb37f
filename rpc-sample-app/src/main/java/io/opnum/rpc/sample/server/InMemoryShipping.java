package io.opnum.rpc.sample.server;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.boot.RpcService;
import io.opnum.rpc.sample.api.Offer;
import io.opnum.rpc.sample.api.Order;
import io.opnum.rpc.sample.api.Shipping;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few carriers, from the one that is quick to the one that is cheap.
 */
@RpcService
class InMemoryShipping implements Shipping {

	private static final Logger logger = LoggerFactory.getLogger(InMemoryShipping.class);

	private final List<Carrier> carriers = List.of(new Carrier("Bicycle courier", 900, Duration.ZERO),
			new Carrier("Parcel service", 490, Duration.ofMillis(20)),
			new Carrier("Freight forwarder", 120, Duration.ofSeconds(30)));

	private final InMemoryOrderDesk desk;

	InMemoryShipping(InMemoryOrderDesk desk) {
		this.desk = desk;
	}

	@Override
	public Offer cheapest(UUID order) {
		existing(order);
		Offer cheapest = null;
		for (Carrier carrier : this.carriers) {
			Duration left = RpcCallContext.current().remainingTime();
			if (left != null && left.compareTo(carrier.reactsIn) < 0) {
				continue;
			}
			Offer offer = carrier.offer();
			if (cheapest == null || offer.priceInCents() < cheapest.priceInCents()) {
				cheapest = offer;
			}
		}
		return Objects.requireNonNull(cheapest, "No carrier has no time to lose");
	}

	@Override
	public CompletableFuture<Order> ship(UUID order, String name) {
		existing(order);
		Carrier carrier = carrier(name);
		RpcCallContext.current().onCancel(() -> logger.info("{} need not come for order {}", name, order));
		// A future that was cancelled meanwhile ships nothing
		Executor onceItIsThere = CompletableFuture.delayedExecutor(carrier.reactsIn.toNanos(), TimeUnit.NANOSECONDS);
		return CompletableFuture.supplyAsync(() -> this.desk.shipped(order), onceItIsThere);
	}

	@Override
	public void praise(String carrier) {
		carrier(carrier).praises.incrementAndGet();
	}

	private void existing(UUID order) {
		if (this.desk.order(order).isEmpty()) {
			throw new RpcFaultException(RpcStatus.INVALID_PARAMETER, "There is no order " + order);
		}
	}

	private Carrier carrier(String name) {
		return this.carriers.stream()
			.filter((carrier) -> carrier.name.equals(name))
			.findAny()
			.orElseThrow(() -> new RpcFaultException(RpcStatus.INVALID_PARAMETER, "There is no carrier " + name));
	}

	/**
	 * Somebody who ships.
	 */
	private static final class Carrier {

		private final String name;

		private final long priceInCents;

		private final Duration reactsIn;

		private final AtomicInteger praises = new AtomicInteger();

		Carrier(String name, long priceInCents, Duration reactsIn) {
			this.name = name;
			this.priceInCents = priceInCents;
			this.reactsIn = reactsIn;
		}

		Offer offer() {
			try {
				TimeUnit.NANOSECONDS.sleep(this.reactsIn.toNanos());
			}
			catch (InterruptedException ex) {
				logger.info("{} need not tell what it takes", this.name);
				throw new CancellationException("Nobody waits for the offer of " + this.name);
			}
			return new Offer(this.name, this.priceInCents, this.praises.get());
		}

	}

}
