/**
 * SPNEGO for both sides: a client offers mechanisms, a server chooses one of them, and
 * both sign what was offered (RFC 4178, MS-SPNG). Start with
 * {@link io.opnum.rpc.security.spnego.SpnegoInitiator} and
 * {@link io.opnum.rpc.security.spnego.SpnegoAcceptor}.
 */
@NullMarked
package io.opnum.rpc.security.spnego;

import org.jspecify.annotations.NullMarked;
