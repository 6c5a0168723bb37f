package io.opnum.rpc.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * What Kerberos needs in a native image: that {@link KerberosModule} finds it, and that
 * JAAS finds the module of the runtime that logs in.
 */
class KerberosRuntimeHints implements RuntimeHintsRegistrar {

	private static final String LOGIN_MODULE = "com.sun.security.auth.module.Krb5LoginModule";

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		if (KerberosModule.isPresent(classLoader)) {
			hints.reflection().registerTypeIfPresent(classLoader, KerberosModule.CLASS_NAME);
			hints.reflection()
				.registerTypeIfPresent(classLoader, LOGIN_MODULE, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
		}
	}

}
