/**
 * The contracts, which server and client share: {@link io.opnum.rpc.sample.api.OrderDesk}
 * as a Java team would write one, {@link io.opnum.rpc.sample.api.Baskets} with context
 * handles, {@link io.opnum.rpc.sample.api.FileShelf} with pipes, and
 * {@link io.opnum.rpc.sample.api.RpcEcho} as it is written for an interface that exists
 * already.
 */
@NullMarked
package io.opnum.rpc.sample.api;

import org.jspecify.annotations.NullMarked;
