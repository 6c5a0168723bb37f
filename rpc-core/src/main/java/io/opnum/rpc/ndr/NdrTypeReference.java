package io.opnum.rpc.ndr;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;

import org.jspecify.annotations.Nullable;

/**
 * A type with its type arguments and annotations, as a class literal can't say it:
 *
 * <pre class="code">
 * new NdrTypeReference&lt;List&lt;Order&gt;&gt;() { }
 * new NdrTypeReference&lt;@Unique LogonInfo&gt;() { }
 * </pre>
 *
 * @param <T> the type
 * @since 0.1.0
 */
public abstract class NdrTypeReference<T extends @Nullable Object> {

	private final AnnotatedType type;

	/**
	 * Create a reference, of an anonymous class.
	 * @throws IllegalStateException if a class between does not hand the type on
	 */
	protected NdrTypeReference() {
		AnnotatedType superclass = getClass().getAnnotatedSuperclass();
		if (getClass().getSuperclass() != NdrTypeReference.class
				|| !(superclass instanceof AnnotatedParameterizedType parameterized)) {
			throw new IllegalStateException(
					"%s must extend NdrTypeReference itself, with a type argument: new NdrTypeReference<List<Order>>() { }"
						.formatted(getClass().getName()));
		}
		this.type = parameterized.getAnnotatedActualTypeArguments()[0];
	}

	AnnotatedType type() {
		return this.type;
	}

}
