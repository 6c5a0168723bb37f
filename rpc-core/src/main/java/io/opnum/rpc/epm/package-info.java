/**
 * The endpoint map: towers, the map itself, its service and its clients (C706 chapter 6
 * and appendices L and O, MS-RPCE 2.2.1.2).
 * <p>
 * {@link io.opnum.rpc.epm.EndpointMap} holds the entries of a host and
 * {@link io.opnum.rpc.epm.EndpointMapService} serves them. Of the clients,
 * {@link io.opnum.rpc.epm.EndpointMapResolver} finds an endpoint,
 * {@link io.opnum.rpc.epm.EndpointMapReader} reads a whole map, and
 * {@link io.opnum.rpc.epm.RemoteEndpointRegistrar} registers endpoints in the map of
 * another process.
 */
@NullMarked
package io.opnum.rpc.epm;

import org.jspecify.annotations.NullMarked;
