/**
 * What client and server share of pipes: the stub of a call while it comes and goes (C706
 * 14.3.9), handed between the event loop of a connection and the thread that reads or
 * writes the elements, in bounded memory. Start from
 * {@link io.opnum.rpc.pipe.IncomingPipes} and {@link io.opnum.rpc.pipe.OutgoingPipes}.
 */
@NullMarked
package io.opnum.rpc.pipe;

import org.jspecify.annotations.NullMarked;
