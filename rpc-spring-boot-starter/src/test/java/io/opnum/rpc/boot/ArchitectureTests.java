package io.opnum.rpc.boot;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * Holds the rules of the starter.
 */
class ArchitectureTests {

	private static final String ROOT = "io.opnum.rpc.boot";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void autoConfigurationsArePublicAndFinalAndNamedSo() {
		classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.andShould()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.andShould()
			.resideInAPackage(ROOT + ".autoconfigure")
			.check(CLASSES);
	}

	@Test
	void beanMethodsArePackagePrivate() {
		methods().that().areAnnotatedWith(Bean.class).should().bePackagePrivate().check(CLASSES);
	}

	@Test
	void postProcessorsAreMadeByStaticMethods() {
		methods().that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(DescribedPredicate.describe("a post-processor",
					(type) -> type.isAssignableTo(BeanFactoryPostProcessor.class)))
			.should()
			.beStatic()
			.check(CLASSES);
	}

	@Test
	void onlyAutoConfigurationsAndPropertiesArePublicAmongThem() {
		classes().that()
			.resideInAPackage(ROOT + ".autoconfigure")
			.and()
			.arePublic()
			.and()
			.areTopLevelClasses()
			.should()
			.beAnnotatedWith(AutoConfiguration.class)
			.orShould()
			.beAnnotatedWith(ConfigurationProperties.class)
			.orShould()
			.haveSimpleNameEndingWith("Properties")
			.check(CLASSES);
	}

	@Test
	void failureAnalyzersArePackagePrivate() {
		classes().that().implement(FailureAnalyzer.class).should().bePackagePrivate().check(CLASSES);
	}

	@Test
	void packagesDependOneWay() {
		slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
		noClasses().that()
			.resideInAPackage(ROOT)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ROOT + ".*..")
			.check(CLASSES);
		noClasses().that()
			.resideOutsideOfPackage(ROOT + ".test")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(ROOT + ".test")
			.check(CLASSES);
	}

	@Test
	void theCoreIsUsedByItsFacades() {
		noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.opnum.rpc.pdu..", "io.opnum.rpc.association..", "io.opnum.rpc.server..",
					"io.netty..")
			.check(CLASSES);
	}

	@Test
	void onlyTheActuatorsPackagesKnowIt() {
		noClasses().that()
			.resideOutsideOfPackages(ROOT + ".actuate", ROOT + ".autoconfigure", ROOT + ".observation")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.micrometer..", "org.springframework.boot.actuate..",
					"org.springframework.boot.health..")
			.check(CLASSES);
	}

	@Test
	void everyPackageIsNullMarked() {
		classes().should(ArchCondition.from(DescribedPredicate.<JavaClass>describe("be in a null-marked package",
				(type) -> type.getPackage().isAnnotatedWith(NullMarked.class))))
			.check(CLASSES);
	}

}
