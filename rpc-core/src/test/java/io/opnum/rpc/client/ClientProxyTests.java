package io.opnum.rpc.client;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.opnum.rpc.InterfaceDefinitionException;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcClientCall;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcClientStatistics;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.client.ScriptedServer.Script;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What an application sees of a proxy.
 */
class ClientProxyTests extends AbstractClientTests {

	private static final Script SERVING = (peer) -> {
		peer.acceptBind();
		peer.serve();
	};

	@Test
	void methodsOfObjectAreNotCalls() throws Exception {
		ScriptedServer server = server(SERVING);
		Calculator one = calculator(server);
		Calculator two = calculator(server);
		assertThat(one).isEqualTo(one).isNotEqualTo(two).isNotEqualTo(null).isNotEqualTo("one");
		assertThat(Set.of(one, two)).hasSize(2);
		assertThat(new HashSet<>(List.of(one)).contains(one)).isTrue();
		assertThat(one).hasToString(
				"Calculator (1dd2eb2e-0b93-4f7c-8a0f-1f1a5d1f4c01 v1.2) at " + server.endpoint().toStringBinding());
		assertThat(server.connections()).isZero();
	}

	@Test
	void proxiesAreToldFromWhatMayBeServed() throws Exception {
		assertThat(RpcClient.isProxy(calculator(server(SERVING)))).isTrue();
		assertThat(RpcClient.isProxy("one")).isFalse();
		assertThat(RpcClient.isProxy(Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { Calculator.class }, (proxy, method, arguments) -> null)))
			.isFalse();
	}

	@Test
	void defaultMethodsCallOperations() throws Exception {
		ScriptedServer server = server(SERVING);
		assertThat(calculator(server).addTwo(5)).isEqualTo(7);
	}

	@Test
	void defectiveInterfaceIsRefusedWhenTheProxyIsMade() {
		assertThatExceptionOfType(InterfaceDefinitionException.class)
			.isThrownBy(() -> client().proxy(Runnable.class, BindingHandle.of("ncacn_ip_tcp:127.0.0.1[9]")));
	}

	@Test
	void explicitHandleOverridesThatOfTheProxy() throws Exception {
		ScriptedServer one = server((peer) -> {
			throw new AssertionError("nobody should connect");
		});
		ScriptedServer two = server(SERVING);
		assertThat(calculator(one).addOneAt(two.handle(), 5)).isEqualTo(6);
		assertThat(one.connections()).isZero();
	}

	@Test
	void explicitHandleMayNotBeNull() throws Exception {
		ScriptedServer server = server(SERVING);
		InvalidBindingException failure = failure(InvalidBindingException.class,
				() -> calculator(server).addOneAt(null, 5));
		assertThat(failure).hasMessageContainingAll("Calculator.addOneAt (opnum 2)", "BindingHandle");
		assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_BINDING);
		assertThat(failure.didNotExecute()).isTrue();
	}

	@Test
	void protocolSequenceWithoutTransportIsRefused() {
		Calculator calculator = client().proxy(Calculator.class, BindingHandle.of("ncadg_ip_udp:127.0.0.1[9]"));
		InvalidBindingException failure = failure(InvalidBindingException.class, () -> calculator.addOne(1));
		assertThat(failure.status()).isEqualTo(RpcStatus.PROTSEQ_NOT_SUPPORTED);
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure(InvalidBindingException.class, calculator.addOneLater(1)).status())
			.isEqualTo(RpcStatus.PROTSEQ_NOT_SUPPORTED);
	}

	@Test
	void interceptorsSurroundTheCallThoseOfTheClientOutermost() throws Exception {
		ScriptedServer server = server(SERVING);
		List<String> events = new CopyOnWriteArrayList<>();
		client((builder) -> builder.interceptor(recording("a", events)).interceptor(recording("b", events)));
		Calculator calculator = client().proxy(Calculator.class, server.handle(), List.of(recording("c", events)));
		assertThat(calculator.addOne(1)).isEqualTo(2);
		assertThat(events).containsExactly("a>", "b>", "c>", "<c", "<b", "<a");
	}

	@Test
	void interceptorSeesTheCallOnItsCallersThread() throws Exception {
		ScriptedServer server = server(SERVING);
		List<Object> seen = new ArrayList<>();
		Calculator calculator = client().proxy(Calculator.class, server.handle(), List.of((call, chain) -> {
			seen.addAll(List.of(call.interfaceId(), call.rpcInterface(), call.method().getName(), call.opnum(),
					call.bindingHandle(), call.arguments(), Thread.currentThread()));
			return chain.proceed();
		}));
		BindingHandle explicit = server.handle();
		assertThat(calculator.addOneAt(explicit, 7)).isEqualTo(8);
		assertThat(seen).containsExactly(InterfaceStub.of(Calculator.class).interfaceId(), Calculator.class, "addOneAt",
				2, explicit, List.of(explicit, 7), Thread.currentThread());
	}

	@Test
	void interceptorGetsTheFutureOfAsynchronousCall() throws Exception {
		ScriptedServer server = server(SERVING);
		Calculator calculator = client().proxy(Calculator.class, server.handle(), List.of((call, chain) -> {
			Object future = chain.proceed();
			assertThat(future).isInstanceOf(CompletableFuture.class);
			return ((CompletableFuture<?>) future).thenApply((number) -> (int) number * 10);
		}));
		assertThat(calculator.addOneLater(1).join()).isEqualTo(20);
	}

	@Test
	void interceptorMayRepeatTheCall() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), RpcStatus.SERVER_TOO_BUSY.code(), 0x20);
			peer.serve();
		});
		Calculator calculator = client().proxy(Calculator.class, server.handle(), List.of((call, chain) -> {
			try {
				return chain.proceed();
			}
			catch (RpcException ex) {
				assertThat(ex.didNotExecute()).isTrue();
				return chain.proceed();
			}
		}));
		assertThat(calculator.addOne(1)).isEqualTo(2);
	}

	@Test
	void interceptorMayAnswerOrFailInsteadOfTheServer() throws Exception {
		ScriptedServer server = server((peer) -> {
			throw new AssertionError("nobody should connect");
		});
		assertThat(client().proxy(Calculator.class, server.handle(), List.of((call, chain) -> 42)).addOne(1))
			.isEqualTo(42);
		Calculator failing = client().proxy(Calculator.class, server.handle(), List.of((call, chain) -> {
			throw new IllegalStateException("no");
		}));
		assertThatIllegalStateException().isThrownBy(() -> failing.addOne(1)).withMessage("no");
	}

	@Test
	void futuresAreCompletedOnTheCallbackExecutor() throws Exception {
		ScriptedServer server = server(SERVING);
		ExecutorService executor = Executors.newSingleThreadExecutor((task) -> new Thread(task, "callbacks"));
		closeLater(() -> {
			executor.shutdown();
			assertThat(executor.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		});
		List<String> threads = new CopyOnWriteArrayList<>();
		Executor recording = (task) -> executor.execute(() -> {
			threads.add(Thread.currentThread().getName());
			task.run();
		});
		client((builder) -> builder.callbackExecutor(recording));
		assertThat(calculator(server).addOneLater(1).join()).isEqualTo(2);
		assertThat(threads).containsExactly("callbacks");
	}

	@Test
	void futuresAreCompletedEvenIfTheCallbackExecutorRefuses() throws Exception {
		ScriptedServer server = server(SERVING);
		client((builder) -> builder.callbackExecutor((task) -> {
			throw new RejectedExecutionException("full");
		}));
		assertThat(calculator(server).addOneLater(1).join()).isEqualTo(2);
	}

	@Test
	void callbackThatBlocksHoldsUpNoOtherCall() throws Exception {
		ScriptedServer server = server(SERVING);
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> release = new CompletableFuture<>();
		CompletableFuture<Integer> blocked = calculator.addOneLater(1).thenApply((number) -> release.join());
		assertThat(calculator.addOne(1)).isEqualTo(2);
		release.complete(7);
		assertThat(blocked.join()).isEqualTo(7);
	}

	@Test
	void callThatWaitsInForkJoinPoolLeavesRoomForTheCallbacksThere() throws Exception {
		CountDownLatch waiting = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			Request blocked = peer.request();
			waiting.countDown();
			peer.respond(peer.request(), 7);
			answer.await();
			peer.respond(blocked, 8);
			peer.expectClose();
		});
		ForkJoinPool pool = new ForkJoinPool(1);
		closeLater(() -> {
			pool.shutdown();
			assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		});
		client((builder) -> builder.callbackExecutor(pool));
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> blocked = CompletableFuture.supplyAsync(() -> calculator.addOne(1), pool);
		waiting.await();
		assertThat(calculator.addOneLater(1).join()).isEqualTo(7);
		answer.countDown();
		assertThat(blocked.join()).isEqualTo(8);
	}

	@Test
	void callThatWouldWaitForItsOwnEventLoopIsRefused() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			while (true) {
				if (peer.read() instanceof Request request && request.opnum() == 1) {
					peer.respond(request, 1);
				}
			}
		});
		client((builder) -> builder.callbackExecutor(Runnable::run));
		Calculator calculator = calculator(server);
		CompletableFuture<Integer> nested = calculator.addOneLater(0).thenApply(calculator::addOne);
		assertThatExceptionOfType(java.util.concurrent.CompletionException.class).isThrownBy(nested::join)
			.withCauseInstanceOf(IllegalStateException.class)
			.withMessageContaining("event loop");
	}

	@Test
	void statisticsCount() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.respond(peer.request(), 1);
			peer.fault(peer.request(), 5, 0);
			Request request = peer.request();
			peer.respond(peer.request(), 1);
			peer.respond(request, 1);
			peer.expectClose();
		});
		Calculator calculator = calculator(server);
		assertThat(client().statistics()).isEqualTo(new RpcClientStatistics(0, 0, 0, 0, 0, 0, 0, 0));
		calculator.addOne(1);
		failure(RpcException.class, () -> calculator.addOne(1));
		CompletableFuture<Integer> inFlight = calculator.addOneLater(1);
		assertThat(client().statistics()).isEqualTo(new RpcClientStatistics(3, 1, 1, 1, 1, 0, 0, 0));
		calculator.addOne(1);
		inFlight.join();
		assertThat(client().statistics()).isEqualTo(new RpcClientStatistics(4, 1, 1, 1, 0, 0, 0, 0));
	}

	@Test
	void threadsEndWithTheClient() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			while (true) {
				peer.read();
			}
		});
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		Calculator calculator = client((builder) -> builder.timeout(java.time.Duration.ofMinutes(1)))
			.proxy(Calculator.class, server.handle());
		CompletableFuture<Integer> call = calculator.addOneLater(1);
		await(() -> client().statistics().connections() == 1);
		assertThat(clientThreads(before)).isNotEmpty();
		client().close();
		failure(RpcException.class, call);
		await(() -> clientThreads(before).isEmpty());
	}

	private static List<String> clientThreads(Set<Thread> before) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !before.contains(thread))
			.map(Thread::getName)
			.filter((name) -> name.startsWith("opnum-"))
			.toList();
	}

	@Test
	void exceptionsOfOperationsKeepTheirStatusWhateverItIs() throws Exception {
		ScriptedServer server = server((peer) -> {
			peer.acceptBind();
			peer.fault(peer.request(), 0xc0000022, 0);
			peer.expectClose();
		});
		assertThat(failure(RpcFaultException.class, () -> calculator(server).addOne(1)).status())
			.isEqualTo(RpcStatus.of(0xc0000022));
	}

	private static RpcClientInterceptor recording(String name, List<String> events) {
		return new RpcClientInterceptor() {

			@Override
			public Object intercept(RpcClientCall call, Chain chain) throws Throwable {
				events.add(name + ">");
				try {
					return chain.proceed();
				}
				finally {
					events.add("<" + name);
				}
			}

		};
	}

}
