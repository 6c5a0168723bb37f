/**
 * The remote management interface (C706 appendix Q, MS-RPCE 2.2.1.3):
 * {@link io.opnum.rpc.mgmt.Management} as it is on the wire, and
 * {@link io.opnum.rpc.mgmt.ManagementService} that answers for a
 * {@link io.opnum.rpc.mgmt.ManagedServer}.
 */
@NullMarked
package io.opnum.rpc.mgmt;

import org.jspecify.annotations.NullMarked;
