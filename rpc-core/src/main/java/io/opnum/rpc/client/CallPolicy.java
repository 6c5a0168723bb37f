package io.opnum.rpc.client;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.opnum.rpc.RetryPolicy;
import io.opnum.rpc.ndr.InterfaceStub;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of a proxy are made. Immutable.
 *
 * @param location the interface whose endpoint is called: but for management that of the
 * proxy
 * @param callbacks what completes futures
 * @param timeout the deadline of all calls, or {@code null} for that of the binding
 * handle
 * @param retryPolicy when calls are made again, or {@code null} for what the binding
 * handle says
 */
record CallPolicy(InterfaceStub location, Executor callbacks, @Nullable Duration timeout,
		@Nullable RetryPolicy retryPolicy) {

}
