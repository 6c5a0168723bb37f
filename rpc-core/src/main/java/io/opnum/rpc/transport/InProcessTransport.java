package io.opnum.rpc.transport;

import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.netty.channel.Channel;
import io.netty.channel.local.LocalAddress;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.ProtocolSequence;

/**
 * The protocol sequence {@code opnum_inproc}: real PDUs between servers and clients of
 * one virtual machine, without a socket. Its endpoints are names that all transports of
 * the virtual machine share; they are compared without case. Thread-safe.
 *
 * @since 0.1.0
 */
public final class InProcessTransport extends NettyTransport {

	private static final String NAME_PREFIX = "opnum:";

	private static final AtomicLong dynamicEndpoints = new AtomicLong();

	/**
	 * Create a transport with the default options and threads of its own.
	 */
	public InProcessTransport() {
		this(TransportOptions.DEFAULT);
	}

	/**
	 * Create a transport with threads of its own.
	 * @param options the options
	 */
	public InProcessTransport(TransportOptions options) {
		this(options, EventLoops.ofProcess(options), true);
	}

	InProcessTransport(TransportOptions options, EventLoops eventLoops, boolean ownsEventLoops) {
		super(ProtocolSequence.IN_PROCESS, options, eventLoops, ownsEventLoops);
	}

	@Override
	public CompletionStage<TransportConnection> connect(Endpoint endpoint, Duration timeout,
			Function<TransportConnection, TransportListener> listener) {
		return explained(connect(eventLoops().next(), address(endpoint.endpoint()), endpoint, timeout, null, listener),
				(failure) -> unavailable(endpoint, explain(failure), failure));
	}

	@Override
	public CompletionStage<TransportServer> listen(Endpoint endpoint,
			Function<TransportConnection, TransportListener> listener) {
		Endpoint named = endpoint.isDynamic() ? new Endpoint(endpoint.protocolSequence(), endpoint.networkAddress(),
				"dynamic-" + dynamicEndpoints.incrementAndGet()) : endpoint;
		return explained(bind(address(named.endpoint()), (local) -> named, null, listener),
				(failure) -> ListenFailures.of(named, failure));
	}

	@Override
	Backlog backlog(Channel channel) {
		InProcessFlow flow = new InProcessFlow(channel, options());
		channel.pipeline().addLast(flow);
		return flow;
	}

	private String explain(Throwable failure) {
		if (isClosed()) {
			return "the transport is closed";
		}
		return (failure instanceof ConnectException)
				? "nothing listens there. Check that the server of this name runs in this process"
				: String.valueOf(failure.getMessage());
	}

	private static LocalAddress address(String endpoint) {
		return new LocalAddress(NAME_PREFIX + endpoint);
	}

}
