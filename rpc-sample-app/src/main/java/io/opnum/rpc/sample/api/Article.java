package io.opnum.rpc.sample.api;

import org.jspecify.annotations.Nullable;

/**
 * What can be ordered.
 *
 * @param sku the stock keeping unit
 * @param name the name
 * @param category the category
 * @param priceInCents the price of one
 * @param inStock how many there are
 * @param handling how to handle it, if that needs to be said
 */
public record Article(String sku, String name, Category category, long priceInCents, int inStock,
		@Nullable String handling) {

}
