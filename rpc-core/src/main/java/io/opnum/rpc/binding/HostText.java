package io.opnum.rpc.binding;

import org.jspecify.annotations.Nullable;

/**
 * The text of a host: a name, an IPv4 or an IPv6 address. Nothing is looked up.
 */
final class HostText {

	private static final int MAX_NAME_LENGTH = 255;

	private static final int MAX_LABEL_LENGTH = 63;

	private static final int IPV6_GROUPS = 8;

	private HostText() {
	}

	/**
	 * Tell what is wrong with the text of a host.
	 * @param host the text, not empty
	 * @return what is wrong and what would be right, or {@code null}
	 */
	static @Nullable String problem(String host) {
		if (host.indexOf(':') >= 0) {
			return ipv6Problem(host);
		}
		if (host.length() > MAX_NAME_LENGTH) {
			return "is longer than a host name's 255 characters";
		}
		String[] labels = host.split("\\.", -1);
		int count = (labels.length > 1 && labels[labels.length - 1].isEmpty()) ? labels.length - 1 : labels.length;
		for (int i = 0; i < count; i++) {
			if (!isLabel(labels[i])) {
				return "is no host name or address: letters, digits, '-' and '_' make up its parts, dots part them";
			}
		}
		if (isDecimal(labels[count - 1]) && !isIpv4(host)) {
			return "is no IPv4 address: four numbers from 0 to 255 make one up";
		}
		return null;
	}

	private static @Nullable String ipv6Problem(String host) {
		int scope = host.indexOf('%');
		if (scope == host.length() - 1) {
			return "has no scope after its '%'";
		}
		if (isIpv6((scope < 0) ? host : host.substring(0, scope))) {
			return null;
		}
		int colon = host.indexOf(':');
		if (colon == host.lastIndexOf(':') && isDecimal(host.substring(colon + 1))) {
			return "is no address: the port stands in brackets, %s[%s]".formatted(host.substring(0, colon),
					host.substring(colon + 1));
		}
		return "is no IPv6 address";
	}

	/**
	 * Return whether the text is an IPv6 address without a scope (RFC 4291, 2.2).
	 * @param text the text
	 * @return whether it is
	 */
	static boolean isIpv6(String text) {
		int gap = text.indexOf("::");
		if (gap < 0) {
			return groups(text) == IPV6_GROUPS;
		}
		String head = text.substring(0, gap);
		String tail = text.substring(gap + 2);
		int headGroups = head.isEmpty() ? 0 : head.indexOf('.') >= 0 ? -1 : groups(head);
		int tailGroups = tail.isEmpty() ? 0 : groups(tail);
		return headGroups >= 0 && tailGroups >= 0 && headGroups + tailGroups < IPV6_GROUPS;
	}

	private static int groups(String text) {
		String[] groups = text.split(":", -1);
		int count = groups.length;
		for (int i = 0; i < groups.length; i++) {
			if (i == groups.length - 1 && isIpv4(groups[i])) {
				count++;
			}
			else if (!isHexGroup(groups[i])) {
				return -1;
			}
		}
		return count;
	}

	private static boolean isHexGroup(String text) {
		return !text.isEmpty() && text.length() <= 4 && text.chars().allMatch((c) -> UuidText.isHexDigit((char) c));
	}

	private static boolean isIpv4(String text) {
		String[] parts = text.split("\\.", -1);
		if (parts.length != 4) {
			return false;
		}
		for (String part : parts) {
			if (!isDecimal(part) || part.length() > 3 || Integer.parseInt(part) > 255) {
				return false;
			}
		}
		return true;
	}

	private static boolean isLabel(String text) {
		return !text.isEmpty() && text.length() <= MAX_LABEL_LENGTH
				&& text.codePoints().allMatch((c) -> Character.isLetterOrDigit(c) || c == '-' || c == '_');
	}

	static boolean isDecimal(String text) {
		return !text.isEmpty() && text.chars().allMatch((c) -> c >= '0' && c <= '9');
	}

}
