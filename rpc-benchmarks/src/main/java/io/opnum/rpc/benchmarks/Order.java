package io.opnum.rpc.benchmarks;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The value that is sent: an order of ten lines.
 */
public record Order(long id, String customer, List<Line> lines) implements Serializable {

	/**
	 * One line of an order.
	 */
	public record Line(String sku, int quantity, long priceCents) implements Serializable {

	}

	/**
	 * What comes back.
	 */
	public record Receipt(long orderId, int lineCount, long totalCents) implements Serializable {

	}

	static Order ofTenLines() {
		return ofLines(10);
	}

	static Order ofLines(int count) {
		List<Line> lines = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			lines.add(new Line("SKU-%06d".formatted(i * 7919), i + 1, 1999 + i));
		}
		return new Order(4711, "Stock Example GmbH", lines);
	}

	Receipt receipt() {
		long total = 0;
		for (Line line : this.lines) {
			total += line.quantity() * line.priceCents();
		}
		return new Receipt(this.id, this.lines.size(), total);
	}

}
