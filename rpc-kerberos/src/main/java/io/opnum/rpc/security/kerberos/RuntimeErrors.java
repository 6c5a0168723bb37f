package io.opnum.rpc.security.kerberos;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The error codes of Kerberos in exceptions of the Java runtime, which has them behind
 * its messages, in parentheses, and in classes that nobody else may use.
 */
final class RuntimeErrors {

	private static final Pattern CODE = Pattern.compile("\\((\\d{1,3})\\)");

	/** What RFC 4120 defines; the runtime has codes of its own above. */
	private static final int MAX_CODE = 128;

	private RuntimeErrors() {
	}

	static @Nullable Integer code(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			Matcher matcher = CODE.matcher(String.valueOf(cause.getMessage()));
			if (matcher.find()) {
				int code = Integer.parseInt(matcher.group(1));
				if (code <= MAX_CODE) {
					return code;
				}
			}
		}
		return null;
	}

	/** Whether a failure or one behind it says something. */
	static boolean says(Throwable failure, String text) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (String.valueOf(cause.getMessage()).contains(text)) {
				return true;
			}
		}
		return false;
	}

	/** The first failure of a kind behind another, or {@code null}. */
	static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		return null;
	}

}
