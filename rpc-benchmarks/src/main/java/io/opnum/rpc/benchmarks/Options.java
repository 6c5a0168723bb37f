package io.opnum.rpc.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The options of a command line: {@code --name=value}.
 */
record Options(String... args) {

	String text(String name, String otherwise) {
		return Arrays.stream(this.args)
			.filter((arg) -> arg.startsWith("--" + name + "="))
			.map((arg) -> arg.substring(name.length() + 3))
			.findFirst()
			.orElse(otherwise);
	}

	int number(String name, int otherwise) {
		return Integer.parseInt(text(name, Integer.toString(otherwise)));
	}

	/** Constants of an enumeration, written in small letters with hyphens. */
	<E extends Enum<E>> List<E> constants(String name, Class<E> type, String otherwise) {
		return Arrays.stream(text(name, otherwise).split(","))
			.map((text) -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')))
			.toList();
	}

	static String label(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/** The JVM and the machine, for the head of a table. */
	static String machine() {
		return "%s %s, %s, %d processors".formatted(System.getProperty("java.vm.name"),
				System.getProperty("java.version"), System.getProperty("os.arch"),
				Runtime.getRuntime().availableProcessors());
	}

}
