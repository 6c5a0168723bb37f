package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a structure are whose body has the same size for all values (C706
 * 14.3.6, MS-RPCE 2.2.5.3.4).
 *
 * @param offsets of the fields, from the first octet of the structure
 * @param alignment of the structure
 * @param size the number of octets, in NDR64 a multiple of the alignment
 * @param padding how many of them are behind the last field
 */
record StructureLayout(int[] offsets, int alignment, int size, int padding) {

	/**
	 * The layout of a linked structure.
	 * @return {@code null} if its size depends on the value
	 */
	static @Nullable StructureLayout of(RecordType type, boolean ndr64) {
		RecordType.Component[] components = type.components();
		int alignment = type.alignment(ndr64);
		int[] offsets = new int[components.length];
		long end = 0;
		for (int i = 0; i < offsets.length; i++) {
			int field = components[i].type().bodySize(ndr64);
			long offset = roundUp(end, components[i].type().alignment(ndr64));
			end = offset + field;
			if (field < 0 || end > Integer.MAX_VALUE - alignment) {
				return null;
			}
			offsets[i] = (int) offset;
		}
		long size = ndr64 ? roundUp(end, alignment) : end;
		return new StructureLayout(offsets, alignment, (int) size, (int) (size - end));
	}

	/**
	 * From one structure to the next.
	 */
	int stride() {
		return (int) roundUp(this.size, this.alignment);
	}

	/**
	 * The number of octets of several structures.
	 * @param count how many, not 0
	 */
	long size(int count) {
		return (long) stride() * (count - 1) + this.size;
	}

	private static long roundUp(long size, int alignment) {
		return (size + alignment - 1) / alignment * alignment;
	}

}
