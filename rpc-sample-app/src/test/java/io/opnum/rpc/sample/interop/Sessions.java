package io.opnum.rpc.sample.interop;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.RpcInterface;

/**
 * State that a server keeps for its clients, for tests in which one of them is lost.
 */
@RpcInterface(uuid = "3f0c4a92-7b1e-4d60-9a35-c2e8d51b7f04", version = "1.0")
interface Sessions {

	/**
	 * Open a session.
	 * @param name its name
	 * @return the session
	 */
	ContextHandle<Session> open(String name);

	/**
	 * Return the name of a session.
	 * @param session the session
	 * @return its name
	 */
	String name(ContextHandle<Session> session);

	/**
	 * Wait for something that does not happen.
	 * @param session the session
	 * @return what is never there
	 */
	CompletableFuture<String> waitWith(ContextHandle<Session> session);

	/**
	 * End a session.
	 * @param session the session
	 */
	@ClosesContext
	void close(InOut<ContextHandle<Session>> session);

	/** A session. */
	interface Session {

	}

	/**
	 * Keeps sessions, and tells which were run down.
	 */
	final class Service implements Sessions {

		private final Collection<String> rundowns = new ConcurrentLinkedQueue<>();

		private final Collection<CompletableFuture<String>> waiting = new ConcurrentLinkedQueue<>();

		@Override
		public ContextHandle<Session> open(String name) {
			return ContextHandle.of(new Named(name), (session) -> this.rundowns.add(name));
		}

		@Override
		public String name(ContextHandle<Session> session) {
			return ((Named) session.state()).name();
		}

		@Override
		public CompletableFuture<String> waitWith(ContextHandle<Session> session) {
			CompletableFuture<String> answer = new CompletableFuture<>();
			this.waiting.add(answer);
			return answer;
		}

		@Override
		public void close(InOut<ContextHandle<Session>> session) {
			session.set(null);
		}

		/** The names of the sessions that were run down, each as often as it was. */
		Collection<String> rundowns() {
			return this.rundowns;
		}

		/** What calls wait for. */
		Collection<CompletableFuture<String>> waiting() {
			return this.waiting;
		}

		private record Named(String name) implements Session {

		}

	}

}
