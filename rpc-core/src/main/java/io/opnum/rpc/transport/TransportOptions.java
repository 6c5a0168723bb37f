package io.opnum.rpc.transport;

import java.time.Duration;

/**
 * How transports work. Immutable; start from {@link #DEFAULT}.
 *
 * @param threadName what the names of the threads begin with
 * @param eventLoopThreads how many event loop threads there are; they start as
 * connections need them
 * @param nativeTransport whether to use epoll where the operating system has it
 * @param writeBufferLowWaterMark below how many waiting octets a connection becomes
 * writable again
 * @param writeBufferHighWaterMark above how many waiting octets a connection ceases to be
 * writable
 * @param maxOutboundBytes how many octets may wait for a peer, at most, before the next
 * are sent; a connection that has more is closed
 * @param writeTimeout how long a peer may not read while octets wait for it; zero: for
 * ever
 * @param linger how long a peer has to read what {@link TransportConnection#sendAndClose}
 * sent
 * @param dynamicPorts the ports that dynamic endpoints are taken from
 * @param localSockets where the socket files of {@code ncalrpc} are
 * @param keepAlive after how long without traffic TCP asks whether the peer's host is
 * still there; a connection whose peer does not answer ends after the same time again, on
 * epoll not before the {@code writeTimeout} is over, too. Zero: never
 * @since 0.1.0
 */
