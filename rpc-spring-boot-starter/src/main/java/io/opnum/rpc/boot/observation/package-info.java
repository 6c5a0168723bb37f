/**
 * Observation of calls with Micrometer, named after OpenTelemetry's conventions for RPC:
 * {@link io.opnum.rpc.boot.observation.RpcObservationDocumentation} tells what is
 * observed; a bean of a convention type changes it.
 */
@NullMarked
package io.opnum.rpc.boot.observation;

import org.jspecify.annotations.NullMarked;
