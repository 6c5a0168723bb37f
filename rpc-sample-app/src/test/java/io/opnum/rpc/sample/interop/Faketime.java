package io.opnum.rpc.sample.interop;

import java.time.Duration;

/**
 * Programs whose clock is wrong.
 */
final class Faketime {

	/** What is put before the C library, as the shell finds it. */
	static final String LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1";

	private Faketime() {
	}

	/**
	 * Return a command whose clock is ahead.
	 * @param difference by how much
	 * @param command the command
	 * @return the command with its clock
	 */
	static Command ahead(Duration difference, Command command) {
		// The clock that waits and timeouts go by stays as it is
		return Command
			.of("sh", "-c", "export LD_PRELOAD=$(ls " + LIBRARY + "); exec \"$@\"", "sh", "env",
					"FAKETIME_DONT_FAKE_MONOTONIC=1", "FAKETIME=+" + difference.toSeconds() + "s")
			.with(command.words().toArray(String[]::new));
	}

}
