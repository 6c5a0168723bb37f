package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.ndr.OperationStub;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds the table of what was tried with programs for Windows to the table of types, to
 * the operations, which {@link WineIntegrationTests} wants called in both directions, and
 * to the tests that it names.
 */
class InteropTableTests {

	private static final Path DOCUMENTS = Path.of("../docs");

	private static final List<Path> TESTS = List.of(Path.of("src/test/java"), Path.of("../rpc-core/src/test/java"));

	/** Strings by place: the rows are of the table of strings, too. */
	private static final Set<String> PLACES = Set.of("Java", "place", "parameter", "field, element of an array",
			"result, `Out`, `InOut`", "`Optional<String>`");

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	@Test
	void hasEveryRowOfTheTableOfTypes() throws Exception {
		List<String> types = rows("types.md", "## Primitives", "## What has no form").stream()
			.map((row) -> row.get(0))
			.filter((type) -> !PLACES.contains(type))
			.toList();
		assertThat(types).hasSizeGreaterThan(60);
		assertThat(table().stream().map((row) -> row.get(0))).doesNotHaveDuplicates().containsAll(types);
	}

	@Test
	void namesOperationsThatAreThereAndAllOfThem() throws Exception {
		Set<String> named = new TreeSet<>(Set.of("fail", "bulk"));
		for (List<String> row : table()) {
			if (row.get(1).startsWith("`")) {
				named.addAll(codes(row.get(1)));
			}
			else {
				assertThat(row.get(1)).matches("\u2013|no: .+");
			}
		}
		assertThat(named).isEqualTo(InterfaceStub.of(EveryType.class)
			.operations()
			.stream()
			.map(OperationStub::name)
			.collect(Collectors.toCollection(TreeSet::new)));
	}

	@Test
	void namesTestsThatAreThere() throws Exception {
		for (List<String> row : table()) {
			for (String test : codes(row.get(2))) {
				String[] names = test.split("\\.");
				String source = source(names[0]);
				assertThat(source).contains((names.length > 1) ? "void " + names[1] + "()" : "class " + names[0]);
			}
			assertThat(row.get(1).startsWith("`") || row.get(2).startsWith("`")).as("%s was tried", row.get(0))
				.isTrue();
		}
	}

	private static List<List<String>> table() throws IOException {
		return rows("interop.md", "| Java | with Wine", "## ");
	}

	/**
	 * The cells of the tables between two lines, without the lines under their heads.
	 */
	private static List<List<String>> rows(String document, String first, String last) throws IOException {
		List<List<String>> rows = new ArrayList<>();
		boolean within = false;
		for (String line : Files.readAllLines(DOCUMENTS.resolve(document))) {
			if (within && line.startsWith(last)) {
				return rows;
			}
			if (within && line.startsWith("| ")) {
				rows.add(Stream.of(line.substring(1).split("\\|")).map(String::trim).toList());
			}
			within |= line.startsWith(first);
		}
		throw new AssertionError("%s has no table between '%s' and '%s'".formatted(document, first, last));
	}

	private static List<String> codes(String cell) {
		return CODE.matcher(cell).results().map((result) -> result.group(1)).toList();
	}

	private static String source(String test) throws IOException {
		for (Path tests : TESTS) {
			try (Stream<Path> files = Files.walk(tests)) {
				Path found = files.filter((file) -> file.endsWith(test + ".java")).findAny().orElse(null);
				if (found != null) {
					return Files.readString(found);
				}
			}
		}
		throw new AssertionError("There is no " + test);
	}

}
