package io.opnum.rpc.transport;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class KeepAliveTests {

	private static final TransportOptions OPTIONS = TransportOptions.DEFAULT;

	@Test
	void peerThatIsGoneIsMissedAfterTwiceTheTime() {
		assertThat(options(OPTIONS, true)).isEqualTo(Map.of(ChannelOption.SO_KEEPALIVE, true,
				EpollChannelOption.TCP_KEEPIDLE, 60, EpollChannelOption.TCP_KEEPINTVL, 10,
				EpollChannelOption.TCP_KEEPCNT, 6, EpollChannelOption.TCP_USER_TIMEOUT, 120_000));
		assertThat(named(OPTIONS)).containsEntry("TCP_KEEPIDLE", 60)
			.containsEntry("TCP_KEEPINTERVAL", 10)
			.containsEntry("TCP_KEEPCOUNT", 6);
	}

	@Test
	void timesAreWholeSecondsWithinWhatTheSystemTakes() {
		assertThat(options(OPTIONS.withKeepAlive(Duration.ofMillis(1)), true))
			.containsEntry(EpollChannelOption.TCP_KEEPIDLE, 1)
			.containsEntry(EpollChannelOption.TCP_KEEPINTVL, 1)
			.containsEntry(EpollChannelOption.TCP_USER_TIMEOUT, 30_000);
		assertThat(options(OPTIONS.withKeepAlive(Duration.ofDays(1000)), true))
			.containsEntry(EpollChannelOption.TCP_KEEPIDLE, 32767);
	}

	@Test
	void zeroIsNever() {
		assertThat(options(OPTIONS.withKeepAlive(Duration.ZERO), true))
			.isEqualTo(Map.of(ChannelOption.SO_KEEPALIVE, false));
		assertThat(options(OPTIONS.withKeepAlive(Duration.ZERO), false))
			.isEqualTo(Map.of(ChannelOption.SO_KEEPALIVE, false));
	}

	@Test
	void peerThatMayBeSlowForEverIsNotGivenUpForThat() {
		assertThat(options(OPTIONS.withWriteTimeout(Duration.ZERO), true))
			.doesNotContainKey(EpollChannelOption.TCP_USER_TIMEOUT);
		assertThat(options(OPTIONS.withWriteTimeout(Duration.ofHours(1)), true))
			.containsEntry(EpollChannelOption.TCP_USER_TIMEOUT, 3_600_000);
	}

	private static Map<ChannelOption<?>, Object> options(TransportOptions options, boolean epoll) {
		return KeepAlive.of(options, epoll).options();
	}

	private static Map<String, Object> named(TransportOptions options) {
		return options(options, false).entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().name().replaceFirst(".*#", ""), Map.Entry::getValue));
	}

}
