/**
 * Microsoft RPC in a Spring application: {@link io.opnum.rpc.boot.RpcService @RpcService}
 * says how a bean is served, {@link io.opnum.rpc.boot.RpcClient @RpcClient} injects a
 * proxy that calls a server, {@link io.opnum.rpc.boot.ImportRpcClients @ImportRpcClients}
 * registers proxies as beans.
 */
@NullMarked
package io.opnum.rpc.boot;

import org.jspecify.annotations.NullMarked;
