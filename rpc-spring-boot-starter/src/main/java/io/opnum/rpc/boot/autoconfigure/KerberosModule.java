package io.opnum.rpc.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * The optional module {@code rpc-kerberos}.
 */
final class KerberosModule {

	/** A class of it. */
	static final String CLASS_NAME = "io.opnum.rpc.security.kerberos.KerberosInitiator";

	/** What to do where it is missing. */
	static final String MEND = "add the dependency io.opnum:rpc-kerberos";

	private KerberosModule() {
	}

	/** Whether it is on the class path. */
	static boolean isPresent() {
		return isPresent(null);
	}

	/** Whether a class loader, or the default one, finds it. */
	static boolean isPresent(@Nullable ClassLoader classLoader) {
		return ClassUtils.isPresent(CLASS_NAME, classLoader);
	}

}
