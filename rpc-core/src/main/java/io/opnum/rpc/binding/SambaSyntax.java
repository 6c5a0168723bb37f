package io.opnum.rpc.binding;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes string bindings in the dialect of Samba's tools: no escapes, the
 * protocol sequence may be missing, bare flags stand among the options, and options that
 * are not known are kept. A flag is an option with an empty value.
 */
final class SambaSyntax {

	private static final int UUID_LENGTH = 36;

	private static final Set<String> FLAGS = Set.of("sign", "seal", "connect", "packet", "spnego", "ntlm", "krb5",
			"schannel", "bigendian", "ndr64", "print", "validate", "padcheck", "smb1", "smb2");

	private static final String ASSOCIATION_GROUP = "assoc_group_id";

	private static final Pattern ASSOCIATION_GROUP_VALUE = Pattern.compile("0[xX][0-9a-fA-F]{1,8}");

	/** Options that are parts of the string binding under another name. */
	private static final Set<String> PARTS = Set.of("endpoint", "host", "object", "transport");

	private SambaSyntax() {
	}

	static StringBinding parse(String text) {
		int bracket = text.indexOf('[');
		if (bracket >= 0 && text.charAt(text.length() - 1) != ']') {
			throw error(RpcStatus.INVALID_STRING_BINDING, text, bracket,
					"a bracket is opened and the text does not end with ']'");
		}
		int end = (bracket >= 0) ? bracket : text.length();
		int start = 0;
		String object = null;
		int at = text.indexOf('@');
		if (at >= 0 && at < end) {
			object = text.substring(0, at);
			start = at + 1;
		}
		String head = text.substring(start, end);
		int colon = isIpv6(head) ? -1 : head.indexOf(':');
		Parts parts = new Parts(text);
		parts.set("transport", (colon >= 0) ? head.substring(0, colon) : "ncacn_ip_tcp", start);
		parts.set("host", head.substring(colon + 1), start + colon + 1);
		if (object != null) {
			parts.set("object", object, 0);
		}
		if (bracket >= 0) {
			members(parts, text, bracket + 1, text.length() - 1);
		}
		return parts.build();
	}

	private static void members(Parts parts, String text, int start, int close) {
		boolean first = true;
		int from = start;
		for (String part : text.substring(start, close).split(",", -1)) {
			String member = part.strip();
			int equals = member.indexOf('=');
			if (FLAGS.contains(member.toLowerCase(Locale.ROOT))) {
				parts.set(member, "", from);
			}
			else if (equals > 0) {
				parts.set(member.substring(0, equals), member.substring(equals + 1), from);
			}
			else if (first) {
				parts.set("endpoint", member, from);
			}
			else {
				throw error(RpcStatus.INVALID_NETWORK_OPTIONS, text, from,
						"'%s' is neither a flag of Samba nor name=value".formatted(Printable.of(member)));
			}
			first = false;
			from += part.length() + 1;
		}
	}

	private static boolean isIpv6(String text) {
		int scope = text.indexOf('%');
		return HostText.isIpv6((scope < 0) ? text : text.substring(0, scope));
	}

	/**
	 * Check that the parts can be written, for there are no escapes.
	 * @param protocolSequence the protocol sequence
	 * @param address the network address
	 * @param endpoint the endpoint, or {@code null}
	 * @param options the options
	 * @return the options, their names in lower case
	 * @throws InvalidBindingException if they can't
	 */
	static Map<String, String> check(ProtocolSequence protocolSequence, String address, @Nullable String endpoint,
			Map<String, String> options) {
		if (protocolSequence.format() == EndpointFormat.UNSUPPORTED) {
			throw new BindingProblem(RpcStatus.PROTSEQ_NOT_SUPPORTED,
					"the protocol sequence '%s' is not supported: use ncacn_ip_tcp".formatted(protocolSequence))
				.toException();
		}
		if (!isWritable(address, "[@")) {
			throw unwritable(RpcStatus.INVALID_NET_ADDR, "network address", address);
		}
		if (endpoint != null && !(isWritable(endpoint, ",") && isStripped(endpoint))) {
			throw unwritable(RpcStatus.INVALID_ENDPOINT_FORMAT, "endpoint", endpoint);
		}
		Map<String, String> checked = new LinkedHashMap<>();
		options.forEach((name, value) -> {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			if (name.isEmpty() || PARTS.contains(lowerCase) || !isWritable(name, ",=") || !isStripped(name)) {
				throw unwritable(RpcStatus.INVALID_NETWORK_OPTIONS, "option", name);
			}
			if (!isWritable(value, ",") || !value.equals(value.stripTrailing())) {
				throw unwritable(RpcStatus.INVALID_NETWORK_OPTIONS, "value of " + Printable.of(name), value);
			}
			if (ASSOCIATION_GROUP.equals(lowerCase) && !ASSOCIATION_GROUP_VALUE.matcher(value).matches()) {
				throw new BindingProblem(RpcStatus.INVALID_NETWORK_OPTIONS,
						"the %s '%s' is no number: write 0x and 1 to 8 hexadecimal digits".formatted(ASSOCIATION_GROUP,
								Printable.of(value)))
					.toException();
			}
			checked.put(lowerCase, value);
		});
		return checked;
	}

