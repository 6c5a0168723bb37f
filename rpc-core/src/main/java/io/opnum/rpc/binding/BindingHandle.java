package io.opnum.rpc.binding;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a client calls over: a string binding, options, and the endpoint once it is known
 * (C706 2.3, {@code rpc_binding_handle_t}).
 * <p>
 * A handle whose string binding has an endpoint is <em>fully bound</em>. Without one it
 * is <em>partially bound</em>: {@link #resolve} finds the endpoint at the first call and
 * the handle keeps it. One handle may serve several interfaces; since they may live in
 * different programs of the host, each has its own endpoint.
 * <p>
 * Thread-safe; nothing blocks. But for {@link #reset()} and the endpoints that were
 * found, a handle is immutable: the {@code with} methods make new ones. Two handles are
 * equal only if they are the same object.
 *
 * @since 0.1.0
 */
public final class BindingHandle {

	/** What Samba's dialect asks for, and must not be ignored where it can't be had. */
	private static final Set<String> SECURITY_FLAGS = Set.of("sign", "seal", "connect", "packet", "spnego", "ntlm",
			"krb5", "schannel");

	private final Map<BindingOption<?>, Object> options;

	private final EndpointCache resolved;

	private volatile StringBinding stringBinding;

	/** As long as the string binding has an endpoint. */
	private volatile @Nullable Given given;

	private BindingHandle(StringBinding stringBinding, Map<BindingOption<?>, Object> options, EndpointCache resolved) {
		this.stringBinding = stringBinding;
		this.options = options;
		this.resolved = resolved;
		this.given = stringBinding.isFullyBound() ? new Given(Endpoint.of(stringBinding)) : null;
	}

	/**
	 * Make a handle of a standard string binding ({@code RpcBindingFromStringBinding}).
	 * @param stringBinding the text of the string binding
	 * @return the handle
	 * @throws InvalidBindingException if the text is not valid
	 * @see StringBinding#parse(String)
	 */
	public static BindingHandle of(String stringBinding) {
		return of(StringBinding.parse(stringBinding));
	}

	/**
	 * Make a handle of a string binding ({@code RpcBindingFromStringBinding}).
	 * @param stringBinding the string binding
	 * @return the handle
	 * @throws InvalidBindingException if it asks, in Samba's dialect, for authentication
	 */
	public static BindingHandle of(StringBinding stringBinding) {
		for (String option : stringBinding.options().keySet()) {
			if (SECURITY_FLAGS.contains(option)) {
				throw new InvalidBindingException(
						"The flag '%s' of '%s' asks for authentication, which a string binding can't turn on: remove it"
							.formatted(option, Printable.of(stringBinding.toString())),
						RpcStatus.CANNOT_SUPPORT, true, null);
			}
		}
		return new BindingHandle(stringBinding, Map.of(), new EndpointCache());
	}

	/**
	 * Return the string binding of this handle ({@code RpcBindingToStringBinding}).
	 * @return the string binding it was made of, with the {@link #endpoint()} that is
	 * known now
	 */
	public StringBinding toStringBinding() {
		StringBinding current = this.stringBinding;
		Endpoint endpoint = endpoint();
		return (current.isFullyBound() || endpoint == null) ? current
				: current.toBuilder().endpoint(endpoint.endpoint()).build();
	}

	/**
	 * Return a copy that shares nothing with this handle ({@code RpcBindingCopy}). It
	 * knows the endpoints that this one knows now.
	 * @return the copy
	 */
	public BindingHandle copy() {
		return new BindingHandle(this.stringBinding, this.options, this.resolved.copy());
	}

	/**
	 * Return a copy for another object ({@code RpcBindingSetObject}). Endpoints that were
	 * found for the old object are not known to it.
	 * @param objectUuid the object; {@code null} or nil for none
	 * @return the copy
	 */
	public BindingHandle withObject(@Nullable UUID objectUuid) {
		StringBinding other = this.stringBinding.toBuilder().objectUuid(objectUuid).build();
		return new BindingHandle(other, this.options, new EndpointCache());
	}

	/**
	 * Return a copy with another deadline of calls.
	 * @param timeout how long a call may take; {@link Duration#ZERO}: for ever;
	 * {@code null}: what the client is configured to
	 * @return the copy
	 * @see BindingOption#CALL_TIMEOUT
	 */
	public BindingHandle withTimeout(@Nullable Duration timeout) {
		return with(BindingOption.CALL_TIMEOUT, timeout);
	}

	/**
	 * Return a copy with another value of an option ({@code RpcBindingSetOption}).
	 * @param <T> the type of the value
	 * @param option the option
	 * @param value the value, or {@code null} to leave it to the client
	 * @return the copy
	 * @throws IllegalArgumentException if the option can't have this value
	 */
	public <T> BindingHandle with(BindingOption<T> option, @Nullable T value) {
		Map<BindingOption<?>, Object> changed = new HashMap<>(this.options);
		if (value != null) {
			changed.put(option, option.checked(value));
		}
		else {
			changed.remove(option);
		}
		return new BindingHandle(this.stringBinding, Map.copyOf(changed), this.resolved.copy());
	}

	/**
	 * Return the object ({@code RpcBindingInqObject}).
	 * @return the object UUID, or {@code null} if there is none
	 */
	public @Nullable UUID objectUuid() {
		return this.stringBinding.objectUuid();
	}

	/**
	 * Return the deadline of calls.
	 * @return how long a call may take, or {@code null} if the client decides
	 */
	public @Nullable Duration timeout() {
		return option(BindingOption.CALL_TIMEOUT);
	}

	/**
	 * Return the value of an option ({@code RpcBindingInqOption}).
	 * @param <T> the type of the value
	 * @param option the option
	 * @return the value, or {@code null} if it is not set
	 */
	public <T> @Nullable T option(BindingOption<T> option) {
		return option.cast(this.options.get(option));
	}

	/**
	 * Return whether an endpoint is known.
	 * @return whether it was given, or found for any interface
	 */
	public boolean isFullyBound() {
		return this.given != null || !this.resolved.isEmpty();
	}

	/**
	 * Return the endpoint.
	 * @return the one that was given, or the one that was found if it is the same for all
	 * interfaces; {@code null} otherwise
	 */
	public @Nullable Endpoint endpoint() {
		Given given = this.given;
		return (given != null) ? given.endpoint : this.resolved.onlyEndpoint();
	}

	/**
	 * Return the endpoint of an interface.
	 * @param interfaceId the interface
	 * @return the endpoint that was given, or found for this interface; {@code null} if
	 * neither
	 */
	public @Nullable Endpoint endpoint(InterfaceId interfaceId) {
		Given given = this.given;
		return (given != null) ? given.endpoint : this.resolved.endpoint(interfaceId);
	}

	/**
	 * Make this a partially bound handle ({@code RpcBindingReset}): the next call has its
	 * endpoint resolved, also where one was given.
	 */
	public void reset() {
		this.given = null;
		this.stringBinding = this.stringBinding.toBuilder().endpoint(null).build();
		this.resolved.clear();
	}

	/**
	 * Forget an endpoint that was found stale, for example because its server started
	 * again on another port. Does nothing where another one was found meanwhile; a given
	 * endpoint stays.
	 * @param stale the endpoint that does not answer
	 */
	public void reset(Endpoint stale) {
		this.resolved.remove(stale);
	}

	/**
	 * Resolve the handle for an interface that names no endpoints of its own.
	 * @param resolver what finds the endpoint
	 * @param interfaceId the interface that shall be called
	 * @return the endpoint
	 * @see #resolve(EndpointResolver, InterfaceId, List)
	 */
	public CompletionStage<Endpoint> resolve(EndpointResolver resolver, InterfaceId interfaceId) {
		return resolve(resolver, interfaceId, List.of());
	}

	/**
	 * Resolve the handle for an interface ({@code RpcEpResolveBinding}). The endpoint is,
	 * in this order: the given one; the one that was found before; the first that the
	 * interface definition names for this protocol sequence; what the resolver finds.
	 * Those who ask while the resolver is at work share what it finds. A failure is not
	 * kept: the next one to ask has it tried again.
	 * @param resolver what finds the endpoint
	 * @param interfaceId the interface that shall be called
	 * @param interfaceEndpoints the endpoints that the interface definition names, as
	 * string bindings ({@link io.opnum.rpc.RpcInterface#endpoints()})
	 * @return the endpoint; fails as the resolver does, or with
	 * {@link InvalidBindingException} if an endpoint of the definition is not valid. What
	 * dependents of it do, or its cancellation, does not concern others
	 */
	public CompletionStage<Endpoint> resolve(EndpointResolver resolver, InterfaceId interfaceId,
			List<String> interfaceEndpoints) {
		Given given = this.given;
		return (given != null) ? given.stage
				: this.resolved.resolve(interfaceId, () -> find(resolver, interfaceId, interfaceEndpoints));
	}

	private CompletionStage<Endpoint> find(EndpointResolver resolver, InterfaceId interfaceId,
			List<String> interfaceEndpoints) {
		StringBinding partial = this.stringBinding.toBuilder().endpoint(null).build();
		for (String text : interfaceEndpoints) {
			StringBinding candidate = StringBinding.parse(text);
			String endpoint = candidate.endpoint();
			if (candidate.protocolSequence() == partial.protocolSequence() && endpoint != null) {
				return CompletableFuture
					.completedStage(new Endpoint(partial.protocolSequence(), partial.networkAddress(), endpoint));
			}
		}
		return resolver.resolve(partial, interfaceId, partial.objectUuid());
	}

	@Override
	public String toString() {
		return toStringBinding().toString();
	}

	/**
	 * A given endpoint, ready to be handed out on each call.
	 */
	private static final class Given {

		private final Endpoint endpoint;

		private final CompletionStage<Endpoint> stage;

		Given(Endpoint endpoint) {
			this.endpoint = endpoint;
			this.stage = CompletableFuture.completedStage(endpoint);
		}

	}

}
