package io.opnum.rpc.sample.interop;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A script with which lines of hexadecimal digits are exchanged.
 */
final class TokenPeer implements AutoCloseable {

	private final Process process;

	private final File log;

	private TokenPeer(Process process, File log) {
		this.process = process;
		this.log = log;
	}

	static TokenPeer start(String script, Object... arguments) throws IOException {
		Files.createDirectories(Command.STATE);
		File log = Command.STATE.resolve(script + ".log").toFile();
		return new TokenPeer(new ProcessBuilder(Command.python(script, arguments).words()).redirectError(log).start(),
				log);
	}

	byte[] read() throws IOException {
		BufferedReader output = this.process.inputReader();
		String line = output.readLine();
		assertThat(line).as(() -> "a line of the peer, which logged: " + text()).isNotNull();
		return HexFormat.of().parseHex(line);
	}

	void write(byte[] octets) throws IOException {
		BufferedWriter input = this.process.outputWriter();
		input.write(HexFormat.of().formatHex(octets));
		input.newLine();
		input.flush();
	}

	private String text() {
		try {
			return Files.readString(this.log.toPath());
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
