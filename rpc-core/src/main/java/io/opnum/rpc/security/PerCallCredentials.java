package io.opnum.rpc.security;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * Those of whoever makes a call: a client asks for them for each call, on the thread that
 * makes it, once interceptors have run. Connections are opened as that caller, and used
 * for the calls of no other; callers with equal credentials share them. As thread-safe as
 * its source.
 *
 * @param source tells the credentials of the caller on the current thread; whatever it
 * throws fails the call, which nothing is sent of
 * @since 0.1.0
 */
public record PerCallCredentials(Supplier<? extends Credentials> source) implements Credentials {

	/**
	 * Create credentials.
	 * @param source tells the credentials of the caller on the current thread
	 */
	public PerCallCredentials {
		Objects.requireNonNull(source, "source");
	}

	/**
	 * Return the credentials of the caller on this thread.
	 * @return the credentials
	 */
	public Credentials current() {
		return Objects.requireNonNull(this.source.get(), "The source of credentials returned null");
	}

	/** Does nothing: they belong to their source. */
	@Override
	public void destroy() {
	}

	@Override
	public String toString() {
		return "PerCallCredentials";
	}

}
