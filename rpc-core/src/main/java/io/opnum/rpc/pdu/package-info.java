/**
 * One type per connection-oriented PDU and their codec, without I/O (C706 chapter 12,
 * MS-RPCE 2.2.2).
 */
@NullMarked
package io.opnum.rpc.pdu;

import org.jspecify.annotations.NullMarked;
