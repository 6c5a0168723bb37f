package io.opnum.rpc.security;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Credentials keep their secrets, and NT hashes are those of MS-NLMP.
 */
class CredentialsTests {

	private static final String SECRET = "Rpc-Pass-1234";

	private static final String HASH = "2c0c4b27374d66ad7465c1ad17abf9db";

	@ParameterizedTest
	@CsvSource({ "'', 31d6cfe0d16ae931b73c59d7e0c089c0", "Password, a4f49c406510bdcab6824ee7c30fd852",
			"Rpc-Pass-1234, 2c0c4b27374d66ad7465c1ad17abf9db" })
	void ntHashesAreAsPublished(String password, String hash) {
		assertThat(HexFormat.of().formatHex(NtHash.of(password.toCharArray()).octets())).isEqualTo(hash);
	}

	@ParameterizedTest
	@CsvSource({ "'', 31d6cfe0d16ae931b73c59d7e0c089c0", "a, bde52cb31de33e46245e05fbdbd6fb24",
			"abc, a448017aaf21d8525fc10ae87aa6729d", "message digest, d9130a8164549fe818874806e1c7014b",
			"abcdefghijklmnopqrstuvwxyz, d79e1c308aa5bbcdeea8ed63df412da9",
			"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789, 043f8582f241db351ce627e153e7f0e4",
			"12345678901234567890123456789012345678901234567890123456789012345678901234567890,"
					+ "e33b4ddc9c38f2199c3e7b164fcc0536" })
	void md4IsThatOfItsTestSuite(String message, String digest) {
		byte[] octets = message.getBytes(StandardCharsets.US_ASCII);
		assertThat(HexFormat.of().formatHex(Md4.digest(octets, octets.length))).isEqualTo(digest);
	}

	@Test
	void hashesAreParsed() {
		NtHash hash = NtHash.parse(HASH.toUpperCase());
		assertThat(hash).isEqualTo(NtHash.of(SECRET.toCharArray())).isEqualTo(NtHash.of(hash.octets()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2c0c", "2c0c4b27374d66ad7465c1ad17abf9dbff", "2c0c4b27374d66ad7465c1ad17abf9d!",
			"2c0c4b27374d66ad7465c1ad17abf9d\u0661" })
	void whatIsNoHashIsRefusedWithoutRepeatingIt(String digits) {
		assertThatIllegalArgumentException().isThrownBy(() -> NtHash.parse(digits))
			.satisfies((ex) -> assertThat(ex.getMessage()).contains("32 hexadecimal digits").doesNotContain("2c0c"));
		assertThatIllegalArgumentException().isThrownBy(() -> NtHash.of(new byte[15]));
	}

	@Test
	void noSecretIsTold() {
		PasswordCredentials password = new PasswordCredentials("alice", "OFFICE", SECRET.toCharArray());
		NtHashCredentials hash = new NtHashCredentials("alice", "OFFICE", NtHash.parse(HASH));
		assertThat(password.toString()).contains("alice", "OFFICE").doesNotContain(SECRET);
		assertThat(hash.toString()).contains("alice", "OFFICE").doesNotContain(HASH).doesNotContain("[B@");
		assertThat(hash.ntHash().toString()).isEqualTo("NtHash");
		assertThat(password.hashCode()).isEqualTo(new PasswordCredentials("alice", "OFFICE", new char[0]).hashCode());
	}

	@Test
	void equalContentIsEqual() {
		PasswordCredentials credentials = new PasswordCredentials("alice", "OFFICE", SECRET.toCharArray());
		assertThat(credentials).isEqualTo(new PasswordCredentials("alice", "OFFICE", SECRET.toCharArray()))
			.isNotEqualTo(new PasswordCredentials("alice", "OFFICE", "other".toCharArray()))
			.isNotEqualTo(new PasswordCredentials("alice", "HOME", SECRET.toCharArray()))
			.isNotEqualTo(new PasswordCredentials("bob", "OFFICE", SECRET.toCharArray()));
		assertThat(new NtHashCredentials("alice", "", NtHash.parse(HASH)))
			.isEqualTo(new NtHashCredentials("alice", "", NtHash.parse(HASH)))
			.isNotEqualTo(new NtHashCredentials("alice", "", NtHash.of(new byte[16])));
		assertThat(new AnonymousCredentials()).isEqualTo(new AnonymousCredentials());
	}

	@Test
	void destroyedCredentialsHaveNoSecret() {
		char[] secret = SECRET.toCharArray();
		new PasswordCredentials("alice", "", secret).destroy();
		assertThat(secret).containsOnly('\0');
		NtHashCredentials hash = new NtHashCredentials("alice", "", NtHash.parse(HASH));
		hash.destroy();
		assertThat(hash.ntHash().octets()).containsOnly(0);
	}

	@Test
	void anonymousIsNoAccount() {
		assertThatIllegalArgumentException().isThrownBy(() -> new PasswordCredentials("", "OFFICE", new char[0]))
			.withMessageContaining("AnonymousCredentials");
		assertThatIllegalArgumentException().isThrownBy(() -> new NtHashCredentials("", "OFFICE", NtHash.parse(HASH)))
			.withMessageContaining("AnonymousCredentials");
	}

	@Test
	void filesOfKerberosAreNamedAndNotRead() {
		KeytabCredentials keytab = new KeytabCredentials("svc@EXAMPLE.ORG", Path.of("missing.keytab"));
		keytab.destroy();
		assertThat(keytab).isEqualTo(new KeytabCredentials("svc@EXAMPLE.ORG", Path.of("missing.keytab")))
			.isNotEqualTo(new KeytabCredentials("svc@EXAMPLE.ORG", Path.of("other.keytab")));
		assertThat(TicketCacheCredentials.PLATFORM).isEqualTo(new TicketCacheCredentials(null, null))
			.isNotEqualTo(new TicketCacheCredentials("alice", null));
		assertThatIllegalArgumentException().isThrownBy(() -> new KeytabCredentials("", Path.of("x")));
		assertThatIllegalArgumentException().isThrownBy(() -> new TicketCacheCredentials("", null));
	}

}
