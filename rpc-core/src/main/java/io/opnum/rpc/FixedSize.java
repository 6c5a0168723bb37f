package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The array has a fixed number of elements, without any count on the wire (IDL:
 * {@code T a[8]}). A string with it is inline and varying (IDL:
 * {@code [string] char a[64]}). With several numbers the array has as many dimensions:
 * {@code @FixedSize({ 2, 3 }) int[][] matrix}.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface FixedSize {

	/**
	 * The number of elements for each dimension, the outermost first; for a string, with
	 * its terminator, the most there is room for. At least 1.
	 */
	int[] value();

}
