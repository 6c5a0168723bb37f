/**
 * String bindings, binding handles and the identifiers of interfaces, protocol sequences
 * and endpoints (C706 chapter 2).
 */
@NullMarked
package io.opnum.rpc.binding;

import org.jspecify.annotations.NullMarked;
