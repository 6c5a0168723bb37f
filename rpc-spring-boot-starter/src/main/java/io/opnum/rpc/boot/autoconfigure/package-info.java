/**
 * Auto-configuration of the RPC server, the RPC client, the endpoint mapper and their
 * observation, with the properties of each.
 */
@NullMarked
package io.opnum.rpc.boot.autoconfigure;

import org.jspecify.annotations.NullMarked;
