package io.opnum.rpc.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import jdk.net.ExtendedSocketOptions;

/**
 * How TCP finds out that a peer's host is gone, or the network to it: by probes when
 * nothing else is sent (RFC 9293 3.8.4), and by what is not acknowledged (RFC 5482).
 *
 * @param options the socket options
 */
record KeepAlive(Map<ChannelOption<?>, Object> options) {

	/** So many probes are sent within as much time as passes before the first. */
	private static final int PROBES = 6;

	/** What sockets of NIO know depends on the operating system. */
	private static final Set<SocketOption<?>> NIO = supportedByNio();

	/**
	 * Return the socket options.
	 * @param options the options of the transport
	 * @param epoll whether it is on epoll, else on NIO
	 * @return the socket options
	 */
	static KeepAlive of(TransportOptions options, boolean epoll) {
		Duration time = options.keepAlive();
		Map<ChannelOption<?>, Object> all = new LinkedHashMap<>();
		all.put(ChannelOption.SO_KEEPALIVE, !time.isZero());
		if (!time.isZero()) {
			int idle = seconds(time);
			int interval = seconds(time.dividedBy(PROBES));
			if (epoll) {
				all.put(EpollChannelOption.TCP_KEEPIDLE, idle);
				all.put(EpollChannelOption.TCP_KEEPINTVL, interval);
				all.put(EpollChannelOption.TCP_KEEPCNT, PROBES);
				if (!options.writeTimeout().isZero()) {
					// Counts also while the peer is there and does not read
					all.put(EpollChannelOption.TCP_USER_TIMEOUT,
							1000 * seconds(max(time.multipliedBy(2), options.writeTimeout())));
				}
			}
			else {
				putIfSupported(all, ExtendedSocketOptions.TCP_KEEPIDLE, idle);
				putIfSupported(all, ExtendedSocketOptions.TCP_KEEPINTERVAL, interval);
				putIfSupported(all, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
			}
		}
		return new KeepAlive(Map.copyOf(all));
	}

	private static void putIfSupported(Map<ChannelOption<?>, Object> options, SocketOption<Integer> option, int value) {
		if (NIO.contains(option)) {
			options.put(NioChannelOption.of(option), value);
		}
	}

	private static Set<SocketOption<?>> supportedByNio() {
		try (SocketChannel channel = SocketChannel.open()) {
			return channel.supportedOptions();
		}
		catch (IOException ex) {
			// None to spare at the moment, which must not fail all that come later
			return Set.of();
		}
	}

	/** What the operating system takes: not less than a second, not more than 32767. */
	private static int seconds(Duration time) {
		return (int) Math.max(1, Math.min(Short.MAX_VALUE, time.toSeconds()));
	}

	private static Duration max(Duration one, Duration other) {
		return (one.compareTo(other) >= 0) ? one : other;
	}

	void applyTo(Bootstrap bootstrap) {
		this.options.forEach((option, value) -> bootstrap.option(cast(option), value));
	}

	void applyTo(ServerBootstrap bootstrap) {
		this.options.forEach((option, value) -> bootstrap.childOption(cast(option), value));
	}

	@SuppressWarnings("unchecked")
	private static ChannelOption<Object> cast(ChannelOption<?> option) {
		return (ChannelOption<Object>) option;
	}

}
