/**
 * IDL text from Java interfaces (C706 chapter 4, Microsoft's MIDL language):
 * {@link io.opnum.rpc.idl.Idl} prints an interface so that MIDL or {@code widl} compiles
 * it into stubs whose octets are those of the Java interface.
 */
@NullMarked
package io.opnum.rpc.idl;

import org.jspecify.annotations.NullMarked;
