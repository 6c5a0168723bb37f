package io.opnum.rpc.binding;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link BindingHandle}.
 */
class BindingHandleTests {

	private static final InterfaceId INVENTORY = InterfaceId.derived("Inventory", "1.0");

	private static final InterfaceId ORDERS = InterfaceId.derived("Orders", "1.0");

	private static final UUID OBJECT = UUID.fromString("308fb580-1eb2-11ca-923b-08002b1075a7");

	private final ScriptedResolver resolver = new ScriptedResolver();

	@Test
	void givenEndpointIsNeverResolved() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host[9135]");
		assertThat(handle.isFullyBound()).isTrue();
		assertThat(handle.endpoint()).isEqualTo(endpoint("9135")).isEqualTo(handle.endpoint(INVENTORY));
		assertThat(get(handle.resolve(this.resolver, INVENTORY))).isEqualTo(endpoint("9135"));
		assertThat(this.resolver.asked).isEmpty();
	}

	@Test
	void partiallyBoundHandleIsResolvedOnce() {
		BindingHandle handle = BindingHandle.of(OBJECT + "@ncacn_ip_tcp:host");
		assertThat(handle.isFullyBound()).isFalse();
		assertThat(handle.endpoint()).isNull();
		CompletionStage<Endpoint> first = handle.resolve(this.resolver, INVENTORY);
		this.resolver.answer("1");
		assertThat(get(first)).isEqualTo(endpoint("1"));
		assertThat(get(handle.resolve(this.resolver, INVENTORY))).isEqualTo(endpoint("1"));
		assertThat(this.resolver.asked)
			.containsExactly(new Question(StringBinding.parse(OBJECT + "@ncacn_ip_tcp:host"), INVENTORY, OBJECT));
		assertThat(handle.isFullyBound()).isTrue();
		assertThat(handle).hasToString(OBJECT + "@ncacn_ip_tcp:host[1]");
	}

	@Test
	void eachInterfaceHasItsOwnEndpoint() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		resolve(handle, INVENTORY, "1");
		resolve(handle, ORDERS, "2");
		assertThat(handle.endpoint(INVENTORY)).isEqualTo(endpoint("1"));
		assertThat(handle.endpoint(ORDERS)).isEqualTo(endpoint("2"));
		assertThat(handle.isFullyBound()).isTrue();
		assertThat(handle.endpoint()).isNull();
		assertThat(handle.toStringBinding()).isEqualTo(StringBinding.parse("ncacn_ip_tcp:host"));
	}

	@Test
	void interfacesOfOneProgramShareTheEndpoint() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		resolve(handle, INVENTORY, "1");
		resolve(handle, ORDERS, "1");
		assertThat(handle.endpoint()).isEqualTo(endpoint("1"));
	}

	@Test
	void endpointsOfTheInterfaceDefinitionComeFirst() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		List<String> endpoints = List.of("ncacn_np:[\\\\pipe\\\\x]", "ncacn_ip_tcp:", "ncacn_ip_tcp:elsewhere[7]",
				"ncacn_ip_tcp:[8]");
		assertThat(get(handle.resolve(this.resolver, INVENTORY, endpoints))).isEqualTo(endpoint("7"));
		assertThat(this.resolver.asked).isEmpty();
		assertThat(handle.endpoint(INVENTORY)).isEqualTo(endpoint("7"));
	}

	@Test
	void endpointsOfOtherProtocolSequencesDoNotHelp() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		CompletionStage<Endpoint> found = handle.resolve(this.resolver, INVENTORY, List.of("ncacn_np:[\\\\pipe\\\\x]"));
		this.resolver.answer("1");
		assertThat(get(found)).isEqualTo(endpoint("1"));
	}

	@Test
	void malformedEndpointOfTheInterfaceDefinitionFailsTheResolution() {
		CompletionStage<Endpoint> found = BindingHandle.of("ncacn_ip_tcp:host")
			.resolve(this.resolver, INVENTORY, List.of("host"));
		assertThat(failure(found)).isInstanceOf(InvalidBindingException.class);
	}

	@Test
	void concurrentCallersShareOneResolution() throws Exception {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			CountDownLatch start = new CountDownLatch(1);
			List<Future<CompletionStage<Endpoint>>> callers = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				callers.add(executor.submit(() -> {
					start.await();
					return handle.resolve(this.resolver, INVENTORY);
				}));
			}
			start.countDown();
			List<CompletionStage<Endpoint>> found = new ArrayList<>();
			for (Future<CompletionStage<Endpoint>> caller : callers) {
				found.add(caller.get());
			}
			this.resolver.answer("1");
			assertThat(found).allSatisfy((stage) -> assertThat(get(stage)).isEqualTo(endpoint("1")));
			assertThat(this.resolver.asked).hasSize(1);
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void callerWhoGivesUpDoesNotConcernOthers() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		CompletionStage<Endpoint> impatient = handle.resolve(this.resolver, INVENTORY);
		CompletionStage<Endpoint> patient = handle.resolve(this.resolver, INVENTORY);
		impatient.toCompletableFuture().cancel(true);
		this.resolver.answer("1");
		assertThat(get(patient)).isEqualTo(endpoint("1"));
		assertThat(get(handle.resolve(this.resolver, INVENTORY))).isEqualTo(endpoint("1"));
	}

	@Test
	void failureIsToldToAllWhoWaitAndNotKept() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		CompletionStage<Endpoint> first = handle.resolve(this.resolver, INVENTORY);
		CompletionStage<Endpoint> second = handle.resolve(this.resolver, INVENTORY);
		RuntimeException notRegistered = new EndpointNotRegisteredException("", RpcStatus.EPT_NOT_REGISTERED, true,
				null);
		this.resolver.fail(notRegistered);
		assertThat(failure(first)).isSameAs(notRegistered);
		assertThat(failure(second)).isSameAs(notRegistered);
		assertThat(handle.isFullyBound()).isFalse();
		assertThat(resolve(handle, INVENTORY, "1")).isEqualTo(endpoint("1"));
	}

	@Test
	void failureOfADependentStageIsToldAsItIs() {
		RuntimeException cause = new IllegalStateException();
		CompletionStage<Endpoint> failed = CompletableFuture.<Endpoint>failedStage(cause)
			.thenApply((endpoint) -> endpoint);
		assertThat(failure(
				BindingHandle.of("ncacn_ip_tcp:host").resolve((partial, interfaceId, object) -> failed, INVENTORY)))
			.isSameAs(cause);
	}

	@Test
	void resolverThatThrowsOrReturnsNullFailsTheResolution() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		IllegalStateException thrown = new IllegalStateException();
		assertThat(failure(handle.resolve((partial, interfaceId, object) -> {
			throw thrown;
		}, INVENTORY))).isSameAs(thrown);
		assertThat(failure(handle.resolve((partial, interfaceId, object) -> null, INVENTORY)))
			.isInstanceOf(NullPointerException.class);
		assertThat(failure(
				handle.resolve((partial, interfaceId, object) -> CompletableFuture.completedStage(null), INVENTORY)))
			.isInstanceOf(NullPointerException.class);
		assertThat(resolve(handle, INVENTORY, "1")).isEqualTo(endpoint("1"));
	}

	@Test
	void resetTakesAGivenEndpointOut() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host[9135]");
		handle.reset();
		assertThat(handle.isFullyBound()).isFalse();
		assertThat(handle).hasToString("ncacn_ip_tcp:host");
		assertThat(resolve(handle, INVENTORY, "1")).isEqualTo(endpoint("1"));
	}

	@Test
	void resetForgetsWhatWasFound() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		resolve(handle, INVENTORY, "1");
		handle.reset();
		assertThat(handle.endpoint(INVENTORY)).isNull();
		assertThat(resolve(handle, INVENTORY, "2")).isEqualTo(endpoint("2"));
	}

	@Test
	void whatIsFoundAfterAResetIsNotKept() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		CompletionStage<Endpoint> before = handle.resolve(this.resolver, INVENTORY);
		handle.reset();
		CompletionStage<Endpoint> after = handle.resolve(this.resolver, INVENTORY);
		this.resolver.answer("1");
		assertThat(get(before)).isEqualTo(endpoint("1"));
		assertThat(after.toCompletableFuture()).isNotDone();
		assertThat(handle.endpoint(INVENTORY)).isNull();
		this.resolver.answer("2");
		assertThat(get(after)).isEqualTo(endpoint("2"));
		assertThat(handle.endpoint(INVENTORY)).isEqualTo(endpoint("2"));
	}

	@Test
	void staleEndpointIsForgottenForEveryInterface() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		resolve(handle, INVENTORY, "1");
		resolve(handle, ORDERS, "1");
		handle.reset(endpoint("1"));
		assertThat(handle.isFullyBound()).isFalse();
	}

	@Test
	void staleEndpointIsForgottenOnlyIfItIsStillTheOne() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		resolve(handle, INVENTORY, "2");
		handle.reset(endpoint("1"));
		assertThat(handle.endpoint(INVENTORY)).isEqualTo(endpoint("2"));
	}

	@Test
	void staleEndpointStaysIfItWasGiven() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host[1]");
		handle.reset(endpoint("1"));
		assertThat(handle.endpoint()).isEqualTo(endpoint("1"));
	}

	@Test
	void copyKnowsTheEndpointsAndSharesNothing() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host").withTimeout(Duration.ofSeconds(1));
		resolve(handle, INVENTORY, "1");
		BindingHandle copy = handle.copy();
		handle.reset();
		assertThat(copy.endpoint(INVENTORY)).isEqualTo(endpoint("1"));
		assertThat(copy.timeout()).isEqualTo(Duration.ofSeconds(1));
		copy.reset(endpoint("1"));
		assertThat(copy.isFullyBound()).isFalse();
	}

	@Test
	void copyOfAHandleThatWasResetIsPartiallyBound() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host[1]");
		handle.reset();
		assertThat(handle.copy().isFullyBound()).isFalse();
		assertThat(handle.withTimeout(Duration.ZERO).isFullyBound()).isFalse();
	}

	@Test
	void anotherObjectMayLiveElsewhere() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		resolve(handle, INVENTORY, "1");
		BindingHandle other = handle.withObject(OBJECT);
		assertThat(other.objectUuid()).isEqualTo(OBJECT);
		assertThat(other.isFullyBound()).isFalse();
		assertThat(handle.objectUuid()).isNull();
		assertThat(other.withObject(new UUID(0, 0)).objectUuid()).isNull();
	}

	@Test
	void anotherObjectKeepsAGivenEndpoint() {
		assertThat(BindingHandle.of("ncacn_ip_tcp:host[1]").withObject(OBJECT).endpoint()).isEqualTo(endpoint("1"));
	}

	@Test
	void optionsAreTypedAndLeaveTheOriginalAlone() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		BindingHandle other = handle.with(BindingOption.UNIQUE_BINDING, true)
			.with(BindingOption.CONNECT_TIMEOUT, Duration.ofSeconds(2))
			.withTimeout(Duration.ZERO);
		assertThat(other.option(BindingOption.UNIQUE_BINDING)).isTrue();
		assertThat(other.option(BindingOption.CONNECT_TIMEOUT)).isEqualTo(Duration.ofSeconds(2));
		assertThat(other.timeout()).isEqualTo(Duration.ZERO);
		assertThat(other.option(BindingOption.DONT_LINGER)).isNull();
		assertThat(handle.option(BindingOption.UNIQUE_BINDING)).isNull();
		assertThat(other.withTimeout(null).timeout()).isNull();
	}

	@Test
	void optionsRefuseWhatMakesNoSense() {
		BindingHandle handle = BindingHandle.of("ncacn_ip_tcp:host");
		assertThatIllegalArgumentException().isThrownBy(() -> handle.withTimeout(Duration.ofMillis(-1)))
			.withMessageContaining("callTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> handle.with(BindingOption.CONNECT_TIMEOUT, Duration.ZERO))
			.withMessageContaining("connectTimeout");
	}

	@Test
	void handlesAreEqualByIdentity() {
		assertThat(BindingHandle.of("ncacn_ip_tcp:host")).isNotEqualTo(BindingHandle.of("ncacn_ip_tcp:host"));
	}

	private Endpoint resolve(BindingHandle handle, InterfaceId interfaceId, String port) {
		CompletionStage<Endpoint> found = handle.resolve(this.resolver, interfaceId);
		this.resolver.answer(port);
		return get(found);
	}

	private static Endpoint endpoint(String port) {
		return new Endpoint(ProtocolSequence.NCACN_IP_TCP, "host", port);
	}

	private static Endpoint get(CompletionStage<Endpoint> stage) {
		CompletableFuture<Endpoint> future = stage.toCompletableFuture();
		assertThat(future).isDone();
		return future.join();
	}

	private static Throwable failure(CompletionStage<Endpoint> stage) {
		CompletableFuture<Throwable> failure = new CompletableFuture<>();
		stage.whenComplete((endpoint, ex) -> failure.complete(ex));
		assertThat(failure).isDone();
		assertThat(failure.join()).isNotNull().isNotInstanceOf(CompletionException.class);
		return failure.join();
	}

	private record Question(StringBinding partial, InterfaceId interfaceId, @Nullable UUID objectUuid) {

	}

	/** Answers when told to, in the order of the questions. */
	private static final class ScriptedResolver implements EndpointResolver {

		final List<Question> asked = new ArrayList<>();

		private final List<CompletableFuture<Endpoint>> answers = new ArrayList<>();

		@Override
		public synchronized CompletionStage<Endpoint> resolve(StringBinding partial, InterfaceId interfaceId,
				@Nullable UUID objectUuid) {
			this.asked.add(new Question(partial, interfaceId, objectUuid));
			CompletableFuture<Endpoint> answer = new CompletableFuture<>();
			this.answers.add(answer);
			return answer;
		}

		synchronized void answer(String port) {
			this.answers.remove(0).complete(endpoint(port));
		}

		synchronized void fail(Throwable failure) {
			this.answers.remove(0).completeExceptionally(failure);
		}

	}

}
