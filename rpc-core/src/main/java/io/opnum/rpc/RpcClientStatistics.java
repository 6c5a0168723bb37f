package io.opnum.rpc;

/**
 * What a client counted, and what it holds now.
 *
 * @param calls calls made, those to endpoint mappers included
 * @param failures calls that failed, those that were cancelled or timed out included
 * @param connections connections open now
 * @param associations associations now
 * @param callsInFlight calls waiting for an answer now
 * @since 0.1.0
 */
public record RpcClientStatistics(long calls, long failures, int connections, int associations, int callsInFlight) {

}
