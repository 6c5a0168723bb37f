package io.opnum.rpc.binding;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The network options that a standard string binding knows.
 */
enum NetworkOption {

	/** How much a server on the other side may do in the client's name. */
	SECURITY("Security") {

		@Override
		@Nullable String problem(String value) {
			String[] words = value.toLowerCase(Locale.ROOT).split(" ", -1);
			boolean valid = words.length == 3 && IMPERSONATION.contains(words[0]) && TRACKING.contains(words[1])
					&& ENABLED.contains(words[2]);
			return valid ? null
					: "is not three words: anonymous, identification, impersonation or delegation, then static or dynamic, then true or false";
		}

	},

	/** The RPC proxy on the way. */
	RPC_PROXY("RpcProxy") {

		@Override
		@Nullable String problem(String value) {
			return hostAndPortProblem(value);
		}

	},

	/** The HTTP proxy on the way. */
	HTTP_PROXY("HttpProxy") {

		@Override
		@Nullable String problem(String value) {
			return hostAndPortProblem(value);
		}

	},

	/** Always through the HTTP proxy. */
	HTTP_CONNECT_OPTION("HttpConnectOption") {

		@Override
		@Nullable String problem(String value) {
			return "UseHttpProxy".equalsIgnoreCase(value) ? null : "is unknown: write UseHttpProxy";
		}

	};

	private static final Set<String> IMPERSONATION = Set.of("anonymous", "identification", "impersonation",
			"delegation");

	private static final Set<String> TRACKING = Set.of("static", "dynamic");

	private static final Set<String> ENABLED = Set.of("true", "false");

	private final String text;

	NetworkOption(String text) {
		this.text = text;
	}

	/**
	 * Return the option of a name.
	 * @param name the name, in any case
	 * @return the option, or {@code null}
	 */
	static @Nullable NetworkOption of(String name) {
		for (NetworkOption option : values()) {
			if (option.text.equalsIgnoreCase(name)) {
				return option;
			}
		}
		return null;
	}

	/**
	 * Return the name as it is written.
	 * @return the name
	 */
	String text() {
		return this.text;
	}

	/**
	 * Check a value.
	 * @param value the value
	 * @return what is wrong and what would be right, as the end of a sentence, or
	 * {@code null}
	 */
	abstract @Nullable String problem(String value);

	private static @Nullable String hostAndPortProblem(String value) {
		int colon = value.lastIndexOf(':');
		if (colon <= 0 || !EndpointFormat.isPort(value.substring(colon + 1))) {
			return "is not host:port";
		}
		return HostText.problem(value.substring(0, colon));
	}

}
