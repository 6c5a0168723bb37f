package io.opnum.rpc;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The type goes over the wire in the form that a converter gives it. On the declaration
 * of a type it holds wherever the type is used; where it is used another may be named,
 * which goes before that, and before what is built in.
 * <p>
 * It is about the type it stands in front of: in {@code List<@ConvertedBy(...) Money>}
 * the elements. What an {@code Out}, {@code Optional} or {@code CompletableFuture} holds
 * may have it in front of the whole.
 *
 * @since 0.1.0
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ ElementType.TYPE, ElementType.PARAMETER, ElementType.METHOD, ElementType.FIELD, ElementType.RECORD_COMPONENT,
		ElementType.TYPE_USE })
public @interface ConvertedBy {

	/**
	 * The converter of the annotated type. Raw, as a generic converter can't be named
	 * otherwise.
	 */
	@SuppressWarnings("rawtypes")
	Class<? extends NdrConverter> value();

}
