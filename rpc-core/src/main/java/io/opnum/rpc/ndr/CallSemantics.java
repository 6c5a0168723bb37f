package io.opnum.rpc.ndr;

import java.lang.reflect.Method;

import io.opnum.rpc.Broadcast;
import io.opnum.rpc.Idempotent;
import io.opnum.rpc.Maybe;

/**
 * The execution semantics of an operation (C706 4.2.3). Without any it runs at most once.
 *
 * @param idempotent whether it may run more than once
 * @param maybe whether no answer is awaited
 * @param broadcast whether it goes to all servers of the network
 */
record CallSemantics(boolean idempotent, boolean maybe, boolean broadcast) {

	static CallSemantics of(Method method) {
		boolean maybe = method.isAnnotationPresent(Maybe.class);
		boolean broadcast = method.isAnnotationPresent(Broadcast.class);
		return new CallSemantics(maybe || broadcast || method.isAnnotationPresent(Idempotent.class), maybe, broadcast);
	}

}
