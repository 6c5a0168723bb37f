package io.opnum.rpc.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the project.
 *
 * @param path where it is
 * @param text its text
 */
record MarkdownDocument(Path path, String text) {

	/** The root of the project, as seen from this module. */
	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

	private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

	static MarkdownDocument read(String path) throws IOException {
		Path file = ROOT.resolve(path);
		return new MarkdownDocument(file, Files.readString(file));
	}

	static List<String> paths() throws IOException {
		try (Stream<Path> top = Files.list(ROOT); Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(top, docs)
				.filter((file) -> file.toString().endsWith(".md"))
				.map((file) -> ROOT.relativize(file).toString())
				.sorted()
				.toList();
		}
	}

	/**
	 * Return a part of this document as a document of its own.
	 * @param heading the heading of second order that it begins with
	 * @return the part, up to the next heading of that order
	 */
	MarkdownDocument section(String heading) {
		return Pattern.compile("(?m)^(?=## )")
			.splitAsStream(this.text)
			.filter((section) -> section.startsWith("## %s\n".formatted(heading)))
			.map((section) -> new MarkdownDocument(this.path, section))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Return the code blocks of a language, in their order.
	 * @param language the language after the fence, empty for none
	 * @return the content of the blocks
	 */
	List<String> blocks(String language) {
		return BLOCK.matcher(this.text)
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2))
			.toList();
	}

	/**
	 * Return where the links outside of code blocks lead.
	 * @return the targets
	 */
	List<String> links() {
		Matcher matcher = LINK.matcher(BLOCK.matcher(this.text).replaceAll(""));
		return matcher.results().map((link) -> link.group(1)).toList();
	}

}
