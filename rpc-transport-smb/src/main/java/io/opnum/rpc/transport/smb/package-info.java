/**
 * The protocol sequence {@code ncacn_np} for clients: RPC over the named pipes of SMB
 * servers. Give a client {@link io.opnum.rpc.transport.smb.SmbTransport}, made with
 * {@link io.opnum.rpc.transport.smb.SmbOptions}.
 */
@NullMarked
package io.opnum.rpc.transport.smb;

import org.jspecify.annotations.NullMarked;
