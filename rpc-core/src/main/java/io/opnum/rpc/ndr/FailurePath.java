package io.opnum.rpc.ndr;

import org.jspecify.annotations.Nullable;

/**
 * The way from a parameter to the value that could not be marshalled, for example
 * {@code lines[3].sku}. Built from the inside out while the failure passes, so that it
 * costs nothing where there is none.
 */
final class FailurePath {

	private FailurePath() {
	}

	static StringBuilder within(@Nullable StringBuilder path, String place) {
		if (path == null) {
			return new StringBuilder(place);
		}
		if (path.charAt(0) != '[') {
			path.insert(0, '.');
		}
		return path.insert(0, place);
	}

	static String toString(@Nullable StringBuilder path) {
		return (path != null) ? path.toString() : "";
	}

}
