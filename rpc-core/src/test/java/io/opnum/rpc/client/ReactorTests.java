package io.opnum.rpc.client;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Operations that return a {@link Mono}.
 */
class ReactorTests extends AbstractClientTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private Reactive serve(Reactive implementation) {
		RpcServer server = closeLater(RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build());
		server.register(Reactive.class, implementation);
		server.start();
		return client().proxy(Reactive.class, BindingHandle.of(server.bindings().get(0)));
	}

	@Test
	void eachSubscriptionIsACall() {
		AtomicInteger calls = new AtomicInteger();
		Reactive reactive = serve(new Reactive() {

			@Override
			public Mono<Integer> addOne(int number) {
				// Cold: counts where the server subscribes
				return Mono.fromSupplier(() -> number + calls.incrementAndGet());
			}

			@Override
			public Mono<Void> done() {
				return Mono.fromRunnable(calls::incrementAndGet);
			}

		});
		Mono<Integer> cold = reactive.addOne(10);
		assertThat(client().statistics().calls()).isZero();
		assertThat(cold.block(PATIENCE)).isEqualTo(11);
		assertThat(cold.block(PATIENCE)).isEqualTo(12);
		assertThat(reactive.done().block(PATIENCE)).isNull();
		assertThat(calls).hasValue(3);
		assertThat(reactive.addOne(1).zipWith(reactive.addOne(1), Integer::sum).block(PATIENCE)).isEqualTo(11);
	}

	@Test
	void failuresAreErrors() {
		Reactive reactive = serve(new Reactive() {

			@Override
			public Mono<Integer> addOne(int number) {
				return Mono.error(new RpcFaultException(RpcStatus.INVALID_TAG, "no"));
			}

			@Override
			public Mono<Void> done() {
				throw new RpcFaultException(RpcStatus.INVALID_BOUND, "no");
			}

		});
		assertThat(reactive.addOne(1)
			.onErrorResume(RpcFaultException.class, (ex) -> Mono.just(ex.status().code()))
			.block(PATIENCE)).isEqualTo(RpcStatus.INVALID_TAG.code());
		assertThatThrownBy(() -> reactive.done().block(PATIENCE)).isInstanceOf(RpcFaultException.class);
	}

	@Test
	void disposalCancelsTheCall() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request request = peer.request();
			called.countDown();
			assertThat(peer.expect(CoCancel.class).callId()).isEqualTo(request.callId());
			cancelled.countDown();
			peer.serve();
		});
		Disposable subscription = client().proxy(Reactive.class, server.handle()).addOne(1).subscribe();
		called.await();
		subscription.dispose();
		cancelled.await();
		await(() -> client().statistics().callsInFlight() == 0);
	}

	@Test
	void cancelDisposesOfTheServersSubscription() throws Exception {
		CountDownLatch subscribed = new CountDownLatch(1);
		CountDownLatch disposed = new CountDownLatch(1);
		Reactive reactive = serve(new Reactive() {

			@Override
			public Mono<Integer> addOne(int number) {
				return Mono.<Integer>never()
					.doOnSubscribe((subscription) -> subscribed.countDown())
					.doOnCancel(disposed::countDown);
			}

			@Override
			public Mono<Void> done() {
				return Mono.empty();
			}

		});
		Disposable subscription = reactive.addOne(1).subscribe();
		subscribed.await();
		subscription.dispose();
		disposed.await();
		assertThat(reactive.done().block(PATIENCE)).isNull();
	}

	@Test
	void nothingNeedsReactor() throws Exception {
		ClassLoader without = new WithoutReactor();
		Class<?> stub = without.loadClass(InterfaceStub.class.getName());
		assertThat(stub).isNotSameAs(InterfaceStub.class);
		Class<?> plain = without.loadClass(Calculator.class.getName());
		assertThat(stub.getMethod("of", Class.class).invoke(null, plain)).asString().contains("Calculator");
		Class<?> reactor = without.loadClass("io.opnum.rpc.ndr.AsynchronousType$Reactor");
		var present = reactor.getDeclaredField("IS_PRESENT");
		present.setAccessible(true);
		assertThat(present.getBoolean(null)).isFalse();
	}

	@Test
	void monoOfUnknownTypeIsADefect() {
		assertThatThrownBy(() -> InterfaceStub.of(Raw.class)).isInstanceOf(InterfaceDefinitionException.class)
			.hasMessageContaining("Mono has no type argument");
	}

	@RpcInterface(uuid = "1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c08", version = "1.0")
	interface Reactive {

		Mono<Integer> addOne(int number);

		Mono<Void> done();

	}

	@RpcInterface
	@SuppressWarnings("rawtypes")
	interface Raw {

		Mono addOne(int number);

	}

	/** Has the classes of this library anew, and no Reactor. */
	private static final class WithoutReactor extends ClassLoader {

		WithoutReactor() {
			super(ReactorTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.startsWith("reactor.")) {
				throw new ClassNotFoundException(name);
			}
			if (!name.startsWith("io.opnum.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			if (loaded != null) {
				return loaded;
			}
			try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
				if (in == null) {
					throw new ClassNotFoundException(name);
				}
				byte[] octets = in.readAllBytes();
				return defineClass(name, octets, 0, octets.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
