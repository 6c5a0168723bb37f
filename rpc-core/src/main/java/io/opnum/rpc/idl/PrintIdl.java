package io.opnum.rpc.idl;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.ndr.InterfaceStub;

/**
 * Writes IDL files from the command line: {@code java -cp … io.opnum.rpc.idl.PrintIdl
 * directory interface…}. An interface is named by its Java name; its file is called as
 * the interface is in IDL.
 *
 * @since 0.1.0
 */
public final class PrintIdl {

	private PrintIdl() {
	}

	/**
	 * Write the files, or say on the standard error stream why not and end the virtual
	 * machine with exit code 2 for what was asked, 1 for what could not be written.
	 * @param arguments the directory, which is made if need be, and the names of Java
	 * interfaces
	 */
	public static void main(String... arguments) {
		int exitCode = run(System.err, arguments);
		if (exitCode != 0) {
			System.exit(exitCode);
		}
	}

	/**
	 * Write all files, or none if there is something wrong with one of the interfaces.
	 * @return the exit code
	 */
	static int run(PrintStream errors, String... arguments) {
		if (arguments.length < 2) {
			errors.println("Give a directory and the names of interfaces, as in: idl com.example.Inventory");
			return 2;
		}
		Map<String, String> files = new LinkedHashMap<>();
		for (String name : new LinkedHashSet<>(Arrays.asList(arguments).subList(1, arguments.length))) {
			try {
				InterfaceStub stub = InterfaceStub.of(load(name));
				if (files.putIfAbsent(stub.name() + ".idl", Idl.of(stub)) != null) {
					errors.println("%s is the second interface called %s: give it a directory of its own"
						.formatted(name, stub.name()));
					return 2;
				}
			}
			catch (ClassNotFoundException ex) {
				errors.println(name + " is not on the class path");
				return 2;
			}
			catch (LinkageError ex) {
				errors.println("%s can't be loaded: %s".formatted(name, ex));
				return 2;
			}
			catch (InterfaceDefinitionException ex) {
				errors.println(ex.getMessage());
				return 2;
			}
		}
		try {
			Path directory = Files.createDirectories(Path.of(arguments[0]));
			for (Map.Entry<String, String> file : files.entrySet()) {
				Files.writeString(directory.resolve(file.getKey()), file.getValue(), StandardCharsets.US_ASCII);
			}
			return 0;
		}
		catch (IOException | InvalidPathException ex) {
			errors.println("%s can't be written to: %s".formatted(arguments[0], ex));
			return 1;
		}
	}

	/**
	 * Load an interface by its name, in which one within a class may have a dot, as it
	 * has in the source.
	 */
	private static Class<?> load(String name) throws ClassNotFoundException {
		try {
			return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
		}
		catch (ClassNotFoundException ex) {
			int dot = name.lastIndexOf('.');
			if (dot < 0) {
				throw ex;
			}
			return load(name.substring(0, dot) + '$' + name.substring(dot + 1));
		}
	}

}
