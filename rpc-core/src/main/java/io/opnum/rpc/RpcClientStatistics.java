package io.opnum.rpc;

/**
 * What a client counted, and what it holds now.
 *
 * @param calls calls made, each attempt of those that were made again, and those to
 * endpoint mappers included
 * @param failures calls that failed, those that were cancelled or timed out included
 * @param connections connections open now
 * @param associations associations now
 * @param callsInFlight calls waiting for an answer now
 * @param retries attempts besides the first ones of their calls
 * @param cancellations calls given up before they were answered: cancelled, timed out, or
 * interrupted
 * @param contextHandles context handles open now: neither closed, nor lost with their
 * server
 * @since 0.1.0
 */
public record RpcClientStatistics(long calls, long failures, int connections, int associations, int callsInFlight,
		long retries, long cancellations, int contextHandles) {

}
