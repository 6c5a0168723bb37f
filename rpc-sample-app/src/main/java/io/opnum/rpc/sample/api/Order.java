package io.opnum.rpc.sample.api;

import java.util.List;
import java.util.UUID;

/**
 * An order, as the desk keeps it.
 *
 * @param id the id
 * @param customer who ordered
 * @param status how far it is
 * @param lines what was ordered
 * @param totalInCents what it costs
 */
public record Order(UUID id, UUID customer, OrderStatus status, List<OrderLine> lines, long totalInCents) {

	public Order {
		lines = List.copyOf(lines);
	}

}
