package io.opnum.rpc.client;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link CallTable}.
 */
class CallTableTests {

	private final CallTable calls = new CallTable();

	@Test
	void callIdsRiseFromOne() {
		assertThat(this.calls.nextCallId()).isEqualTo(1);
		assertThat(this.calls.nextCallId()).isEqualTo(2);
	}

	@Test
	void knowsWhichIdsWereUsed() {
		for (int i = 0; i < 3; i++) {
			this.calls.nextCallId();
		}
		assertThat(this.calls.wasUsed(1)).isTrue();
		assertThat(this.calls.wasUsed(3)).isTrue();
		assertThat(this.calls.wasUsed(4)).isFalse();
		assertThat(this.calls.wasUsed(Integer.MAX_VALUE)).isFalse();
	}

	@Test
	void isEmptyAtFirst() {
		assertThat(this.calls.isEmpty()).isTrue();
		assertThat(this.calls.single()).isNull();
		assertThat(this.calls.get(1)).isNull();
		assertThat(this.calls.removeAll()).isEmpty();
	}

}
