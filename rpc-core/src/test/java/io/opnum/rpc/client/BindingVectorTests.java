package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingVector;
import io.opnum.rpc.binding.BindingVector.Selection;
import io.opnum.rpc.client.ScriptedServer.Script;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Several servers for one proxy.
 */
class BindingVectorTests extends AbstractClientTests {

	/** Answers all requests with its number. */
	private ScriptedServer numbered(int number) throws Exception {
		return server((peer) -> {
			peer.acceptBind();
			while (true) {
				Pdu pdu = peer.read();
				if (pdu instanceof Request request) {
					peer.respond(request, number);
				}
			}
		});
	}

	private static BindingHandle nobody() throws Exception {
		return BindingHandle.of(ScriptedServer.endpointOf(ScriptedServer.freePort()).toStringBinding());
	}

	private Calculator calculator(BindingVector vector) {
		return client().proxy(Calculator.class, vector);
	}

	@Test
	void firstServerIsCalledAsLongAsItIsThere() throws Exception {
		ScriptedServer first = numbered(1);
		ScriptedServer second = numbered(2);
		Calculator calculator = calculator(BindingVector.of(List.of(first.handle(), second.handle())));
		assertThat(calculator.addOne(0)).isOne();
		assertThat(calculator.addOneLater(0).join()).isOne();
		first.close();
		await(() -> client().statistics().connections() == 0);
		assertThat(calculator.addOne(0)).isEqualTo(2);
		assertThat(calculator.addOneLater(0).join()).isEqualTo(2);
		assertThat(calculator).hasToString(calculator.toString()).asString().contains(second.endpoint().endpoint());
	}

	@Test
	void serverThatFailedIsPassedOver() throws Exception {
		List<BindingHandle> asked = new ArrayList<>();
		client((builder) -> builder.interceptor((call, chain) -> {
			Object result = chain.proceed();
			asked.add(call.bindingHandle());
			return result;
		}));
		BindingHandle gone = nobody();
		BindingHandle there = numbered(2).handle();
		Calculator calculator = calculator(BindingVector.of(List.of(gone, there)));
		for (int i = 0; i < 5; i++) {
			assertThat(calculator.addOne(0)).isEqualTo(2);
		}
		assertThat(asked).containsOnly(there);
		// Once was it tried
		assertThat(client().statistics().retries()).isOne();
	}

