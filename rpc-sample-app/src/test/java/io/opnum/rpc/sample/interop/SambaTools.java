package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Samba's client programs need to run without a configuration of the host, and
 * without writing to it.
 */
final class SambaTools {

	private SambaTools() {
	}

	/**
	 * Return the argument that names a configuration of their own.
	 * @return the argument
	 */
	static String configuration() {
		return "--configfile=" + configurationFile();
	}

	/**
	 * Return a configuration of their own.
	 * @return the file
	 */
	static Path configurationFile() {
		try {
			Path directory = Files.createDirectories(Command.STATE.resolve("samba-tools")).toAbsolutePath();
			Path file = directory.resolve("smb.conf");
			Files.writeString(file, """
					[global]
					  private dir = %1$s
					  lock directory = %1$s
					  state directory = %1$s
					  cache directory = %1$s
					""".formatted(directory));
			return file;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
