/**
 * The client's side: proxies, associations, connections, calls in flight (C706 9.3,
 * MS-RPCE 3.3.2).
 * <p>
 * A call goes from a proxy (made by {@code ReflectiveProxy}, calling through
 * {@code ProxyCaller}) to the {@code Association} of its endpoint and on to one of its
 * connections. A {@code ClientConnection} lives on the event loop of its transport
 * connection; associations are shared by all threads. A {@code ClientCall} ends once,
 * whoever ends it.
 * <p>
 * What fails on this side is told by {@code Failures}, what the server answers by
 * {@code Faults}; either becomes an exception on the thread that throws it.
 */
@NullMarked
package io.opnum.rpc.client;

import org.jspecify.annotations.NullMarked;
