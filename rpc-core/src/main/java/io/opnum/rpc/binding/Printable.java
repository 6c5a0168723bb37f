package io.opnum.rpc.binding;

/**
 * Foreign text made fit for a message: on one line, and not endless. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Printable {

	private static final int MAX_LENGTH = 200;

	private Printable() {
	}

	/**
	 * Return the first 200 characters of a text.
	 * @param text the text
	 * @return the text, control characters escaped
	 */
	public static String of(String text) {
		return of(text, MAX_LENGTH);
	}

	/**
	 * Return the beginning of a text.
	 * @param text the text
	 * @param maxLength how many characters of it at most
	 * @return the text, control characters escaped
	 */
	public static String of(String text, int maxLength) {
		StringBuilder result = new StringBuilder(Math.min(text.length(), maxLength) + 3);
		for (int i = 0; i < text.length(); i++) {
			if (i == maxLength) {
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