	@Test
	void callsGoToEachServerInTurn() throws Exception {
		BindingVector vector = BindingVector
			.of(List.of(numbered(1).handle(), nobody(), numbered(2).handle(), numbered(3).handle()))
			.withSelection(Selection.ROUND_ROBIN);
		Calculator calculator = calculator(vector);
		int[] counts = new int[4];
		for (int i = 0; i < 40; i++) {
			counts[calculator.addOne(0)]++;
		}
		assertThat(counts[0]).isZero();
		assertThat(counts[1]).isBetween(9, 21);
		assertThat(counts[2]).isBetween(9, 21);
		assertThat(counts[3]).isBetween(9, 21);
		assertThat(client().statistics().associations()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void callThatMayHaveExecutedGoesToNoOther(boolean asynchronous) throws Exception {
		AtomicInteger second = new AtomicInteger();
		ScriptedServer loses = server((peer) -> {
			peer.acceptBind();
			peer.request();
		});
		ScriptedServer other = server((peer) -> second.incrementAndGet());
		Calculator calculator = calculator(BindingVector.of(List.of(loses.handle(), other.handle())));
		if (asynchronous) {
			failure(RpcCommunicationException.class, calculator.addOneLater(1));
		}
		else {
			failure(RpcCommunicationException.class, () -> calculator.addOne(1));
		}
		assertThat(second).hasValue(0);
	}

	@Test
	void serverThatIsBusyOrDoesNotHaveTheInterfaceIsNoEnd() throws Exception {
		Script busy = (peer) -> {
			peer.acceptBind();
			while (true) {
				peer.fault(peer.request(), RpcStatus.SERVER_TOO_BUSY.code(), PacketFlag.DID_NOT_EXECUTE);
			}
		};
		RpcServer without = closeLater(RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build());
		without.start();
		BindingHandle busyHandle = server(busy).handle();
		BindingHandle withoutHandle = BindingHandle.of(without.bindings().get(0));
		assertThat(calculator(BindingVector.of(List.of(busyHandle, withoutHandle, numbered(3).handle()))).addOne(0))
			.isEqualTo(3);
		failure(UnknownInterfaceException.class,
				() -> calculator(BindingVector.of(List.of(busyHandle, withoutHandle))).addOne(0));
		failure(ServerTooBusyException.class,
				() -> calculator(BindingVector.of(List.of(withoutHandle, busyHandle))).addOne(0));
	}

	@Test
	void failureIsThatOfTheLastWhereNoneIsThere() throws Exception {
		BindingHandle last = nobody();
		RpcCommunicationException failure = failure(RpcCommunicationException.class,
				() -> calculator(BindingVector.of(List.of(nobody(), last))).addOne(0));
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasMessageContaining(last.toString());
	}

	@Test
	void callsWithContextHandleGoWhereItWasOpened() throws Exception {
		List<BindingHandle> banks = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			RpcServer server = closeLater(RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build());
			server.register(Bank.class, new BankService());
			server.start();
			banks.add(BindingHandle.of(server.bindings().get(0)));
		}
		Bank bank = client().proxy(Bank.class, BindingVector.of(banks).withSelection(Selection.ROUND_ROBIN));
		try (ContextHandle<Bank.Account> first = bank.open("a"); ContextHandle<Bank.Account> second = bank.open("b")) {
			for (int i = 1; i < 6; i++) {
				assertThat(bank.deposit(first, 1)).isEqualTo(i);
				assertThat(bank.deposit(second, 2)).isEqualTo(2 * i);
			}
			// One each, which lasts as long as the handle does
			assertThat(client().statistics().associations()).isEqualTo(2);
		}
	}

	@Test
	void explicitHandleIsTheOneThatIsCalled() throws Exception {
		Calculator calculator = calculator(BindingVector.of(List.of(numbered(1).handle())));
		assertThat(calculator.addOneAt(numbered(2).handle(), 0)).isEqualTo(2);
	}

	@Test
	void serverIsTriedAgainAfterAWhile() {
		AtomicLong now = new AtomicLong(42);
		BindingVector vector = BindingVector.of("ncacn_ip_tcp:a[1]", "ncacn_ip_tcp:b[1]", "ncacn_ip_tcp:c[1]")
			.withHoldOff(Duration.ofSeconds(10));
		BindingHandle a = vector.handles().get(0);
		BindingHandle b = vector.handles().get(1);
		BindingHandle c = vector.handles().get(2);
		HandleSelector selector = new HandleSelector(vector, now::get);
		assertThat(selector.select(Set.of())).isSameAs(a);
		selector.failed(a);
		assertThat(selector.select(Set.of())).isSameAs(b);
		assertThat(selector.select(Set.of(b))).isSameAs(c);
		now.addAndGet(Duration.ofSeconds(5).toNanos());
		selector.failed(b);
		selector.failed(c);
		// All have failed: the first of them is the likeliest to be back
		assertThat(selector.select(Set.of())).isSameAs(a);
		assertThat(selector.select(Set.of(a))).isSameAs(b);
		assertThat(selector.select(Set.of(a, b, c))).isNull();
		selector.succeeded(c);
		assertThat(selector.select(Set.of())).isSameAs(c);
		now.addAndGet(Duration.ofSeconds(6).toNanos());
		assertThat(selector.select(Set.of())).isSameAs(a);
		assertThat(selector.select(Set.of(a))).isSameAs(c);
	}

	@Test
	void emptyVectorIsNone() {
		assertThatIllegalArgumentException().isThrownBy(() -> BindingVector.of(List.of()));
	}

}
