/**
 * What the sample calls with: proxies of {@link io.opnum.rpc.sample.api.OrderDesk},
 * {@link io.opnum.rpc.sample.api.Baskets}, {@link io.opnum.rpc.sample.api.FileShelf} and
 * {@link io.opnum.rpc.sample.api.Shipping}, and the REST endpoints in front of them.
 */
@NullMarked
package io.opnum.rpc.sample.client;

import org.jspecify.annotations.NullMarked;
