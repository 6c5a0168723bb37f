/**
 * The sample: one application that serves RPC interfaces, finds them again through its
 * own endpoint mapper and calls them. Start with
 * {@link io.opnum.rpc.sample.api.OrderDesk}.
 */
@NullMarked
package io.opnum.rpc.sample;

import org.jspecify.annotations.NullMarked;
