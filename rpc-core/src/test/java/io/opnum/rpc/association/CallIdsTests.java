package io.opnum.rpc.association;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallIds}.
 */
class CallIdsTests {

	@Test
	void risesFromOne() {
		CallIds ids = new CallIds();
		assertThat(ids.next()).isEqualTo(1);
		assertThat(ids.next()).isEqualTo(2);
	}

	@Test
	void goesOnAboveTheSignedRange() {
		CallIds ids = new CallIds(Integer.MAX_VALUE);
		assertThat(Integer.toUnsignedString(ids.next())).isEqualTo("2147483648");
	}

	@Test
	void skipsZeroWhenItWraps() {
		CallIds ids = new CallIds(-2);
		assertThat(ids.next()).isEqualTo(-1);
		assertThat(ids.next()).isEqualTo(1);
	}

}
