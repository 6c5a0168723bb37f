package io.opnum.rpc.idl;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.ndr.InterfaceStub;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Lets {@code widl} compile the IDL of every RPC interface of this module and its tests,
 * for 32 and 64 bits.
 */
class WidlTests {

	private static final String WIDL = "x86_64-w64-mingw32-widl";

	private static final String GCC = "x86_64-w64-mingw32-gcc";

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
		boolean there = Stream.of(WIDL, GCC)
			.allMatch((program) -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
				.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program))));
		if ("true".equals(System.getenv("CI")) && System.getProperty("os.name").equals("Linux")) {
			assertThat(there).as("%s and gcc, which are required where CI=true", WIDL).isTrue();
		}
		assumeThat(there).as("%s and gcc are installed (mingw-w64-tools, gcc-mingw-w64-x86-64-win32)", WIDL).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-m64", "-m32" })
	void compilesAllInterfaces(String model) throws Exception {
		List<String> compiled = new ArrayList<>();
		List<String> refused = new ArrayList<>();
		for (JavaClass type : new ClassFileImporter().importPackages("io.opnum.rpc")) {
			String idl = type.isAnnotatedWith(RpcInterface.class) ? idl(type.reflect()) : null;
			if (idl != null && !UNKNOWN.matcher(idl).find()) {
				String complaint = complaint(idl, model);
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
	 * What C knows of Windows' headers is no matter of {@code widl}. MinGW's take the
	 * macro {@code small} away again.
	 */
	@ParameterizedTest
	@ValueSource(classes = { IdlTests.Cycles.class, IdlTests.Hiding.class, IdlTests.Ranges.class,
			IdlTests.WindowsNames.class })
	void headersAreCThatWindowsHeadersLeaveRoomFor(Class<?> type) throws Exception {
		assertThat(complaint(Idl.of(type), "-m64")).isEmpty();
		assertThat(complaint(GCC, "-fsyntax-only", "-Dsmall=char", "-x", "c", "printed.h")).isEmpty();
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
	private String complaint(String idl, String model) throws IOException, InterruptedException {
		Files.writeString(this.directory.resolve("printed.idl"), idl);
		return complaint(WIDL, "-Oif", model, "-h", "-c", "-s", "printed.idl");
	}

	private String complaint(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		return (process.waitFor() == 0) ? "" : output;
	}

}
