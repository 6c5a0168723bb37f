/**
 * The client's side: associations, connections, calls in flight, proxies.
 */
@NullMarked
package io.opnum.rpc.client;

import org.jspecify.annotations.NullMarked;