	static String compose(StringBinding binding) {
		StringBuilder text = new StringBuilder();
		UUID objectUuid = binding.objectUuid();
		if (objectUuid != null) {
			text.append(objectUuid).append('@');
		}
		text.append(binding.protocolSequence()).append(':').append(binding.networkAddress());
		String endpoint = binding.endpoint();
		if (endpoint != null || !binding.options().isEmpty()) {
			text.append('[');
			if (endpoint != null) {
				boolean ambiguous = FLAGS.contains(endpoint.toLowerCase(Locale.ROOT)) || endpoint.indexOf('=') >= 0;
				text.append(ambiguous ? "endpoint=" : "").append(endpoint);
			}
			binding.options().forEach((name, value) -> {
				text.append(',').append(name);
				if (!value.isEmpty() || !FLAGS.contains(name)) {
					text.append('=').append(value);
				}
			});
			text.append(']');
		}
		return text.toString();
	}

	private static boolean isWritable(String text, String reserved) {
		return text.chars().noneMatch((c) -> reserved.indexOf(c) >= 0 || Character.isISOControl(c));
	}

	private static boolean isStripped(String text) {
		return text.equals(text.strip());
	}

	private static InvalidBindingException unwritable(RpcStatus status, String part, String value) {
		return new BindingProblem(status, "the %s '%s' can't be written in Samba's dialect, which has no escapes"
			.formatted(part, Printable.of(value))).toException();
	}

	private static InvalidBindingException error(RpcStatus status, String text, int offset, String problem) {
		return new BindingProblem(status, problem).toException(text, offset);
	}

	/**
	 * The parts of a string binding as they are found. Later ones win.
	 */
	private static final class Parts {

		private final String text;

		private final Map<String, String> options = new LinkedHashMap<>();

		private ProtocolSequence protocolSequence = ProtocolSequence.NCACN_IP_TCP;

		private String host = "";

		private @Nullable UUID object;

		private @Nullable String endpoint;

		Parts(String text) {
			this.text = text;
		}

		void set(String name, String value, int offset) {
			String lowerCase = name.toLowerCase(Locale.ROOT);
			switch (lowerCase) {
				case "transport" -> this.protocolSequence = protocolSequence(value, offset);
				case "host" -> this.host = value;
				case "object" -> this.object = object(value, offset);
				case "endpoint" -> this.endpoint = value;
				default -> this.options.put(lowerCase, value);
			}
		}

		private ProtocolSequence protocolSequence(String value, int offset) {
			try {
				return ProtocolSequence.of(value);
			}
			catch (InvalidBindingException ex) {
				throw error(ex.status(), this.text, offset, String.valueOf(ex.getMessage()));
			}
		}

		private UUID object(String value, int offset) {
			UUID uuid = UuidText.parse(value);
			if (uuid == null) {
				throw error(RpcStatus.INVALID_STRING_UUID, this.text, offset,
						"the object UUID '%s' is none: write %d characters, 8-4-4-4-12 hexadecimal digits"
							.formatted(Printable.of(value), UUID_LENGTH));
			}
			return uuid;
		}

		StringBinding build() {
			try {
				return new StringBinding(this.object, this.protocolSequence, this.host, pipe(this.endpoint),
						this.options, StringBinding.Dialect.SAMBA);
			}
			catch (InvalidBindingException ex) {
				throw error(ex.status(), this.text, 0, String.valueOf(ex.getMessage()));
			}
		}

		private @Nullable String pipe(@Nullable String endpoint) {
			boolean shortName = this.protocolSequence == ProtocolSequence.NCACN_NP && endpoint != null
					&& !endpoint.isEmpty() && endpoint.charAt(0) != '\\';
			return shortName ? EndpointFormat.PIPE_PREFIX + endpoint : endpoint;
		}

	}

}
