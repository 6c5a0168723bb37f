package io.opnum.rpc.epm;

import java.util.regex.Pattern;

/**
 * IPv4 addresses as a tower holds them. IPv6 has no floor of its own, and names are not
 * resolved: both stand as {@link #ANY}, and clients keep the address they asked.
 */
final class Ipv4 {

	/** 0.0.0.0: the address is not known. */
	static final byte[] ANY = new byte[4];

	private static final Pattern DOTTED_DECIMAL = Pattern
		.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");

	private Ipv4() {
	}

	/**
	 * Parse a dotted decimal address.
	 * @param text the text
	 * @param otherwise what to return if it is none, or unspecified
	 * @return its four octets
	 */
	static byte[] parse(String text, byte[] otherwise) {
		if (!isSpecified(text)) {
			return otherwise;
		}
		String[] numbers = text.split("\\.");
		byte[] address = new byte[4];
		for (int i = 0; i < address.length; i++) {
			address[i] = (byte) Integer.parseInt(numbers[i]);
		}
		return address;
	}

	/**
	 * Return whether a text is a dotted decimal address other than 0.0.0.0.
	 * @param text the text
	 * @return whether it is
	 */
	static boolean isSpecified(String text) {
		return DOTTED_DECIMAL.matcher(text).matches() && !text.equals("0.0.0.0");
	}

	/**
	 * Format an address.
	 * @param address four octets
	 * @return its dotted decimal form; empty for {@link #ANY}
	 */
	static String format(byte[] address) {
		String text = "%d.%d.%d.%d".formatted(address[0] & 0xff, address[1] & 0xff, address[2] & 0xff,
				address[3] & 0xff);
		return isSpecified(text) ? text : "";
	}

}
