/**
 * Kerberos (RFC 4120, MS-KILE): so far the contexts that protect PDUs (RFC 4121).
 */
@NullMarked
package io.opnum.rpc.security.kerberos;

import org.jspecify.annotations.NullMarked;
