package io.opnum.rpc.boot.autoconfigure;

import java.util.stream.StreamSupport;

import io.opnum.rpc.security.kerberos.KerberosInitiator;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;
import org.springframework.boot.test.context.FilteredClassLoader;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the hints that security needs in a native image.
 */
class SecurityHintsTests {

	private static final TypeReference LOGIN_MODULE = TypeReference.of("com.sun.security.auth.module.Krb5LoginModule");

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void kerberosIsFoundAndCanLogIn() {
		register(getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onType(KerberosInitiator.class)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(LOGIN_MODULE)
			.withMemberCategory(MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)).accepts(this.hints);
	}

	@Test
	void nothingIsSaidWhereThereIsNoKerberos() {
		register(new FilteredClassLoader("io.opnum.rpc.security.kerberos"));
		assertThat(RuntimeHintsPredicates.reflection().onType(LOGIN_MODULE)).rejects(this.hints);
	}

	@Test
	void propertiesOfSecurityCanBeBound() {
		BindableRuntimeHintsRegistrar.forTypes(RpcClientProperties.class, RpcServerSecurityProperties.class)
			.registerHints(this.hints);
		assertBindable(RpcClientSecurityProperties.class, "setKeytab");
		assertBindable(RpcServerSecurityProperties.class, "setMinimumLevel");
		assertBindable(RpcServerSecurityProperties.Ntlm.class, "setAnonymous");
		assertBindable(RpcServerSecurityProperties.Kerberos.class, "setKeytab");
	}

	private void assertBindable(Class<?> type, String setter) {
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(type, setter)).accepts(this.hints);
	}

	private void register(ClassLoader classLoader) {
		StreamSupport.stream(AotServices.factories().load(RuntimeHintsRegistrar.class).spliterator(), false)
			.filter(KerberosRuntimeHints.class::isInstance)
			.forEach((registrar) -> registrar.registerHints(this.hints, classLoader));
	}

}
