package io.opnum.rpc.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a context handle when a call that changes it fails: the cases that
 * Microsoft's "Failure Semantics for Context Handles" lists, each with the state of the
 * handle on both sides after it.
 */
class ContextHandleFailureTests extends AbstractClientTests {

	private final Drawers service = new Drawers();

	// ---- operation throws

	@Test
	void whatItMadeOfTheNullHandleIsItsOwnToCleanUpWhereOperationThrows() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = new InOut<>(null);
		fail(() -> cabinet.handleLast(Step.OPEN | Step.THROW, new Out<>(), drawer));
		assertThat(drawer.getOrNull()).isNull();
		expectRundowns(cabinet, 0);
	}

	@Test
	void handleThatItClosedIsClosedWhereOperationThrows() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = open(cabinet);
		fail(() -> cabinet.handleLast(Step.CLOSE | Step.THROW, new Out<>(), drawer));
		expectForgotten(cabinet, drawer);
		expectRundowns(cabinet, 0);
	}

	@Test
	void handleThatItLeftAloneCanBeUsedWhereOperationThrows() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = open(cabinet);
		fail(() -> cabinet.handleLast(Step.THROW, new Out<>(), drawer));
		assertThat(cabinet.read(drawer.get())).isEqualTo(1);
	}

	@Test
	void stateThatItChangedIsWhatLaterCallsFindWhereOperationThrows() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = open(cabinet);
		fail(() -> cabinet.handleLast(Step.CHANGE | Step.THROW, new Out<>(), drawer));
		assertThat(cabinet.read(drawer.get())).isEqualTo(101);
		fail(() -> cabinet.handleLast(Step.REPLACE | Step.THROW, new Out<>(), drawer));
		assertThat(cabinet.read(drawer.get())).isEqualTo(2);
		expectRundowns(cabinet, 0);
	}

	// ---- marshalling fails after the handle

	@Test
	void handleThatWasClosedIsClosedWhereMarshallingFailsBehindIt() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = open(cabinet);
		fail(() -> cabinet.handleFirst(Step.CLOSE | Step.UNMARSHALLABLE, drawer, new Out<>()));
		expectForgotten(cabinet, drawer);
		expectRundowns(cabinet, 0);
	}

	@Test
	void handleThatWasOpenedIsRunDownWhereMarshallingFailsBehindIt() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = new InOut<>(null);
		fail(() -> cabinet.handleFirst(Step.OPEN | Step.UNMARSHALLABLE, drawer, new Out<>()));
		assertThat(drawer.getOrNull()).isNull();
		expectRundowns(cabinet, 1);
	}

	@Test
	void handleThatWasLeftOpenCanBeUsedWhereMarshallingFailsBehindIt() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = open(cabinet);
		fail(() -> cabinet.handleFirst(Step.UNMARSHALLABLE, drawer, new Out<>()));
		assertThat(cabinet.read(drawer.get())).isEqualTo(1);
		fail(() -> cabinet.handleFirst(Step.CHANGE | Step.UNMARSHALLABLE, drawer, new Out<>()));
		assertThat(cabinet.read(drawer.get())).isEqualTo(101);
		fail(() -> cabinet.handleFirst(Step.REPLACE | Step.UNMARSHALLABLE, drawer, new Out<>()));
		assertThat(cabinet.read(drawer.get())).isEqualTo(2);
		expectRundowns(cabinet, 0);
	}

	// ---- marshalling fails before the handle

	@Test
	void nullHandleThatStayedNullMakesNoneWhereMarshallingFailsAheadOfIt() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = new InOut<>(null);
		fail(() -> cabinet.handleLast(Step.UNMARSHALLABLE, new Out<>(), drawer));
		assertThat(drawer.getOrNull()).isNull();
		expectRundowns(cabinet, 0);
	}

	@Test
	void handleThatWasClosedIsClosedWhereMarshallingFailsAheadOfIt() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = open(cabinet);
		fail(() -> cabinet.handleLast(Step.CLOSE | Step.UNMARSHALLABLE, new Out<>(), drawer));
		expectForgotten(cabinet, drawer);
		expectRundowns(cabinet, 0);
	}

	@Test
	void handleThatWasOpenedIsRunDownWhereMarshallingFailsAheadOfIt() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = new InOut<>(null);
		fail(() -> cabinet.handleLast(Step.OPEN | Step.UNMARSHALLABLE, new Out<>(), drawer));
		assertThat(drawer.getOrNull()).isNull();
		expectRundowns(cabinet, 1);
	}

	@Test
	void handleThatWasLeftOpenCanBeUsedWhereMarshallingFailsAheadOfIt() throws Exception {
		Cabinet cabinet = cabinet();
		InOut<@Nullable ContextHandle<Drawer>> drawer = open(cabinet);
		fail(() -> cabinet.handleLast(Step.UNMARSHALLABLE, new Out<>(), drawer));
		assertThat(cabinet.read(drawer.get())).isEqualTo(1);
		fail(() -> cabinet.handleLast(Step.CHANGE | Step.UNMARSHALLABLE, new Out<>(), drawer));
		assertThat(cabinet.read(drawer.get())).isEqualTo(101);
		fail(() -> cabinet.handleLast(Step.REPLACE | Step.UNMARSHALLABLE, new Out<>(), drawer));
		assertThat(cabinet.read(drawer.get())).isEqualTo(2);
		expectRundowns(cabinet, 0);
	}

	@Test
	void resultThatIsNullMakesNoneWhereMarshallingFailsAheadOfIt() throws Exception {
		Cabinet cabinet = cabinet();
		fail(() -> cabinet.result(Step.UNMARSHALLABLE, new Out<>()));
		expectRundowns(cabinet, 0);
	}

	@Test
	void resultThatIsNotNullIsRunDownWhereMarshallingFailsAheadOfIt() throws Exception {
		Cabinet cabinet = cabinet();
		fail(() -> cabinet.result(Step.OPEN | Step.UNMARSHALLABLE, new Out<>()));
		expectRundowns(cabinet, 1);
	}

	// ---- closing fails

	@Test
	void destroyedHandleIsForgottenHereAndRunDownWithTheAssociation() throws Exception {
		Cabinet cabinet = cabinet();
		ContextHandle<Drawer> drawer = open(cabinet).get();
		ContextHandle<Drawer> other = open(cabinet).get();
		drawer.destroy();
		assertThat(drawer.isClosed()).isTrue();
		assertThat(cabinet.read(other)).isEqualTo(2);
		assertThat(this.service.rundowns).isEmpty();
		client().close();
		await(() -> this.service.rundowns.size() == 2);
	}

	private Cabinet cabinet() {
		RpcServer server = closeLater(RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build());
		server.register(Cabinet.class, this.service);
		server.start();
		return client().proxy(Cabinet.class, BindingHandle.of(server.bindings().get(0)));
	}

	private static InOut<@Nullable ContextHandle<Drawer>> open(Cabinet cabinet) {
		InOut<@Nullable ContextHandle<Drawer>> drawer = new InOut<>(null);
		cabinet.handleLast(Step.OPEN, new Out<>(), drawer);
		assertThat(drawer.getOrNull()).isNotNull();
		return drawer;
	}

	private static void fail(Runnable call) {
		RpcFaultException failure = failure(RpcFaultException.class, call::run);
		assertThat(failure.status()).isEqualTo(RpcStatus.FAULT_UNSPEC);
		assertThat(failure.didNotExecute()).isFalse();
	}

	private static void expectForgotten(Cabinet cabinet, InOut<@Nullable ContextHandle<Drawer>> drawer) {
		// The client was not told, and learns it from the next call
		assertThat(drawer.get().isClosed()).isFalse();
		failure(ContextMismatchException.class, () -> cabinet.read(drawer.get()));
	}

	/** No more than were expected: what is run down later is last in line. */
	private void expectRundowns(Cabinet cabinet, int expected) throws Exception {
		await(() -> this.service.rundowns.size() >= expected);
		int marker = open(cabinet).get() != null ? this.service.made.get() : 0;
		client().close();
		await(() -> this.service.rundowns.contains(marker));
		assertThat(this.service.rundowns.indexOf(marker)).isGreaterThanOrEqualTo(expected);
		assertThat(this.service.rundowns).doesNotHaveDuplicates().hasSize(expected + this.service.left());
	}

	/**
	 * What an operation does, in this order.
	 */
	private static final class Step {

		static final int OPEN = 1;

		static final int CHANGE = 2;

		static final int REPLACE = 4;

		static final int CLOSE = 8;

		static final int THROW = 16;

		static final int UNMARSHALLABLE = 32;

	}

	/**
	 * An interface with a handle before and behind something that may not go out.
	 */
	@RpcInterface
	interface Cabinet {

		void handleFirst(int steps, InOut<@Nullable ContextHandle<Drawer>> drawer, Out<String> text);

		void handleLast(int steps, Out<String> text, InOut<@Nullable ContextHandle<Drawer>> drawer);

		@Nullable ContextHandle<Drawer> result(int steps, Out<String> text);

		int read(ContextHandle<Drawer> drawer);

	}

	/**
	 * The state.
	 */
	private static final class Drawer {

		private int content;

		Drawer(int content) {
			this.content = content;
		}

	}

	/**
	 * Does what it is told.
	 */
	private static final class Drawers implements Cabinet {

		private final AtomicInteger made = new AtomicInteger();

		private final AtomicInteger ended = new AtomicInteger();

		private final List<Integer> rundowns = new CopyOnWriteArrayList<>();

		/** Handles that are run down with the association. */
		private int left() {
			return this.made.get() - this.ended.get();
		}

		@Override
		public void handleFirst(int steps, InOut<@Nullable ContextHandle<Drawer>> drawer, Out<String> text) {
			handleLast(steps, text, drawer);
		}

		@Override
		public void handleLast(int steps, Out<String> text, InOut<@Nullable ContextHandle<Drawer>> drawer) {
			if ((steps & Step.OPEN) != 0) {
				drawer.set(make(steps));
			}
			if ((steps & Step.CHANGE) != 0) {
				drawer.get().state().content += 100;
			}
			if ((steps & Step.REPLACE) != 0) {
				this.ended.incrementAndGet();
				drawer.set(make(0));
			}
			if ((steps & Step.CLOSE) != 0) {
				this.ended.incrementAndGet();
				drawer.set(null);
			}
			text.set((steps & Step.UNMARSHALLABLE) != 0 ? "\0" : "");
			if ((steps & Step.THROW) != 0) {
				throw new IllegalStateException("told to");
			}
		}

		@Override
		public @Nullable ContextHandle<Drawer> result(int steps, Out<String> text) {
			InOut<@Nullable ContextHandle<Drawer>> drawer = new InOut<>(null);
			handleLast(steps, text, drawer);
			return drawer.getOrNull();
		}

		private ContextHandle<Drawer> make(int steps) {
			int number = this.made.incrementAndGet();
			if ((steps & (Step.THROW | Step.UNMARSHALLABLE)) != 0) {
				// Never left for the association to run down
				this.ended.incrementAndGet();
			}
			return ContextHandle.of(new Drawer(number), (state) -> this.rundowns.add(number));
		}

		@Override
		public int read(ContextHandle<Drawer> drawer) {
			return drawer.state().content;
		}

	}

}
