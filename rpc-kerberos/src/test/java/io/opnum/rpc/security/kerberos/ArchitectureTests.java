package io.opnum.rpc.security.kerberos;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What this module may depend on, and what of it others may see.
 */
class ArchitectureTests {

	private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new DoNotIncludeTests())
		.importPackages("io.opnum.rpc.security.kerberos");

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

	@Test
	void bothSidesAreAllThereIsToSee() {
		assertThat(CLASSES.stream()
			.filter((type) -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.isTopLevelClass())
			.map(JavaClass::getSimpleName)).containsExactlyInAnyOrder("KerberosInitiator", "KerberosAcceptor");
	}

	@Test
	void runtimeIsNotLookedInto() {
		check(noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("sun..", "com.sun..", "jdk.internal..", "io.netty.channel..", "org.springframework..",
					"org.apache.."));
	}

	@Test
	void clientAndServerAreNotKnown() {
		check(noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.opnum.rpc.client..", "io.opnum.rpc.server..", "io.opnum.rpc.transport..",
					"io.opnum.rpc.association.."));
	}

	/** What makes and verifies tokens asks nobody, so that it can be tested as it is. */
	@Test
	void onlyTicketsAndKeytabsAreTheRuntimes() {
		check(noClasses().that()
			.haveSimpleNameNotStartingWith("Jaas")
			.and()
			.doNotHaveSimpleName("TicketFailures")
			.and()
			.doNotHaveSimpleName("KeytabServiceKeys")
			.and()
			.doNotHaveSimpleName("LoginConfiguration")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("javax.security.auth..", "org.ietf.jgss.."));
	}

}
