/**
 * The sample: one application that serves some RPC interfaces, finds one of them again
 * through its own endpoint mapper and calls it. Start with
 * {@link io.opnum.rpc.sample.api.OrderDesk}.
 */
@NullMarked
package io.opnum.rpc.sample;

import org.jspecify.annotations.NullMarked;
