package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The {@code int} is a status code of a certain kind. This changes the IDL text, not the
 * octets. Where the code itself is of interest in Java {@link RpcStatus} is a type for
 * {@code error_status_t}, too.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface StatusCode {

	/**
	 * The kind.
	 */
	Kind value() default Kind.ERROR_STATUS_T;

	/**
	 * The kinds of status codes that interfaces have.
	 */
	enum Kind {

		/** {@code error_status_t}: a status of DCE, or a Win32 error. */
		ERROR_STATUS_T,

		/** {@code HRESULT}: negative if it is a failure. */
		HRESULT,

		/** {@code NTSTATUS}: its two highest bits are the severity. */
		NTSTATUS

	}

}
