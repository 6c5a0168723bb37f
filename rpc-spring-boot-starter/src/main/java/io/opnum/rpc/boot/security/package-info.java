/**
 * Callers in Spring Security's terms. The start is
 * {@link io.opnum.rpc.boot.security.RpcAuthenticationToken}, which operations find in the
 * {@link org.springframework.security.core.context.SecurityContext}.
 */
@NullMarked
package io.opnum.rpc.boot.security;

import org.jspecify.annotations.NullMarked;
