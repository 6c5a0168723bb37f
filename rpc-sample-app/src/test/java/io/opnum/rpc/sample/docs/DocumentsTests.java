package io.opnum.rpc.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every document.
 */
class DocumentsTests {

	static List<String> paths() throws IOException {
		return MarkdownDocument.paths();
	}

	@Test
	void classesOfTheTableFromTheSpecificationExist() throws IOException {
		Set<String> sources;
		try (Stream<Path> files = Files.walk(MarkdownDocument.ROOT)) {
			sources = files.map((file) -> file.getFileName().toString()).collect(Collectors.toSet());
		}
		String table = MarkdownDocument.read("docs/architecture.md").text();
		table = table.substring(table.indexOf("| Section |"));
		assertThat(Pattern.compile("`(\\w+)`").matcher(table).results().map((name) -> name.group(1) + ".java"))
			.hasSizeGreaterThan(100)
			.allSatisfy((source) -> assertThat(sources).contains(source));
	}

	@ParameterizedTest
	@MethodSource("paths")
	void linksLeadToFilesOfTheProject(String path) throws IOException {
		MarkdownDocument document = MarkdownDocument.read(path);
		assertThat(document.links()).allSatisfy((link) -> {
			if (!link.startsWith("https://") && !link.startsWith("#")) {
				Path target = document.path().resolveSibling(link.replaceAll("#.*", ""));
				assertThat(Files.exists(target)).as("%s links to %s", path, link).isTrue();
			}
		});
	}

}
