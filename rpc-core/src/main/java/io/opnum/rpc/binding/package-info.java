/**
 * String bindings, binding handles and the identifiers of interfaces, protocol sequences
 * and endpoints (C706 chapter 2).
 * <p>
 * Start with {@link io.opnum.rpc.binding.StringBinding}, the text that names a server,
 * and {@link io.opnum.rpc.binding.BindingHandle}, which a client calls over.
 */
@NullMarked
package io.opnum.rpc.binding;

import org.jspecify.annotations.NullMarked;
