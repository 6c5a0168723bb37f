package io.opnum.rpc.security;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Passwords can't be guessed by trying, and nobody is locked out by others.
 */
class FailureLimiterTests {

	private static final String HERE = "192.0.2.1";

	private final AtomicLong nanos;

	private final FailureLimiter limiter;

	FailureLimiterTests() {
		// Whatever the clock starts at, also where it overflows
		this.nanos = new AtomicLong(Long.MAX_VALUE - 1000);
		this.limiter = new FailureLimiter(3, 100_000, Duration.ofSeconds(60), this.nanos::get);
	}

	private void pass(Duration time) {
		this.nanos.addAndGet(time.toNanos());
	}

	private void exhaust(String address, String account) {
		for (int i = 0; i < 3; i++) {
			assertThat(this.limiter.tryAttempt(address, account)).isTrue();
		}
		assertThat(this.limiter.tryAttempt(address, account)).isFalse();
	}

	@Test
	void failuresAreAllowedAgainOneByOne() {
		exhaust(HERE, "alice");
		pass(Duration.ofSeconds(19));
		assertThat(this.limiter.tryAttempt(HERE, "alice")).isFalse();
		pass(Duration.ofSeconds(1));
		assertThat(this.limiter.tryAttempt(HERE, "alice")).isTrue();
		assertThat(this.limiter.tryAttempt(HERE, "alice")).isFalse();
		pass(Duration.ofSeconds(60));
		exhaust(HERE, "alice");
	}

	@Test
	void successForgivesFailures() {
		for (int i = 0; i < 10; i++) {
			assertThat(this.limiter.tryAttempt(HERE, "alice")).isTrue();
			assertThat(this.limiter.tryAttempt(HERE, "alice")).isTrue();
			this.limiter.succeeded(HERE, "ALICE");
		}
	}

	@Test
	void othersAreNotLockedOut() {
		exhaust(HERE, "alice");
		exhaust("192.0.2.2", "alice");
		exhaust(HERE, "bob");
	}

	@Test
	void spellingDoesNotHelp() {
		exhaust(HERE, "alice");
		assertThat(this.limiter.tryAttempt(HERE, "ALICE")).isFalse();
		String longName = "a".repeat(30_000);
		exhaust(HERE, longName);
		assertThat(this.limiter.tryAttempt(HERE, longName + "b")).isFalse();
	}

	@Test
	void rememberedPairsAreBounded() {
		exhaust(HERE, "alice");
		for (int i = 1; i < FailureLimiter.MAX_ENTRIES; i++) {
			this.limiter.tryAttempt(HERE, "other" + i);
		}
		assertThat(this.limiter.tryAttempt(HERE, "alice")).as("the last place is taken, alice is kept").isFalse();
		for (int i = 0; i < FailureLimiter.MAX_ENTRIES; i++) {
			this.limiter.tryAttempt(HERE, "more" + i);
		}
		assertThat(this.limiter.tryAttempt(HERE, "alice")).as("tried longest ago, and forgotten").isTrue();
	}

	@Test
	void onePasswordIsNotTriedOnManyAccounts() {
		FailureLimiter limiter = new FailureLimiter(3, 20, Duration.ofSeconds(60), this.nanos::get);
		for (int i = 0; i < 20; i++) {
			assertThat(limiter.tryAttempt(HERE, "account" + i)).isTrue();
		}
		assertThat(limiter.tryAttempt(HERE, "another")).isFalse();
		assertThat(limiter.tryAttempt("192.0.2.2", "another")).as("from elsewhere").isTrue();
		pass(Duration.ofSeconds(3));
		assertThat(limiter.tryAttempt(HERE, "another")).isTrue();
		assertThat(limiter.tryAttempt(HERE, "another")).isFalse();
	}

	@Test
	void whatIsRefusedDoesNotProlongTheWait() {
		FailureLimiter limiter = new FailureLimiter(3, 3, Duration.ofSeconds(60), this.nanos::get);
		for (int i = 0; i < 1000; i++) {
			limiter.tryAttempt(HERE, "account" + i);
		}
		pass(Duration.ofSeconds(20));
		assertThat(limiter.tryAttempt(HERE, "alice")).isTrue();
	}

	@Test
	void oneGoodAccountDoesNotCoverTryingOthers() {
		FailureLimiter limiter = new FailureLimiter(3, 20, Duration.ofSeconds(60), this.nanos::get);
		for (int i = 0; i < 20; i++) {
			assertThat(limiter.tryAttempt(HERE, "account" + i)).isTrue();
			if (limiter.tryAttempt(HERE, "mallory")) {
				limiter.succeeded(HERE, "mallory");
			}
		}
		assertThat(limiter.tryAttempt(HERE, "another")).isFalse();
	}

	@Test
	void usersOfOneAddressWhoSucceedDoNotUseItUp() {
		FailureLimiter limiter = new FailureLimiter(3, 20, Duration.ofSeconds(60), this.nanos::get);
		for (int i = 0; i < 1000; i++) {
			assertThat(limiter.tryAttempt(HERE, "user" + i)).isTrue();
			limiter.succeeded(HERE, "user" + i);
		}
	}

	@ParameterizedTest
	@CsvSource({ "2001:db8::1, 2001:db8::ffff:1, true", "2001:db8::1, 2001:db8:0:0:8000::1, true",
			"fe80::1%eth0, fe80::2%1, true", "2001:db8::1, 2001:db8:0:1::1, false", "::ffff:192.0.2.1, 192.0.2.1, true",
			"'', '', true", "not:an:address, not:an:address, true", "not:an:address, 192.0.2.1, false" })
	void addressesOfOneNetworkAreOne(String one, String other, boolean same) {
		exhaust(one, "alice");
		assertThat(this.limiter.tryAttempt(other, "alice")).isNotEqualTo(same);
	}

	@Test
	void addressMayNotFailLessOftenThanWithOneAccount() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FailureLimiter(3, 2, Duration.ofSeconds(1)))
			.withMessageContaining("3 times with one account");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1 })
	void limitsArePositive(int failures) {
		assertThatIllegalArgumentException().isThrownBy(() -> new FailureLimiter(failures, Duration.ofSeconds(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> new FailureLimiter(1, Duration.ofSeconds(failures)));
	}

}
