/**
 * What an application's own tests need: {@link io.opnum.rpc.boot.test.LocalRpcEndpoint}
 * injects where the server listens,
 * {@link io.opnum.rpc.boot.test.AutoConfigureTestRpcTransport} connects server and
 * clients without fixed ports. Tests keep an endpoint map in memory unless they ask for
 * an endpoint mapper.
 */
@NullMarked
package io.opnum.rpc.boot.test;

import org.jspecify.annotations.NullMarked;
