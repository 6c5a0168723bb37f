package io.opnum.rpc.security.kerberos;

import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Which files of Kerberos the Java runtime reads, for messages. Stateless and
 * thread-safe.
 */
final class Krb5Configuration {

	private static final String PROPERTY = "java.security.krb5.conf";

	private Krb5Configuration() {
	}

	/** What {@code krb5.conf} is, and whether it is there. */
	static String describe() {
		String property = System.getProperty(PROPERTY);
		if (property == null) {
			return "krb5.conf of the platform (system property %s names another)".formatted(PROPERTY);
		}
		return Files.isReadable(Path.of(property)) ? property
				: "%s (system property %s), which can't be read,".formatted(property, PROPERTY);
	}

	/** What the ticket cache is. */
	static String describeCache(@Nullable Path cache) {
		if (cache != null) {
			return cache.toString();
		}
		String variable = System.getenv("KRB5CCNAME");
		return "of the platform (%s)".formatted((variable != null) ? "KRB5CCNAME=" + variable
				: "KRB5CCNAME is not set: /tmp/krb5cc_<user id>, or on Windows that of the logon");
	}

}
