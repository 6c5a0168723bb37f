package io.opnum.rpc.binding;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The endpoints that were found for a binding handle, by interface, and those that are
 * being looked for. Thread-safe.
 */
final class EndpointCache {

	private final Map<InterfaceId, Resolution> resolutions = new ConcurrentHashMap<>();

	/**
	 * Return the endpoint of an interface, looking for it if nobody did yet.
	 * @param interfaceId the interface
	 * @param finder looks for it; called outside of any lock
	 * @return the endpoint
	 */
	CompletionStage<Endpoint> resolve(InterfaceId interfaceId, Supplier<CompletionStage<Endpoint>> finder) {
		Resolution known = this.resolutions.get(interfaceId);
		if (known != null) {
			return known.stage();
		}
		Resolution resolution = new Resolution();
		known = this.resolutions.putIfAbsent(interfaceId, resolution);
		if (known != null) {
			return known.stage();
		}
		CompletionStage<Endpoint> found;
		try {
			found = Objects.requireNonNull(finder.get(), "The endpoint resolver returned null");
		}
		catch (RuntimeException ex) {
			found = CompletableFuture.failedStage(ex);
		}
		found.whenComplete((endpoint, failure) -> {
			if (endpoint != null) {
				resolution.succeed(endpoint);
			}
			else {
				this.resolutions.remove(interfaceId, resolution);
				resolution.fail(failure);
			}
		});
		return resolution.stage();
	}

	@Nullable Endpoint endpoint(InterfaceId interfaceId) {
		Resolution resolution = this.resolutions.get(interfaceId);
		return (resolution != null) ? resolution.endpoint : null;
	}

	/**
	 * Return the endpoint that all interfaces have in common.
	 * @return the endpoint, or {@code null} if there is none or are several
	 */
	@Nullable Endpoint onlyEndpoint() {
		Set<Endpoint> endpoints = endpoints();
		return (endpoints.size() == 1) ? endpoints.iterator().next() : null;
	}

	boolean isEmpty() {
		return endpoints().isEmpty();
	}

	void remove(Endpoint stale) {
		this.resolutions.values().removeIf((resolution) -> stale.equals(resolution.endpoint));
	}

	/**
	 * Forget everything. What is being looked for is still told to those who wait for it,
	 * but not kept.
	 */
	void clear() {
		this.resolutions.clear();
	}

	/**
	 * Return a copy that knows what was found.
	 * @return the copy
	 */
	EndpointCache copy() {
		EndpointCache copy = new EndpointCache();
		this.resolutions.forEach((interfaceId, resolution) -> {
			if (resolution.endpoint != null) {
				copy.resolutions.put(interfaceId, resolution);
			}
		});
		return copy;
	}

	private Set<Endpoint> endpoints() {
		Set<Endpoint> endpoints = new HashSet<>();
		this.resolutions.values().forEach((resolution) -> {
			Endpoint endpoint = resolution.endpoint;
			if (endpoint != null) {
				endpoints.add(endpoint);
			}
		});
		return endpoints;
	}

	/**
	 * One search for an endpoint.
	 */
	private static final class Resolution {

		private final CompletableFuture<Endpoint> future = new CompletableFuture<>();

		private volatile @Nullable Endpoint endpoint;

		private volatile @Nullable CompletionStage<Endpoint> succeeded;

		/**
		 * Return a stage that nobody else's result depends on.
		 * @return the stage
		 */
		CompletionStage<Endpoint> stage() {
			CompletionStage<Endpoint> succeeded = this.succeeded;
			if (succeeded != null) {
				return succeeded;
			}
			// Not a dependent stage, which would wrap a failure into another
			CompletableFuture<Endpoint> copy = new CompletableFuture<>();
			this.future.whenComplete((endpoint, failure) -> {
				if (failure != null) {
					copy.completeExceptionally(failure);
				}
				else {
					copy.complete(endpoint);
				}
			});
			return copy;
		}

		void succeed(Endpoint endpoint) {
			this.endpoint = endpoint;
			this.succeeded = CompletableFuture.completedStage(endpoint);
			this.future.complete(endpoint);
		}

		void fail(@Nullable Throwable failure) {
			if (failure instanceof CompletionException && failure.getCause() != null) {
				fail(failure.getCause());
			}
			else {
				this.future.completeExceptionally((failure != null) ? failure
						: new NullPointerException("The endpoint resolver found no endpoint and did not fail"));
			}
		}

	}

}
