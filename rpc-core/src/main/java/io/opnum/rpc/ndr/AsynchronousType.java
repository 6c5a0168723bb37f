package io.opnum.rpc.ndr;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * A type that asynchronous operations return in Java. On the wire it is the type that it
 * holds. Between a stub and the runtime it is a {@link CompletionStage} in any case.
 */
interface AsynchronousType {

	/** {@link CompletableFuture} and {@link CompletionStage}. */
	AsynchronousType STAGE = new AsynchronousType() {

		@Override
		public boolean isLazy() {
			return false;
		}

		@Override
		public @Nullable Object defer(OperationStub.DeferredCall call) throws Throwable {
			return call.call();
		}

		@Override
		public @Nullable Object toStage(@Nullable Object returned) {
			return returned;
		}

	};

	/**
	 * Find the type that a method returns.
	 * @param returned what it returns
	 * @return the type, or {@code null} if the method is synchronous
	 */
	static @Nullable AsynchronousType of(TypeUse returned) {
		if (returned.is(CompletableFuture.class) || returned.is(CompletionStage.class)) {
			return STAGE;
		}
		return (Reactor.IS_PRESENT && ReactorType.isMono(returned)) ? ReactorType.MONO : null;
	}

	/** Whether a call is made when its result is asked for, and each time it is. */
	boolean isLazy();

	/**
	 * Return what the method of a proxy returns.
	 * @param call makes the call
	 * @return the result
	 * @throws Throwable what the call threw
	 */
	@Nullable Object defer(OperationStub.DeferredCall call) throws Throwable;

	/**
	 * Return the stage of what an implementation returned.
	 * @param returned what it returned
	 * @return the stage
	 */
	@Nullable Object toStage(@Nullable Object returned);

	/**
	 * Whether Reactor, which nothing here needs, is there.
	 */
	final class Reactor {

		static final boolean IS_PRESENT = isPresent();

		private Reactor() {
		}

		private static boolean isPresent() {
			try {
				Class.forName("reactor.core.publisher.Mono", false, AsynchronousType.class.getClassLoader());
				return true;
			}
			catch (ClassNotFoundException | LinkageError ex) {
				return false;
			}
		}

	}

}
