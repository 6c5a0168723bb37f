package io.opnum.rpc.security;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrintNtHash}.
 */
class PrintNtHashTests {

	private final ByteArrayOutputStream output = new ByteArrayOutputStream();

	private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

	@Test
	void printsTheHashThatMsNlmpHas() throws IOException {
		// MS-NLMP 4.2.2.1.2: NTOWFv1 of "Password"
		assertThat(print("Password\nwhat follows is not looked at\n")).isZero();
		assertThat(this.output.toString()).isEqualToIgnoringNewLines("a4f49c406510bdcab6824ee7c30fd852");
		assertThat(this.errors.toString()).isEmpty();
	}

	@Test
	void takesLettersOfAnyAlphabet() throws IOException {
		assertThat(print("Пароль€")).isZero();
		assertThat(NtHash.parse(this.output.toString().strip())).isEqualTo(NtHash.of("Пароль€".toCharArray()));
	}

	@Test
	void saysHowToGiveAPasswordThatIsMissing() throws IOException {
		assertThat(print("")).isEqualTo(2);
		assertThat(this.output.toString()).isEmpty();
		assertThat(this.errors.toString()).contains("standard input");
	}

	@Test
	void overwritesThePassword() {
		char[] password = "Password".toCharArray();
		PrintNtHash.print(password, new PrintStream(this.output), new PrintStream(this.errors));
		assertThat(password).containsOnly('\0');
	}

	private int print(String input) throws IOException {
		return PrintNtHash.print(PrintNtHash.read(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))),
				new PrintStream(this.output), new PrintStream(this.errors));
	}

}
