package io.opnum.rpc.boot;

import java.time.Duration;

import io.opnum.rpc.RpcServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Drains an {@link RpcServer} before it is stopped: no new calls are accepted, those in
 * flight go on. Spring waits for it for
 * {@code spring.lifecycle.timeout-per-shutdown-phase} and then goes on with stopping, as
 * it does with Boot's web server.
 *
 * @since 0.1.0
 */
public final class RpcServerGracefulShutdownLifecycle implements SmartLifecycle {

	/**
	 * The phase: Boot's web server is drained and stopped before, the RPC server is
	 * stopped after.
	 */
	public static final int PHASE = RpcServerLifecycle.PHASE + 1024;

	private static final Log logger = LogFactory.getLog(RpcServerGracefulShutdownLifecycle.class);

	private final RpcServer server;

	private final Duration timeout;

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param server the server
	 * @param timeout how long to wait for calls in flight at most
	 */
	public RpcServerGracefulShutdownLifecycle(RpcServer server, Duration timeout) {
		this.server = server;
		this.timeout = timeout;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException("Stop must not be invoked directly");
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		this.server.stopListening();
		Thread thread = new Thread(() -> drain(callback), "rpc-server-shutdown");
		thread.setDaemon(true);
		thread.start();
	}

	private void drain(Runnable callback) {
		try {
			int inFlight = this.server.statistics().callsInFlight();
			if (inFlight > 0) {
				logger.info("RPC server waits for %d calls in flight to end".formatted(inFlight));
			}
			if (!this.server.awaitStop(this.timeout)) {
				logger.info("RPC server gives up %d calls that are still in flight"
					.formatted(this.server.statistics().callsInFlight()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			callback.run();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
