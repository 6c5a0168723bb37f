/**
 * Extended error information (MS-EERR): what peers add to a fault or a bind_nak so that
 * people find out what went wrong, and where. {@link io.opnum.rpc.eerr.ExtendedErrors}
 * reads and writes it; applications see {@link io.opnum.rpc.ExtendedErrorInfo}.
 */
@NullMarked
package io.opnum.rpc.eerr;

import org.jspecify.annotations.NullMarked;
