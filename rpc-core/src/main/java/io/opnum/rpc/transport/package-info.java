/**
 * Protocol sequences as bytes in and out. Netty's channels go no further than this
 * package; its buffers do.
 * <p>
 * {@link io.opnum.rpc.transport.Transports} holds the transports of a server or a client:
 * {@link io.opnum.rpc.transport.TcpTransport},
 * {@link io.opnum.rpc.transport.LocalTransport} and
 * {@link io.opnum.rpc.transport.InProcessTransport}, or others that implement
 * {@link io.opnum.rpc.transport.Transport}. A transport cuts what it reads into PDUs and
 * hands them to a {@link io.opnum.rpc.transport.TransportListener}; it looks at no more
 * of them than their length.
 */
@NullMarked
package io.opnum.rpc.transport;

import org.jspecify.annotations.NullMarked;
