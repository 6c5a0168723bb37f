package io.opnum.rpc.transport.smb;

import java.time.Duration;

import com.hierynomus.mssmb2.SMB2Dialect;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SmbOptions} and {@link SmbCredentials}.
 */
class SmbOptionsTests {

	private static final SmbCredentials USER = SmbCredentials.of("tester", "Passw0rd.1", "KIT");

	@Test
	void passwordIsInNoText() {
		assertThat(USER).hasToString("KIT\\tester");
		assertThat(SmbOptions.DEFAULT.withCredentials(USER).toString()).contains("tester").doesNotContain("Passw0rd.1");
		try (SmbTransport transport = new SmbTransport(SmbOptions.DEFAULT.withCredentials(USER))) {
			assertThat(transport).hasToString("ncacn_np as KIT\\tester");
		}
		assertThat(SmbCredentials.of("tester", "Passw0rd.1", null)).hasToString("tester");
		assertThat(SmbCredentials.ANONYMOUS).hasToString("anonymous");
		assertThat(SmbCredentials.GUEST).hasToString("Guest");
	}

	@Test
	void credentialsAreEqualByTheirParts() {
		assertThat(USER).isEqualTo(SmbCredentials.of("tester", "Passw0rd.1", "KIT"))
			.hasSameHashCodeAs(SmbCredentials.of("tester", "Passw0rd.1", "KIT"))
			.isNotEqualTo(SmbCredentials.of("tester", "Passw0rd.2", "KIT"))
			.isNotEqualTo(SmbCredentials.of("tester", "Passw0rd.1", null));
	}

	@Test
	void userNeedsAName() {
		assertThatIllegalArgumentException().isThrownBy(() -> SmbCredentials.of("", "Passw0rd.1", null))
			.withMessageContaining("ANONYMOUS")
			.withMessageNotContaining("Passw0rd.1");
	}

	@Test
	void optionsChangeOneByOne() {
		assertThat(SmbOptions.DEFAULT.withCredentials(USER)
			.withPort(4455)
			.withEncryption(true)
			.withRequestTimeout(Duration.ofSeconds(3)))
			.isEqualTo(new SmbOptions(USER, 4455, true, Duration.ofSeconds(3)));
	}

	@Test
	void optionsRefuseWhatMakesNoSense() {
		assertThatIllegalArgumentException().isThrownBy(() -> SmbOptions.DEFAULT.withPort(0));
		assertThatIllegalArgumentException().isThrownBy(() -> SmbOptions.DEFAULT.withRequestTimeout(Duration.ZERO));
		// Milliseconds that round to zero would be for ever
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SmbOptions.DEFAULT.withRequestTimeout(Duration.ofNanos(1)))
			.withMessageContaining("PT0.001S");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> SmbOptions.DEFAULT.withRequestTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
		assertThatIllegalArgumentException().isThrownBy(() -> SmbOptions.DEFAULT.withEncryption(true))
			.withMessageContaining("'anonymous'");
	}

	@Test
	void sessionsWithoutAKeyKeepToSmb2() {
		assertThat(SmbOptions.DEFAULT.dialects()).allMatch((dialect) -> !dialect.isSmb3x());
		assertThat(SmbOptions.DEFAULT.withCredentials(USER).dialects()).contains(SMB2Dialect.SMB_3_1_1);
	}

}
