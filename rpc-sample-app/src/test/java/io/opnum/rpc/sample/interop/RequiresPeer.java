package io.opnum.rpc.sample.interop;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test only where the peers it talks to are installed. Where they are required a
 * missing one is a failure.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.METHOD })
@ExtendWith(RequiresPeerCondition.class)
@interface RequiresPeer {

	/**
	 * The peers.
	 */
	Peer[] value();

}
