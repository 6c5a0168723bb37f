package io.opnum.rpc.ndr;

import io.opnum.rpc.Out;
import org.jspecify.annotations.Nullable;

/**
 * Access to the parameters beside a parameter, or the fields beside a field.
 */
interface Siblings {

	/**
	 * An {@code Object[]}: arguments, in their holders or not, or fields that were read.
	 */
	Siblings ARRAY = (scope, index) -> {
		Object value = ((Object[]) scope)[index];
		return (value instanceof Out<?> holder) ? holder.getOrNull() : value;
	};

	@Nullable Object get(Object scope, int index);

}
