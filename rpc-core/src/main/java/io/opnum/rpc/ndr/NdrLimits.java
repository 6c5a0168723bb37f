package io.opnum.rpc.ndr;

/**
 * What a stub may ask of the one who marshals it. Counts are always held to the octets
 * that are there; these limits come on top.
 *
 * @param maxDepth how many pointers deep a value may be nested
 * @param maxElements how many elements an array or characters a string may have
 * @since 0.1.0
 */
public record NdrLimits(int maxDepth, int maxElements) {

	/** 512 pointers deep; as many elements as the stub has room for. */
	public static final NdrLimits DEFAULT = new NdrLimits(512, Integer.MAX_VALUE - 8);

	public NdrLimits {
		if (maxDepth < 1 || maxElements < 1) {
			throw new IllegalArgumentException(
					"The limits must be positive: maxDepth %d, maxElements %d".formatted(maxDepth, maxElements));
		}
	}

}
