package io.opnum.rpc.boot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Connects the RPC server and the RPC clients of a tested application with each other:
 * each endpoint of the server is moved to one that no other test uses, and each client
 * binding leads there, whatever host it names. Names, objects, deadlines, interceptors
 * and the endpoints that services are confined to stay as they are configured.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface AutoConfigureTestRpcTransport {

	/**
	 * What carries the calls.
	 */
	Transport value() default Transport.IN_PROCESS;

	/**
	 * What carries the calls of a test.
	 */
	enum Transport {

		/** Nothing but memory; real PDUs all the same. */
		IN_PROCESS,

		/** TCP, on dynamic ports of the loopback address. */
		TCP

	}

}
