package io.opnum.rpc.binding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads one standard string binding (C706 3.1.1.4). Used once, by one thread.
 * <p>
 * A backslash takes the next character literally. One kindness: where no backslash is
 * doubled in the whole text, a pipe in its natural spelling ({@code [\pipe\name]}) keeps
 * its backslashes, but for those before a reserved character.
 */
final class StandardParser {

	private static final String RESERVED = "@:[],=";

	private static final String ENDPOINT_OPTION = "endpoint";

	private final String text;

	private final boolean server;

	private boolean literalBackslashes;

	/**
	 * Create a parser.
	 * @param text the string binding
	 * @param server whether it tells where to listen: port 0 then asks for a dynamic one
	 */
	StandardParser(String text, boolean server) {
		this.text = text;
		this.server = server;
	}

	StringBinding parse() {
		if (endsWithinEscape()) {
			throw syntaxError(this.text.length() - 1, "a backslash escapes nothing: double it");
		}
		int bracket = indexOf('[', 0);
		int end = (bracket >= 0) ? bracket : this.text.length();
		UUID objectUuid = null;
		int start = 0;
		int at = indexOf('@', 0);
		int colon = indexOf(':', 0);
		if (at >= 0 && at < end && (colon < 0 || at < colon)) {
			objectUuid = objectUuid(at);
			start = at + 1;
		}
		if (colon < 0 || colon >= end || colon == start) {
			throw syntaxError(start, "a protocol sequence and a colon are missing: begin with ncacn_ip_tcp:");
		}
		ProtocolSequence protocolSequence = protocolSequence(start, colon);
		String address = address(protocolSequence, colon + 1, end);
		StringBinding.Builder builder = StringBinding.builder(protocolSequence)
			.objectUuid(objectUuid)
			.networkAddress(address);
		if (bracket >= 0) {
			this.literalBackslashes = protocolSequence == ProtocolSequence.NCACN_NP && !this.text.contains("\\\\");
			brackets(protocolSequence, bracket, builder);
		}
		return builder.build();
	}

	private @Nullable UUID objectUuid(int end) {
		String value = this.text.substring(0, end);
		UUID uuid = UuidText.parse(value);
		if (uuid == null) {
			throw error(RpcStatus.INVALID_STRING_UUID, 0,
					"the object UUID '%s' is none: write 8-4-4-4-12 hexadecimal digits".formatted(Printable.of(value)));
		}
		if (this.server) {
			throw syntaxError(0, "an endpoint to listen on has no object UUID: remove it and the '@'");
		}
		return uuid;
	}

	private ProtocolSequence protocolSequence(int start, int end) {
		ProtocolSequence protocolSequence;
		try {
			protocolSequence = ProtocolSequence.of(unescape(start, end));
		}
		catch (InvalidBindingException ex) {
			throw error(ex.status(), start, String.valueOf(ex.getMessage()));
		}
		refuse(start, StandardRules.protocolSequence(protocolSequence));
		return protocolSequence;
	}

	private String address(ProtocolSequence protocolSequence, int start, int end) {
		for (char reserved : new char[] { '@', ']' }) {
			int offset = indexOf(reserved, start);
			if (offset >= 0 && offset < end) {
				throw syntaxError(offset,
						"'%1$s' is out of place: write \\%1$s where it is part of a name".formatted(reserved));
			}
		}
		String address = unescape(start, end);
		refuse(start, StandardRules.networkAddress(protocolSequence, address));
		return address;
	}

	private void brackets(ProtocolSequence protocolSequence, int open, StringBinding.Builder builder) {
		int close = indexOf(']', open + 1);
		if (close < 0) {
			throw syntaxError(open, "a bracket is opened and never closed: add ']'");
		}
		if (close != this.text.length() - 1) {
			String inside = this.text.substring(open + 1, close);
			throw syntaxError(close + 1,
					HostText.isIpv6(inside)
							? "text follows the endpoint: an IPv6 address stands without brackets, %s:%s[endpoint]"
								.formatted(protocolSequence, inside)
							: "text follows the closing bracket: remove it");
		}
		int memberEnd = memberEnd(open + 1, close);
		builder.endpoint(endpoint(protocolSequence, open + 1, memberEnd));
		Map<String, String> options = new LinkedHashMap<>();
		while (memberEnd < close) {
			int start = memberEnd + 1;
			memberEnd = memberEnd(start, close);
			option(protocolSequence, start, memberEnd, options);
		}
		builder.options(options);
	}

