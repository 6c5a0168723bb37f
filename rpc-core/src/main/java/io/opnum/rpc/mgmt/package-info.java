/**
 * The remote management interface (C706 appendix Q).
 */
@NullMarked
package io.opnum.rpc.mgmt;

import org.jspecify.annotations.NullMarked;
