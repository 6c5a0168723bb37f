package io.opnum.rpc.ndr;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Reactor's {@link Mono}: a client calls when it is subscribed to, and cancels the call
 * with the subscription; a server subscribes. Loaded only where Reactor is there.
 */
final class ReactorType implements AsynchronousType {

	static final AsynchronousType MONO = new ReactorType();

	private ReactorType() {
	}

	static boolean isMono(TypeUse returned) {
		return returned.is(Mono.class);
	}

	@Override
	public boolean isLazy() {
		return true;
	}

	@Override
	public Object defer(OperationStub.DeferredCall call) {
		return Mono.defer(() -> {
			try {
				return (call.call() instanceof CompletionStage<?> stage) ? Mono.fromFuture(stage.toCompletableFuture())
						: Mono.error(new IllegalStateException("An interceptor returned no CompletionStage"));
			}
			catch (Throwable ex) {
				return Mono.error(ex);
			}
		});
	}

	@Override
	public @Nullable Object toStage(@Nullable Object returned) {
		return (returned instanceof Mono<?> mono) ? mono.toFuture() : returned;
	}

}