	private int memberEnd(int start, int close) {
		int comma = indexOf(',', start);
		return (comma >= 0 && comma < close) ? comma : close;
	}

	private @Nullable String endpoint(ProtocolSequence protocolSequence, int start, int end) {
		int equals = indexOf('=', start);
		if (equals >= 0 && equals < end) {
			String name = unescape(start, equals);
			if (!ENDPOINT_OPTION.equalsIgnoreCase(name)) {
				throw error(RpcStatus.INVALID_NETWORK_OPTIONS, start,
						"the option '%s' stands where the endpoint does: put a comma before it"
							.formatted(Printable.of(name)));
			}
			return endpoint(protocolSequence, equals + 1, unescapeEndpoint(equals + 1, end));
		}
		return endpoint(protocolSequence, start, unescapeEndpoint(start, end));
	}

	private @Nullable String endpoint(ProtocolSequence protocolSequence, int start, String endpoint) {
		boolean dynamic = this.server && protocolSequence.format() == EndpointFormat.PORT && "0".equals(endpoint);
		if (endpoint.isEmpty() || dynamic) {
			return null;
		}
		refuse(start, StandardRules.endpoint(protocolSequence, endpoint));
		return endpoint;
	}

	private String unescapeEndpoint(int start, int end) {
		this.literalBackslashes &= EndpointFormat.isPipe(this.text.substring(start, end));
		return unescape(start, end);
	}

	private void option(ProtocolSequence protocolSequence, int start, int end, Map<String, String> options) {
		int equals = indexOf('=', start);
		if (equals < 0 || equals >= end) {
			String name = this.text.substring(start, end);
			throw error(RpcStatus.INVALID_NETWORK_OPTIONS, start,
					name.isEmpty() ? "a comma is followed by no option: remove it"
							: "the option '%s' has no value: write name=value".formatted(Printable.of(name)));
		}
		String name = unescape(start, equals);
		String value = unescape(equals + 1, end);
		refuse(start, StandardRules.option(protocolSequence, name, value));
		refuse(start, StandardRules.addOption(options, name, value));
	}

	/**
	 * Find a character that no backslash escapes.
	 * @param wanted the character
	 * @param from where to begin
	 * @return its offset, or -1
	 */
	private int indexOf(char wanted, int from) {
		int i = from;
		while (i < this.text.length()) {
			if (this.text.charAt(i) == wanted) {
				return i;
			}
			i += isEscape(i) ? 2 : 1;
		}
		return -1;
	}

	private boolean endsWithinEscape() {
		int i = 0;
		while (i < this.text.length()) {
			i += isEscape(i) ? 2 : 1;
		}
		return i > this.text.length();
	}

	private boolean isEscape(int offset) {
		if (this.text.charAt(offset) != '\\') {
			return false;
		}
		return !this.literalBackslashes
				|| (offset + 1 < this.text.length() && RESERVED.indexOf(this.text.charAt(offset + 1)) >= 0);
	}

	private String unescape(int start, int end) {
		StringBuilder value = new StringBuilder(end - start);
		for (int i = start; i < end; i++) {
			if (isEscape(i)) {
				i++;
			}
			value.append(this.text.charAt(i));
		}
		return value.toString();
	}

	private void refuse(int offset, @Nullable BindingProblem problem) {
		if (problem != null) {
			throw problem.toException(this.text, offset);
		}
	}

	private InvalidBindingException syntaxError(int offset, String problem) {
		return error(RpcStatus.INVALID_STRING_BINDING, offset, problem);
	}

	private InvalidBindingException error(RpcStatus status, int offset, String problem) {
		return new BindingProblem(status, problem).toException(this.text, offset);
	}

}
