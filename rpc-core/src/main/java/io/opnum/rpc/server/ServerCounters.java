package io.opnum.rpc.server;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a server counts. Thread-safe.
 */
final class ServerCounters {

	final LongAdder callsIn = new LongAdder();

	final LongAdder packetsIn = new LongAdder();

	final LongAdder packetsOut = new LongAdder();

	final LongAdder faults = new LongAdder();

	final LongAdder rejectedCalls = new LongAdder();

	final LongAdder expiredCalls = new LongAdder();

	final LongAdder protocolErrors = new LongAdder();

	final LongAdder contextRundowns = new LongAdder();

}
