/**
 * What the sample calls with: a proxy of {@link io.opnum.rpc.sample.api.OrderDesk} and
 * the REST endpoints in front of it.
 */
@NullMarked
package io.opnum.rpc.sample.client;

import org.jspecify.annotations.NullMarked;
