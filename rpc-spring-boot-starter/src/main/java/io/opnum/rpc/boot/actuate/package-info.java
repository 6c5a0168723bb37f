/**
 * What operators see of RPC: health indicators and the {@code rpc} endpoint of Boot's
 * actuator.
 */
@NullMarked
package io.opnum.rpc.boot.actuate;

import org.jspecify.annotations.NullMarked;