public record TransportOptions(String threadName, int eventLoopThreads, boolean nativeTransport,
		int writeBufferLowWaterMark, int writeBufferHighWaterMark, long maxOutboundBytes, Duration writeTimeout,
		Duration linger, PortRange dynamicPorts, LocalSockets localSockets, Duration keepAlive) {

	/**
	 * The defaults: as many event loop threads as processors, dynamic ports as the
	 * operating system gives them.
	 */
	public static final TransportOptions DEFAULT = new TransportOptions("opnum",
			Runtime.getRuntime().availableProcessors(), true, 64 * 1024, 256 * 1024, 64L * 1024 * 1024,
			Duration.ofSeconds(30), Duration.ofSeconds(3), PortRange.EPHEMERAL, LocalSockets.DEFAULT,
			Duration.ofSeconds(60));

	/**
	 * Create options.
	 * @param threadName what the names of the threads begin with
	 * @param eventLoopThreads how many event loop threads there are
	 * @param nativeTransport whether to use epoll
	 * @param writeBufferLowWaterMark the low water mark
	 * @param writeBufferHighWaterMark the high water mark
	 * @param maxOutboundBytes how many octets may wait for a peer
	 * @param writeTimeout how long a peer may not read
	 * @param linger how long a peer has to read the last that is sent
	 * @param dynamicPorts the ports of dynamic endpoints
	 * @param localSockets the socket files of {@code ncalrpc}
	 * @param keepAlive after how long without traffic TCP asks for the peer
	 * @throws IllegalArgumentException if a number makes no sense
	 */
	public TransportOptions {
		check(eventLoopThreads > 0, "eventLoopThreads", eventLoopThreads, "positive");
		check(writeBufferLowWaterMark >= 0, "writeBufferLowWaterMark", writeBufferLowWaterMark, "not negative");
		check(writeBufferHighWaterMark >= writeBufferLowWaterMark, "writeBufferHighWaterMark", writeBufferHighWaterMark,
				"no less than the low water mark");
		check(maxOutboundBytes >= writeBufferHighWaterMark, "maxOutboundBytes", maxOutboundBytes,
				"no less than the high water mark");
		check(!writeTimeout.isNegative(), "writeTimeout", writeTimeout, "not negative");
		check(!keepAlive.isNegative(), "keepAlive", keepAlive, "not negative");
		check(!linger.isNegative() && !linger.isZero(), "linger", linger, "positive");
	}

	private static void check(boolean valid, String name, Object value, String rule) {
		if (!valid) {
			throw new IllegalArgumentException("%s must be %s: %s".formatted(name, rule, value));
		}
	}

	/**
	 * With other names of threads.
	 * @param threadName what the names begin with
	 * @return a copy
	 */
	public TransportOptions withThreadName(String threadName) {
		return new TransportOptions(threadName, this.eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, this.writeTimeout,
				this.linger, this.dynamicPorts, this.localSockets, this.keepAlive);
	}

	/**
	 * With another number of event loop threads.
	 * @param eventLoopThreads how many
	 * @return a copy
	 */
	public TransportOptions withEventLoopThreads(int eventLoopThreads) {
		return new TransportOptions(this.threadName, eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, this.writeTimeout,
				this.linger, this.dynamicPorts, this.localSockets, this.keepAlive);
	}

	/**
	 * With epoll or without.
	 * @param nativeTransport whether to use epoll where the operating system has it
	 * @return a copy
	 */
	public TransportOptions withNativeTransport(boolean nativeTransport) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, this.writeTimeout,
				this.linger, this.dynamicPorts, this.localSockets, this.keepAlive);
	}

	/**
	 * With other water marks.
	 * @param low below how many waiting octets a connection becomes writable again
	 * @param high above how many waiting octets it ceases to be
	 * @return a copy
	 */
	public TransportOptions withWriteBufferWaterMarks(int low, int high) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, this.nativeTransport, low, high,
				this.maxOutboundBytes, this.writeTimeout, this.linger, this.dynamicPorts, this.localSockets,
				this.keepAlive);
	}

	/**
	 * With another bound of waiting octets.
	 * @param maxOutboundBytes how many octets may wait for a peer
	 * @return a copy
	 */
	public TransportOptions withMaxOutboundBytes(long maxOutboundBytes) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, maxOutboundBytes, this.writeTimeout,
				this.linger, this.dynamicPorts, this.localSockets, this.keepAlive);
	}

	/**
	 * With another write timeout.
	 * @param writeTimeout how long a peer may not read; zero: for ever
	 * @return a copy
	 */
	public TransportOptions withWriteTimeout(Duration writeTimeout) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, writeTimeout,
				this.linger, this.dynamicPorts, this.localSockets, this.keepAlive);
	}

	/**
	 * With another time to linger.
	 * @param linger how long a peer has to read the last that is sent
	 * @return a copy
	 */
	public TransportOptions withLinger(Duration linger) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, this.writeTimeout,
				linger, this.dynamicPorts, this.localSockets, this.keepAlive);
	}

	/**
	 * With other ports of dynamic endpoints.
	 * @param dynamicPorts the ports
	 * @return a copy
	 */
	public TransportOptions withDynamicPorts(PortRange dynamicPorts) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, this.writeTimeout,
				this.linger, dynamicPorts, this.localSockets, this.keepAlive);
	}

	/**
	 * With other socket files of {@code ncalrpc}.
	 * @param localSockets where they are
	 * @return a copy
	 */
	public TransportOptions withLocalSockets(LocalSockets localSockets) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, this.writeTimeout,
				this.linger, this.dynamicPorts, localSockets, this.keepAlive);
	}

	/**
	 * With another time until TCP asks for the peer.
	 * @param keepAlive after how long without traffic; zero: never
	 * @return a copy
	 */
	public TransportOptions withKeepAlive(Duration keepAlive) {
		return new TransportOptions(this.threadName, this.eventLoopThreads, this.nativeTransport,
				this.writeBufferLowWaterMark, this.writeBufferHighWaterMark, this.maxOutboundBytes, this.writeTimeout,
				this.linger, this.dynamicPorts, this.localSockets, keepAlive);
	}

	/**
	 * A range of ports, for the sake of firewalls: what {@code netsh int ipv4 set
	 * dynamicport} or {@code Rpc\Internet\Ports} do on Windows.
	 *
	 * @param first the first port
	 * @param last the last port
	 */
	public record PortRange(int first, int last) {

		/** What the operating system gives. */
		public static final PortRange EPHEMERAL = new PortRange(0, 0);

		/**
		 * Create a range.
		 * @param first the first port
		 * @param last the last port
		 * @throws IllegalArgumentException if these are no ports in order
		 */
		public PortRange {
			boolean ephemeral = first == 0 && last == 0;
			check(ephemeral || (first > 0 && first <= last && last <= 0xffff), "A range of ports", first + "-" + last,
					"two numbers from 1 to 65535 in order");
		}

		int size() {
			return this.last - this.first + 1;
		}

	}

}
