/**
 * The endpoint map: towers, the map itself, its service and its client (C706 appendix O
 * and chapter 6).
 */
@NullMarked
package io.opnum.rpc.epm;

import org.jspecify.annotations.NullMarked;
