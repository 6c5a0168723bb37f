package io.opnum.rpc.sample.api;

/**
 * One line of an {@link Order}.
 *
 * @param sku the stock keeping unit of the article
 * @param quantity how many
 */
public record OrderLine(String sku, int quantity) {

}
