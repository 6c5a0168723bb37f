/**
 * What client and server share of an association, free of I/O: fragment sizes
 * ({@link io.opnum.rpc.association.FragmentSizes}), call ids, features, and presentation
 * contexts, proposed with a {@link io.opnum.rpc.association.ContextProposal} and decided
 * on by a {@link io.opnum.rpc.association.PresentationNegotiator} (C706 12.6, MS-RPCE
 * 3.3).
 */
@NullMarked
package io.opnum.rpc.association;

import org.jspecify.annotations.NullMarked;
