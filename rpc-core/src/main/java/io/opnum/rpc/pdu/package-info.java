/**
 * One immutable type per connection-oriented PDU and their codec, free of I/O (C706
 * chapter 12, MS-RPCE 2.2.2). Start with {@link io.opnum.rpc.pdu.PduCodec}, which makes
 * each {@link io.opnum.rpc.pdu.Pdu} of octets and back, and with
 * {@link io.opnum.rpc.pdu.Fragmenter} and {@link io.opnum.rpc.pdu.Reassembler}, which cut
 * and join the stub data of calls.
 */
@NullMarked
package io.opnum.rpc.pdu;

import org.jspecify.annotations.NullMarked;
