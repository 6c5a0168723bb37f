package io.opnum.rpc.sample.api;

/**
 * What a carrier takes for an {@link Order}.
 *
 * @param carrier the name of the carrier
 * @param priceInCents what it takes
 * @param praises how often it was praised
 */
public record Offer(String carrier, long priceInCents, int praises) {

}
