package io.opnum.rpc.binding;

import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The text form of a UUID, read strictly: {@link UUID#fromString} takes {@code 1-2-3-4-5}
 * too.
 */
final class UuidText {

	private static final int LENGTH = 36;

	private static final UUID NIL = new UUID(0, 0);

	private UuidText() {
	}

	/**
	 * Read a UUID.
	 * @param text 36 characters, hexadecimal digits of either case
	 * @return the UUID, or {@code null} if the text is none
	 */
	static @Nullable UUID parse(String text) {
		if (text.length() != LENGTH) {
			return null;
		}
		for (int i = 0; i < LENGTH; i++) {
			char c = text.charAt(i);
			boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
			if (hyphen ? c != '-' : !isHexDigit(c)) {
				return null;
			}
		}
		return UUID.fromString(text);
	}

	/**
	 * Take the nil UUID for none.
	 * @param uuid the UUID or {@code null}
	 * @return the UUID, or {@code null} if it is nil
	 */
	static @Nullable UUID nilToNull(@Nullable UUID uuid) {
		return NIL.equals(uuid) ? null : uuid;
	}

	static boolean isHexDigit(char c) {
		return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
	}

}
