package io.opnum.rpc.boot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import java.util.regex.Pattern;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PrintNtHash;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.BindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;

/**
 * Checks of property values. They need no Bean Validation provider;
 * {@link RpcPropertiesFailureAnalyzer} explains what they find.
 */
final class PropertyChecks {

	/** The error code of a malformed string binding. */
	static final String MALFORMED_STRING_BINDING = "malformedStringBinding";

	private static final Pattern UUID_FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

	/** The error code of any other value that can't be. */
	static final String OUT_OF_RANGE = "outOfRange";

	private final Errors errors;

	PropertyChecks(Errors errors) {
		this.errors = errors;
	}

	void within(String field, long value, long least, long most) {
		if (value < least || value > most) {
			reject(field, "must be within %d and %d".formatted(least, most));
		}
	}

	void positive(String field, long value) {
		if (value < 1) {
			reject(field, "must be at least 1");
		}
	}

	void positive(String field, @Nullable Duration value) {
		if (value != null && (value.isZero() || value.isNegative())) {
			reject(field, "must be longer than zero");
		}
	}

	void notNegative(String field, @Nullable Duration value) {
		if (value != null && value.isNegative()) {
			reject(field, "must not be negative");
		}
	}

	void within(String field, double value, double least, double most) {
		if (!(value >= least && value <= most)) {
			reject(field, "must be within %s and %s".formatted(least, most));
		}
	}

	void notLess(String field, Duration value, Duration least, String of) {
		if (value.compareTo(least) < 0) {
			reject(field, "must not be less than " + of);
		}
	}

	void absent(String field, @Nullable String value, String where) {
		if (value != null) {
			reject(field, "must not be set " + where);
		}
	}

	/** A size that is to be a number of octets. */
	void octets(String field, DataSize value, long least, long most) {
		if (value.toBytes() < least || value.toBytes() > most) {
			reject(field, "must be within %dB and %dB".formatted(least, most));
		}
	}

	void notNegative(String field, DataSize value) {
		if (value.isNegative()) {
			reject(field, "must not be negative");
		}
	}

	void notEmpty(String field, @Nullable Collection<?> value, String expected) {
		if (value != null && value.isEmpty()) {
			reject(field, "must name " + expected);
		}
	}

	void uuid(String field, @Nullable String value) {
		if (StringUtils.hasText(value) && !UUID_FORM.matcher(value).matches()) {
			reject(field, "must be a UUID, for example 60a15ec5-4de8-11d7-a637-005056a20182");
		}
	}

	void matches(String field, String value, Pattern form, String rule) {
		if (!form.matcher(value).matches()) {
			reject(field, rule);
		}
	}

	/** The value is a secret and not shown. */
	void ntHash(String field, @Nullable String value, boolean required) {
		if (value == null) {
			needs(field, !required, "is needed: 32 hexadecimal digits");
			return;
		}
		try {
			NtHash.parse(value).destroy();
		}
		catch (IllegalArgumentException ex) {
			rejectUnseen(field, "must be an NT hash: 32 hexadecimal digits, as %s prints them"
				.formatted(PrintNtHash.class.getName()));
		}
	}

	/** The value is a secret and not shown. */
	void password(String field, @Nullable String value) {
		if (value == null) {
			return;
		}
		if (value.isEmpty()) {
			rejectUnseen(field, "must not be empty");
		}
		else if (value.startsWith("${") && value.endsWith("}")) {
			// Left as it is by Spring Boot, to be refused as a wrong password at the
			// first call
			rejectUnseen(field, "is a placeholder whose value is not there: set the environment variable or property "
					+ "that it names");
		}
	}

	/** Reject a value without showing it: it is a secret, or there is none. */
	void rejectUnseen(String field, String message) {
		((BindingResult) this.errors).addError(new FieldError(this.errors.getObjectName(), field, null, false,
				new String[] { OUT_OF_RANGE }, null, message));
	}

	void netbiosName(String field, @Nullable String value, int mostCharacters) {
		if (value != null && (value.isBlank() || value.length() > mostCharacters)) {
			reject(field, "must be a NetBIOS name of at most %d characters".formatted(mostCharacters));
		}
	}

	void readable(String field, @Nullable Path file) {
		if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
			reject(field, "must be a file that can be read");
		}
	}

	/** A property that takes Kerberos to be there. */
	void kerberos(String field) {
		if (!KerberosModule.isPresent()) {
			reject(field, "needs Kerberos: " + KerberosModule.MEND);
		}
	}

	void needs(String field, boolean given, String rule) {
		if (!given) {
			reject(field, rule);
		}
	}

	void stringBinding(String field, @Nullable String value) {
		parse(field, value, StringBinding::parse);
	}

	void serverEndpoint(String field, @Nullable String value) {
		parse(field, value, StringBinding::parseServerEndpoint);
	}

	private void parse(String field, @Nullable String value, Function<String, StringBinding> parser) {
		if (!StringUtils.hasText(value)) {
			this.errors.rejectValue(field, MALFORMED_STRING_BINDING, "A string binding is required");
			return;
		}
		try {
			parser.apply(value);
		}
		catch (InvalidBindingException ex) {
			this.errors.rejectValue(field, MALFORMED_STRING_BINDING, String.valueOf(ex.getMessage()));
		}
	}

	void text(String field, @Nullable String value, int mostCharacters) {
		if (value != null && value.length() > mostCharacters) {
			reject(field, "must not be longer than %d characters".formatted(mostCharacters));
		}
	}

	private void reject(String field, String message) {
		this.errors.rejectValue(field, OUT_OF_RANGE, message);
	}

}
