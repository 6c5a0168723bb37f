package io.opnum.rpc.ndr;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.opnum.rpc.EnumNumber;
import io.opnum.rpc.V1Enum;

/**
 * Compiles enumerations.
 */
final class EnumCompiler {

	private final Defects defects;

	private final Map<String, EnumType> enums = new HashMap<>();

	EnumCompiler(Defects defects) {
		this.defects = defects;
	}

	/**
	 * Compile an enumeration.
	 * @param wideHere whether it is {@code @V1Enum} where it is used
	 */
	EnumType compile(Class<?> raw, boolean wideHere) {
		boolean wide = wideHere || raw.isAnnotationPresent(V1Enum.class);
		return this.enums.computeIfAbsent(raw.getName() + wide, (key) -> {
			Enum<?>[] constants = (Enum<?>[]) raw.getEnumConstants();
			int[] numbers = new int[constants.length];
			Set<Integer> seen = new HashSet<>();
			for (Enum<?> constant : constants) {
				int number = number(raw, constant);
				numbers[constant.ordinal()] = number;
				if (!seen.add(number)) {
					this.defects.add(raw.getSimpleName() + "." + constant.name(),
							"the number %d is that of another constant, too".formatted(number),
							"Give each constant a number of its own with @EnumNumber.");
				}
				if (!wide && number >>> 16 != 0) {
					this.defects.add(raw.getSimpleName() + "." + constant.name(),
							"the number %d does not fit in an enum of 16 bits".formatted(number),
							"Use 0 to 65535, or mark the enum @V1Enum.");
				}
			}
			return new EnumType(raw, constants, numbers, wide);
		});
	}

	private static int number(Class<?> raw, Enum<?> constant) {
		try {
			EnumNumber number = raw.getField(constant.name()).getAnnotation(EnumNumber.class);
			return (number != null) ? number.value() : constant.ordinal();
		}
		catch (NoSuchFieldException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
