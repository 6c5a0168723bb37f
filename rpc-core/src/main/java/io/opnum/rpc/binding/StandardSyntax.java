package io.opnum.rpc.binding;

import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Writes standard string bindings (C706 3.1.1.4): a backslash stands before each
 * character that would mean something else.
 */
final class StandardSyntax {

	/** Colons are left alone: only the first means something. */
	private static final String RESERVED_IN_ADDRESS = "\\@[]";

	private static final String RESERVED_IN_BRACKETS = "\\@[],=";

	private StandardSyntax() {
	}

	/**
	 * Compose the text of parts, valid or not.
	 * @param objectUuid the object UUID, or {@code null}
	 * @param protocolSequence the protocol sequence
	 * @param address the network address
	 * @param endpoint the endpoint, or {@code null}
	 * @param options the options
	 * @return the text
	 */
	static String compose(@Nullable UUID objectUuid, ProtocolSequence protocolSequence, String address,
			@Nullable String endpoint, Map<String, String> options) {
		StringBuilder text = new StringBuilder();
		if (objectUuid != null) {
			text.append(objectUuid).append('@');
		}
		text.append(protocolSequence).append(':');
		appendEscaped(text, address, RESERVED_IN_ADDRESS);
		if (endpoint != null || !options.isEmpty()) {
			text.append('[');
			if (endpoint != null) {
				appendEscaped(text, endpoint, RESERVED_IN_BRACKETS);
			}
			options.forEach((name, value) -> {
				text.append(',');
				appendEscaped(text, name, RESERVED_IN_BRACKETS);
				text.append('=');
				appendEscaped(text, value, RESERVED_IN_BRACKETS);
			});
			text.append(']');
		}
		return text.toString();
	}

	private static void appendEscaped(StringBuilder text, String value, String reserved) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			if (reserved.indexOf(c) >= 0) {
				text.append('\\');
			}
			text.append(c);
		}
	}

}
