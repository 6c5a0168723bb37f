package io.opnum.rpc.binding;

/**
 * Foreign text made fit for a message: on one line, and not endless.
 */
final class Printable {

	private static final int MAX_LENGTH = 200;

	private Printable() {
	}

	static String of(String text) {
		StringBuilder result = new StringBuilder(Math.min(text.length(), MAX_LENGTH) + 3);
		for (int i = 0; i < text.length(); i++) {
			if (i == MAX_LENGTH) {
				return result.append("...").toString();
			}
			char c = text.charAt(i);
			if (Character.isISOControl(c)) {
				result.append("\\u%04x".formatted((int) c));
			}
			else {
				result.append(c);
			}
		}
		return result.toString();
	}

}
