/**
 * Kerberos (RFC 4120, RFC 4121, MS-KILE). Start with
 * {@link io.opnum.rpc.security.kerberos.KerberosInitiator} and
 * {@link io.opnum.rpc.security.kerberos.KerberosAcceptor}. Encodings are Bouncy Castle's,
 * algorithms and tickets the Java runtime's.
 */
@NullMarked
package io.opnum.rpc.security.kerberos;

import org.jspecify.annotations.NullMarked;
