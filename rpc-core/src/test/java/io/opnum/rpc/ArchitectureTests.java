package io.opnum.rpc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import io.opnum.rpc.client.RpcClientBuilder;
import io.opnum.rpc.idl.PrintIdl;
import io.opnum.rpc.security.PrintNtHash;
import io.opnum.rpc.server.RpcServerBuilder;
import io.opnum.rpc.server.ServerContextHandle;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the arrows between the packages: client and server over endpoint mapper,
 * management and NDR, over the association, over PDUs and transport, over bindings, over
 * the contract in the root package.
 */
class ArchitectureTests {

	private static final String ROOT = "io.opnum.rpc";

	/** What each package may know besides itself; a new package needs a line here. */
	private static final Map<String, Set<String>> ARROWS = Map.ofEntries(//
			Map.entry("client",
					Set.of("", "binding", "transport", "pdu", "association", "ndr", "pipe", "epm", "mgmt", "eerr",
							"security")),
			Map.entry("server",
					Set.of("", "binding", "transport", "pdu", "association", "ndr", "pipe", "epm", "mgmt", "eerr",
							"security")),
			Map.entry("pipe", Set.of("", "ndr", "pdu")), //
			Map.entry("eerr", Set.of("", "ndr")), //
			Map.entry("epm", Set.of("", "binding", "ndr")), //
			Map.entry("idl", Set.of("", "binding", "ndr")), //
			Map.entry("mgmt", Set.of("", "binding", "ndr")), //
			Map.entry("ndr", Set.of("", "binding")), //
			Map.entry("association", Set.of("", "binding", "pdu", "security")), //
			Map.entry("security", Set.of("binding", "pdu")), //
			Map.entry("pdu", Set.of("", "binding")), //
			Map.entry("transport", Set.of("", "binding")), //
			Map.entry("binding", Set.of("")), //
			Map.entry("", Set.of("binding", "security")));

	/** The facades, and what they name beyond the arrows: where building starts. */
	private static final Map<Class<?>, Class<?>> FACADES = Map.of(RpcClient.class, RpcClientBuilder.class,
			RpcServer.class, RpcServerBuilder.class, ContextHandle.class, ServerContextHandle.class);

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@Test
	void packagesKnowThoseBelowThemAlone() {
		Set<String> wrong = new TreeSet<>();
		for (JavaClass origin : CLASSES) {
			assertThat(ARROWS).as("the arrows of %s", origin.getPackageName()).containsKey(room(origin));
			for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
				JavaClass target = dependency.getTargetClass().getBaseComponentType();
				if (isOurs(target) && !room(target).equals(room(origin))
						&& !ARROWS.get(room(origin)).contains(room(target)) && !isFacade(origin, target)) {
					wrong.add(dependency.getDescription());
				}
			}
		}
		assertThat(wrong).isEmpty();
	}

	@Test
	void noPackageBelowTheRootIsPartOfCycle() {
		check(slices().matching(ROOT + ".(*)..").should().beFreeOfCycles());
	}

	@Test
	void coreKnowsNothingOfSpring() {
		check(noClasses().should().dependOnClassesThat().resideInAnyPackage("org.springframework.."));
	}

	@Test
	void nettysChannelsStayInTheTransport() {
		check(noClasses().that()
			.resideOutsideOfPackage(ROOT + ".transport..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty.channel..", "io.netty.bootstrap..", "io.netty.handler.."));
	}

	@Test
	void applicationsSeeNoNetty() {
		check(noClasses().that()
			.resideInAnyPackage(ROOT, ROOT + ".binding")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.netty.."));
	}

	@Test
	void everyPackageIsNullMarked() {
		Set<String> unmarked = new TreeSet<>();
		for (JavaClass type : CLASSES) {
			if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
				unmarked.add(type.getPackageName());
			}
		}
		assertThat(unmarked).isEmpty();
	}

	@Test
	void logsGoThroughSlf4j() {
		check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
		GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(withoutPrograms());
		check(noClasses().should()
			.dependOnClassesThat()
			.resideInAnyPackage("ch.qos.logback..", "io.netty.util.internal.."));
	}

	@Test
	void nothingEndsTheProcess() {
		for (Class<?> type : List.of(System.class, Runtime.class)) {
			noClasses().should().callMethod(type, "exit", int.class).check(withoutPrograms());
		}
	}

	/** What people run from the command line has a process and streams of its own. */
	private static JavaClasses withoutPrograms() {
		return CLASSES.that(DescribedPredicate
			.not(JavaClass.Predicates.type(PrintIdl.class).or(JavaClass.Predicates.type(PrintNtHash.class))));
	}

	private static void check(ArchRule rule) {
		rule.check(CLASSES);
	}

	private static boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
	}

	/** The first part of the package name below the root, or nothing. */
	private static String room(JavaClass type) {
		String name = type.getPackageName();
		return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.")[0];
	}

	/**
	 * Whether the origin is a facade, or its builder, that names the class which builds,
	 * or a transport.
	 */
	private static boolean isFacade(JavaClass origin, JavaClass target) {
		for (Map.Entry<Class<?>, Class<?>> facade : FACADES.entrySet()) {
			String name = facade.getKey().getName();
			if (origin.getName().equals(name) || origin.getName().equals(name + "$Builder")) {
				return target.isEquivalentTo(facade.getValue()) || room(target).equals("transport");
			}
		}
		return false;
	}

}
