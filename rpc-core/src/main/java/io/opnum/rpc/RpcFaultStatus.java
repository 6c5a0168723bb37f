package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The status that an exception goes out with: thrown by an operation it becomes a fault
 * with this status, and where the client's interface declares it in {@code throws} the
 * fault becomes that exception again.
 * <p>
 * The class needs a constructor with a message and a cause, with a message, or without
 * parameters; the first of these that it has is used. The message is the server's where
 * that sends extended error information, else it tells which call failed and how. The
 * cause is the {@link RpcException}. An exception without the annotation of its own has
 * that of its superclass.
 *
 * @since 0.1.0
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface RpcFaultStatus {

	/**
	 * The number on the wire. Bit 29 ({@code 0x20000000}) marks those that applications
	 * give; with {@code 0xe0000000} in front it is also told apart from Win32 codes.
	 */
	int value();

}
