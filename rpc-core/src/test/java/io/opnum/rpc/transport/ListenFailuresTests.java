package io.opnum.rpc.transport;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.stream.Stream;

import io.netty.channel.ChannelException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.transport.ListenException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ListenFailures}, with what operating systems say.
 */
class ListenFailuresTests {

	private static final Endpoint MAPPER = new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "135");

	static Stream<Arguments> failures() {
		return Stream.of(
				// Linux and macOS
				Arguments.of(new BindException("Address already in use"), Reason.IN_USE),
				Arguments.of(new BindException("Permission denied"), Reason.NOT_PERMITTED),
				Arguments.of(new SocketException("Permission denied"), Reason.NOT_PERMITTED),
				Arguments.of(new BindException("Cannot assign requested address"), Reason.NO_SUCH_ADDRESS),
				Arguments.of(new BindException("Can't assign requested address"), Reason.NO_SUCH_ADDRESS),
				// epoll
				Arguments.of(new IOException("bind(..) failed with error(-98): Address already in use"), Reason.IN_USE),
				Arguments.of(new IOException("bind(..) failed with error(-13): Permission denied"),
						Reason.NOT_PERMITTED),
				Arguments.of(new IOException("bind(..) failed with error(-99): Cannot assign requested address"),
						Reason.NO_SUCH_ADDRESS),
				// Windows
				Arguments.of(new BindException("Address already in use: bind"), Reason.IN_USE),
				Arguments.of(
						new BindException(
								"An attempt was made to access a socket in a way forbidden by its access permissions"),
						Reason.NOT_PERMITTED),
				// Within the process
				Arguments.of(new ChannelException("address already in use by: [id: 0x1]"), Reason.IN_USE),
				Arguments.of(new ChannelException(new BindException("Permission denied")), Reason.NOT_PERMITTED),
				Arguments.of(new UnknownHostException("nowhere"), Reason.NO_SUCH_ADDRESS),
				Arguments.of(new IOException("Too many open files"), Reason.OTHER),
				Arguments.of(new IOException((String) null), Reason.OTHER));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void reasonIsReadFromWhatTheOperatingSystemSays(Throwable cause, Reason reason) {
		ListenException failure = ListenFailures.of(MAPPER, cause);
		assertThat(failure.reason()).isEqualTo(reason);
		assertThat(failure).hasCause(cause).hasMessageStartingWith("Can't listen on ncacn_ip_tcp:[135]: ");
		assertThat(failure.status())
			.isEqualTo((reason == Reason.IN_USE) ? RpcStatus.DUPLICATE_ENDPOINT : RpcStatus.CANT_CREATE_ENDPOINT);
	}

	@Test
	void privilegedPortIsExplained() {
		assertThat(ListenFailures.of(MAPPER, new BindException("Permission denied"))).hasMessageContaining("below 1024")
			.hasMessageContaining("CAP_NET_BIND_SERVICE")
			.hasMessageContaining("net.ipv4.ip_unprivileged_port_start=135");
		assertThat(ListenFailures.of(new Endpoint(ProtocolSequence.NCACN_IP_TCP, "", "9135"),
				new BindException("Permission denied")))
			.hasMessageContaining("Choose another endpoint");
	}

}
