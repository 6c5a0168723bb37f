/**
 * The server's side: interface registry, associations, dispatch, limits.
 */
@NullMarked
package io.opnum.rpc.server;

import org.jspecify.annotations.NullMarked;
