package io.opnum.rpc.ndr;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Finds the context handles among the parameters of an operation, and where they are in a
 * request. That is known ahead as long as nothing of variable length stands before them.
 */
final class ContextHandleParameters {

	private static final int UNKNOWN = -1;

	private ContextHandleParameters() {
	}

	static List<ContextHandleParameter> of(List<ParameterStub> parameters, @Nullable ParameterStub result) {
		List<ContextHandleParameter> found = new ArrayList<>();
		int offset = 0;
		for (ParameterStub parameter : parameters) {
			int at = (parameter.isIn()) ? aligned(offset, parameter.type()) : UNKNOWN;
			add(found, parameter, at);
			if (parameter.isIn()) {
				offset = (at != UNKNOWN && isOfFixedSize(parameter.type())) ? at + parameter.type().minimumSize()
						: UNKNOWN;
			}
		}
		if (result != null) {
			add(found, result, UNKNOWN);
		}
		return List.copyOf(found);
	}

	private static void add(List<ContextHandleParameter> found, ParameterStub parameter, int offset) {
		ContextHandleUse use = parameter.contextHandle();
		if (use != null) {
			found.add(new ContextHandleParameter(parameter.index(), parameter.name(), parameter.isIn(),
					parameter.isOut(), use, offset));
		}
	}

	private static int aligned(int offset, NdrType type) {
		if (offset == UNKNOWN) {
			return UNKNOWN;
		}
		int alignment = type.alignment(false);
		return (offset + alignment - 1) & -alignment;
	}

	/** Whether it takes as many octets in NDR and NDR64, whatever the value. */
	private static boolean isOfFixedSize(NdrType type) {
		boolean plain = type instanceof PrimitiveType || type instanceof UuidType || type instanceof ContextHandleType
				|| type instanceof RawContextHandleType;
		return plain && type != PrimitiveType.RAW_ENUM_INT && type != PrimitiveType.RAW_ENUM_SHORT;
	}

}
