package io.opnum.rpc.sample.api;

/**
 * What kind of thing an {@link Article} is.
 */
public enum Category {

	TOOLS, FASTENERS, SAFETY

}
