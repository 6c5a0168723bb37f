package io.opnum.rpc.boot;

import io.opnum.rpc.RpcServer;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops an {@link RpcServer} with the application context: once all beans are
 * there, the services are registered and the server listens.
 * <p>
 * The {@link #PHASE phase} is that of a foundation: the server starts before Boot's web
 * server and stops after it, since a web request may well call it through a proxy. Calls
 * in flight are waited for by {@link RpcServerGracefulShutdownLifecycle}; what still runs
 * when this stops is given up. Stopped, it can be started again.
 *
 * @since 0.1.0
 */
public final class RpcServerLifecycle implements SmartLifecycle {

	/**
	 * The phase: before (started) and after (stopped) Boot's web server.
	 */
	public static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 4096;

	private final RpcServer server;

	private final RpcServiceRegistrar registrar;

	private final ApplicationEventPublisher events;

	private boolean registered;

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param server the server
	 * @param registrar registers the services before the first start
	 * @param events where events go
	 */
	public RpcServerLifecycle(RpcServer server, RpcServiceRegistrar registrar, ApplicationEventPublisher events) {
		this.server = server;
		this.registrar = registrar;
		this.events = events;
	}

	@Override
	public void start() {
		if (!this.registered) {
			this.registrar.register(this.server);
			this.registered = true;
		}
		this.server.start();
		this.running = true;
		this.events.publishEvent(new RpcServerStartedEvent(this.server));
	}

	@Override
	public void stop() {
		this.running = false;
		this.server.stopListening();
		this.events.publishEvent(new RpcServerStoppedEvent(this.server));
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
