package io.opnum.rpc.idl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

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
	 * Write the files.
	 * @param arguments the directory, which is made if need be, and the names of Java
	 * interfaces
	 * @throws IOException if a file can't be written
	 * @throws ClassNotFoundException if an interface is not on the class path
	 * @throws InterfaceDefinitionException if it is no RPC interface
	 */
	public static void main(String... arguments) throws IOException, ClassNotFoundException {
		if (arguments.length < 2) {
			throw new IllegalArgumentException(
					"Give a directory and the names of interfaces, as in: idl com.example.Inventory");
		}
		Path directory = Files.createDirectories(Path.of(arguments[0]));
		ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
		for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
			InterfaceStub stub = InterfaceStub.of(Class.forName(name, false, classLoader));
			Files.writeString(directory.resolve(stub.name() + ".idl"), Idl.of(stub), StandardCharsets.US_ASCII);
		}
	}

}
