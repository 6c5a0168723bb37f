/**
 * Who calls, and how calls are protected (MS-RPCE 2.2.1.1.7, 2.2.2.11 to 2.2.2.13 and
 * 3.3.1.5.2). Start with {@link io.opnum.rpc.security.SecurityInitiator} and
 * {@link io.opnum.rpc.security.SecurityAcceptor}, the two sides of an authentication
 * service: each runs a {@link io.opnum.rpc.security.SecurityExchange} whose result is the
 * {@link io.opnum.rpc.security.SecurityContext} that protects the PDUs of calls.
 * {@link io.opnum.rpc.security.VerificationTrailer} protects what those do not cover. The
 * services themselves are packages below this one.
 */
@NullMarked
package io.opnum.rpc.security;

import org.jspecify.annotations.NullMarked;
