/**
 * What an application sees: the annotations that make a Java interface an RPC interface,
 * {@link io.opnum.rpc.RpcServer}, {@link io.opnum.rpc.RpcClient}, and the exceptions of a
 * call.
 */
@NullMarked
package io.opnum.rpc;

import org.jspecify.annotations.NullMarked;
