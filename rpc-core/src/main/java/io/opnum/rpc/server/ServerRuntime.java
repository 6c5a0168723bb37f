package io.opnum.rpc.server;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.opnum.rpc.RpcServerInterceptor;
import io.opnum.rpc.RpcServerLimits;

/**
 * What the connections of a server share.
 *
 * @param limits what peers are held to
 * @param incompleteRequests what incomplete requests hold
 * @param buffered what complete requests and answers hold
 * @param transferSyntaxes the transfer syntaxes that are accepted
 * @param interfaces the interfaces
 * @param associations the associations
 * @param dispatcher runs calls
 * @param cancelExecutor tells calls that they are cancelled
 * @param interruptOnCancel whether cancels interrupt the threads of all operations
 * @param interceptors surround the calls of the application's interfaces
 * @param security authenticates callers
 * @param faultMappers make faults of exceptions
 * @param faultDetails tell callers why a call failed
 * @param counters what is counted
 * @param nanoTime the time in nanoseconds, as {@link System#nanoTime()}
 */
record ServerRuntime(RpcServerLimits limits, IncompleteRequests incompleteRequests, BufferedOctets buffered,
		TransferSyntaxes transferSyntaxes, InterfaceRegistry interfaces, AssociationGroups associations,
		CallDispatcher dispatcher, Executor cancelExecutor, boolean interruptOnCancel,
		List<RpcServerInterceptor> interceptors, ServerSecurity security, FaultMappers faultMappers,
		FaultDetails faultDetails, ServerCounters counters, LongSupplier nanoTime) {

}
