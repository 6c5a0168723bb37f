package io.opnum.rpc.security;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Prints the NT hash of a password, for configurations that keep hashes instead of
 * passwords: {@code java -cp rpc-core.jar io.opnum.rpc.security.PrintNtHash}. It asks for
 * the password on the console, or reads one line of UTF-8 from standard input; never an
 * argument, which others on the host could see.
 *
 * @since 0.1.0
 */
public final class PrintNtHash {

	private PrintNtHash() {
	}

	/**
	 * Print the hash, or say on the standard error stream why not and end the virtual
	 * machine with exit code 2.
	 * @param arguments none
	 * @throws IOException if standard input can't be read
	 */
	public static void main(String... arguments) throws IOException {
		Console console = System.console();
		char[] password = null;
		if (arguments.length == 0) {
			password = (console != null) ? console.readPassword("Password: ") : read(System.in);
		}
		int exitCode = print(password, System.out, System.err);
		if (exitCode != 0) {
			System.exit(exitCode);
		}
	}

	static char @Nullable [] read(InputStream input) throws IOException {
		String line = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8)).readLine();
		return (line != null) ? line.toCharArray() : null;
	}

	static int print(char @Nullable [] password, PrintStream output, PrintStream errors) {
		if (password == null) {
			errors.println("Type the password when asked for it, or give it as one line on standard input");
			return 2;
		}
		NtHash hash = NtHash.of(password);
		Arrays.fill(password, '\0');
		output.println(HexFormat.of().formatHex(hash.octets()));
		hash.destroy();
		return 0;
	}

}
