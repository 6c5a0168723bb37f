package io.opnum.rpc.boot.security;

import java.util.List;

import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.fixtures.ReceptionDesk;
import io.opnum.rpc.security.CredentialsProvider;
import io.opnum.rpc.security.NtHash;
import io.opnum.rpc.security.PeerIdentity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UserDetailsCredentialsProvider}, and when it is there.
 */
@ExtendWith(OutputCaptureExtension.class)
class UserDetailsCredentialsProviderTests {

	private static final NtHash HASH = NtHash.of("Passw0rd.1".toCharArray());

	private final UserDetailsService users = new InMemoryUserDetailsManager(List.of(user("alice", "{noop}Passw0rd.1"),
			user("bob", "{bcrypt}$2a$10$dXJ3SW6G7P50lGmMkkmwe.20cQQubK3.HZWzG3YB1tlRy.fqvM/BG"),
			user("carol", "Passw0rd.1"),
			User.withUsername("dave").password("{noop}Passw0rd.1").disabled(true).authorities("user").build()));

	private final ApplicationContextRunner server = Contexts.runner()
		.withBean(ReceptionDesk.class)
		.withBean(UserDetailsService.class, () -> this.users);

	@Test
	void knowsThePasswordsThatAreNotEncoded(CapturedOutput output) {
		CredentialsProvider provider = new UserDetailsCredentialsProvider(this.users, false);
		assertThat(provider.ntHash("alice", "")).isEqualTo(HASH);
		assertThat(provider.ntHash("nobody", "")).isNull();
		assertThat(provider.ntHash("dave", "")).isNull();
		assertThat(output).isEmpty();
		assertThat(provider.ntHash("bob", "")).isNull();
		assertThat(provider.ntHash("carol", "")).isNull();
		assertThat(output).containsOnlyOnce("no NT hash can be made of that").doesNotContain("$2a$");
	}

	@Test
	void takesPasswordsAsTheyAreWhereTheApplicationDoes() {
		assertThat(new UserDetailsCredentialsProvider(this.users, true).ntHash("carol", "")).isEqualTo(HASH);
	}

	@Test
	void usersAreOfNoDomainAndWrittenAsTheyAre() {
		assertThat(new UserDetailsCredentialsProvider(this.users, false).identity("ALICE", "OFFICE"))
			.isEqualTo(PeerIdentity.ofAccount("", "alice"));
	}

	@Test
	void isThereWhereNtlmIsAskedForAndNothingElseKnowsAccounts() {
		this.server.run((context) -> assertThat(context).doesNotHaveBean(CredentialsProvider.class));
		this.server.withPropertyValues("rpc.server.security.ntlm.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(UserDetailsCredentialsProvider.class));
		this.server
			.withPropertyValues("rpc.server.security.ntlm.enabled=true",
					"rpc.server.security.ntlm.accounts.alice.nt-hash=0123456789abcdef0123456789abcdef")
			.run((context) -> assertThat(context).hasSingleBean(CredentialsProvider.class)
				.doesNotHaveBean(UserDetailsCredentialsProvider.class));
	}

	private static UserDetails user(String name, String password) {
		return User.withUsername(name).password(password).authorities("user").build();
	}

}
