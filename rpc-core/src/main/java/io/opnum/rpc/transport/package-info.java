/**
 * Protocol sequences as bytes in and out. Netty's channels go no further than this
 * package; its buffers do.
 */
@NullMarked
package io.opnum.rpc.transport;

import org.jspecify.annotations.NullMarked;
