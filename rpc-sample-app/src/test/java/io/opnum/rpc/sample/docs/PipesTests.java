package io.opnum.rpc.sample.docs;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;

import io.opnum.rpc.idl.Idl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code of the page of pipes is compiled, and its interface is one.
 */
class PipesTests {

	private static final String HEADER = """
			package com.example.shelf;

			import java.io.*;
			import java.nio.file.*;
			import java.util.*;

			import io.opnum.rpc.*;

			""";

	private static final String READING = """
			record Reading(long time, double value) {

				Reading in(Unit unit) {
					return this;
				}

			}
			""";

	private static final String UNIT = """
			enum Unit {

				CELSIUS, KELVIN

			}
			""";

	private static final String CALLER = """
			class Caller {

				void call(FileShelf shelf, Path path, List<Reading> readings) throws IOException {
					%s
				}

			}
			""";

	private static final String SERVICE = """
			class Service implements FileShelf {

				private final Path directory = Path.of("shelf");

				%s

			}
			""";

	@Test
	void theInterfaceIsCalledAndServedAsDescribed(@TempDir Path directory) throws Exception {
		List<String> blocks = MarkdownDocument.read("docs/pipes.md").blocks("java");
		assertThat(blocks).hasSize(3);
		Path classes = new SourceCompiler(directory).compile(List.of(HEADER + blocks.get(0), HEADER + READING,
				HEADER + UNIT, HEADER + CALLER.formatted(blocks.get(1)), HEADER + SERVICE.formatted(blocks.get(2))));
		try (URLClassLoader loader = new URLClassLoader(new URL[] { classes.toUri().toURL() },
				getClass().getClassLoader())) {
			assertThat(Idl.of(loader.loadClass("com.example.shelf.FileShelf"))).contains("store", "load", "convert");
		}
	}

}
