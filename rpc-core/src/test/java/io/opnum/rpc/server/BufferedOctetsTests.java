package io.opnum.rpc.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/**
 * What is told to those who wait for room.
 */
class BufferedOctetsTests {

	private final BufferedOctets octets = new BufferedOctets(1000);

	private final List<String> told = new ArrayList<>();

	@Test
	void thoseWhoFindTheRoomTakenAgainAreToldOnceEachTime() {
		this.octets.add(1000);
		Waiting first = new Waiting("first");
		Waiting second = new Waiting("second");
		assertThat(this.octets.awaitRoom(first)).isTrue();
		assertThat(this.octets.awaitRoom(second)).isTrue();
		assertTimeoutPreemptively(Duration.ofSeconds(10), () -> this.octets.release(1000));
		assertThat(this.told).containsExactlyInAnyOrder("first", "second");
		assertTimeoutPreemptively(Duration.ofSeconds(10), () -> this.octets.release(1000));
		assertThat(this.told).hasSize(4);
	}

	/** Takes the room and waits for more, beside its like in the table of all. */
	private final class Waiting implements Runnable {

		private final String name;

		Waiting(String name) {
			this.name = name;
		}

		@Override
		public void run() {
			BufferedOctetsTests.this.told.add(this.name);
			if (BufferedOctetsTests.this.octets.octets() == 0) {
				BufferedOctetsTests.this.octets.add(1000);
			}
			assertThat(BufferedOctetsTests.this.octets.awaitRoom(this)).isTrue();
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

}
