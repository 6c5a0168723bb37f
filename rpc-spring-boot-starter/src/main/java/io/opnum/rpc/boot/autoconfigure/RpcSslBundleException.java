package io.opnum.rpc.boot.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An SSL bundle that an RPC server or client shall use can't be used.
 */
@SuppressWarnings("serial")
class RpcSslBundleException extends RuntimeException {

	private final String property;

	private final transient List<String> known;

	RpcSslBundleException(String property, String problem, List<String> known, @Nullable Throwable cause) {
		super("%s: %s".formatted(property, problem), cause);
		this.property = property;
		this.known = List.copyOf(known);
	}

	String property() {
		return this.property;
	}

	/** The names of the bundles that there are. */
	List<String> known() {
		return this.known;
	}

}
