package io.opnum.rpc.idl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.ndr.InterfaceStub;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Lets {@code widl} compile the IDL of every RPC interface of this module and its tests.
 */
class WidlTests {

	private static final String WIDL = "x86_64-w64-mingw32-widl";

	/**
	 * What {@code widl} 7 does not know: pipes, {@code first_is}, {@code ms_union}, two
	 * labels of an arm of an encapsulated union, arrays that are conformant beyond their
	 * first dimension.
	 */
	private static final Pattern UNKNOWN = Pattern
		.compile("typedef pipe |ms_union|first_is\\(|case \\S+: case |\\[\\d*\\]\\[\\][,;)]");

	@TempDir
	private Path directory;

	@BeforeAll
	static void widlIsThere() {
		boolean there = Pattern.compile(Pattern.quote(java.io.File.pathSeparator))
			.splitAsStream(System.getenv("PATH"))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, WIDL)));
		if ("true".equals(System.getenv("CI")) && System.getProperty("os.name").equals("Linux")) {
			assertThat(there).as("%s, which is required where CI=true", WIDL).isTrue();
		}
		assumeThat(there).as("%s is installed (mingw-w64-tools)", WIDL).isTrue();
	}

	@Test
	void compilesAllInterfaces() throws Exception {
		List<String> compiled = new ArrayList<>();
		List<String> refused = new ArrayList<>();
		for (JavaClass type : new ClassFileImporter().importPackages("io.opnum.rpc")) {
			String idl = type.isAnnotatedWith(RpcInterface.class) ? idl(type.reflect()) : null;
			if (idl != null && !UNKNOWN.matcher(idl).find()) {
				String complaint = complaint(idl);
				compiled.add(type.getName());
				if (!complaint.isEmpty()) {
					refused.add(type.getName() + ": " + complaint + "\n" + idl);
				}
			}
		}
		assertThat(refused).isEmpty();
		assertThat(compiled).hasSizeGreaterThan(40).contains("io.opnum.rpc.epm.EndpointMapper");
	}

	/**
	 * The IDL, {@code null} if the interface is defective as its test wants it.
	 */
	private static String idl(Class<?> type) {
		try {
			return Idl.of(InterfaceStub.of(type));
		}
		catch (InterfaceDefinitionException ex) {
			return null;
		}
	}

	/**
	 * What {@code widl} does not like.
	 */
	private String complaint(String idl) throws IOException, InterruptedException {
		Files.writeString(this.directory.resolve("printed.idl"), idl);
		Process process = new ProcessBuilder(WIDL, "-Oif", "-m64", "-h", "-c", "-s", "printed.idl")
			.directory(this.directory.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return (process.waitFor() == 0) ? "" : output;
	}

}
