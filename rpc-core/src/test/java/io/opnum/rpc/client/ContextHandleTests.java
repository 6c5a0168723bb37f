package io.opnum.rpc.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.BindingOption;
import io.opnum.rpc.client.Bank.Account;
import io.opnum.rpc.client.Bank.Vault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Context handles between a client and a server of this library.
 */
class ContextHandleTests extends AbstractClientTests {

	private final BankService service = new BankService();

	private RpcServer server;

	@Test
	void handleStandsForStateOfTheServer() {
		Bank bank = bank();
		ContextHandle<Account> ann = bank.open("Ann");
		ContextHandle<Account> bob = bank.open("Bob");
		assertThat(bank.deposit(ann, 5)).isEqualTo(5);
		assertThat(bank.deposit(bob, 7)).isEqualTo(7);
		assertThat(bank.deposit(ann, 1)).isEqualTo(6);
		assertThat(bank.transfer(ann, bob, 4)).isEqualTo(11);
		assertThat(bank.transfer(ann, ann, 4)).isEqualTo(2);
		assertThat(open()).isEqualTo(2);
	}

	@Test
	void clientTellsHowManyAreOpen() {
		Bank bank = bank();
		assertThat(openAtTheClient()).isZero();
		ContextHandle<Account> ann = bank.open("Ann");
		bank.open("Bob");
		bank.openInto("Cid", new Out<>());
		bank.deposit(ann, 5);
		assertThat(openAtTheClient()).isEqualTo(3);
		ann.close();
		ann.destroy();
		assertThat(openAtTheClient()).isEqualTo(2);
	}

	@Test
	void handleMayBeResultOutParameterOrInFuture() {
		Bank bank = bank();
		Out<ContextHandle<Account>> out = new Out<>();
		bank.openInto("Ann", out);
		assertThat(bank.deposit(out.get(), 3)).isEqualTo(3);
		assertThat(bank.deposit(bank.openLater("Bob").join(), 4)).isEqualTo(4);
		assertThat(bank.find("nobody")).isNull();
		assertThat(bank.find("Cid")).isNotNull();
	}

	@Test
	void stateIsTheServersAlone() {
		ContextHandle<Account> account = bank().open("Ann");
		assertThatIllegalStateException().isThrownBy(account::state).withMessageContaining("is the server's");
		assertThat(account).asString().startsWith("ContextHandle<Account>[").contains("association group 0x");
	}

	@Test
	void closeCallsTheOperationThatEndsIt() {
		Bank bank = bank();
		try (ContextHandle<Account> account = bank.open("Ann")) {
			assertThat(bank.deposit(account, 5)).isEqualTo(5);
			assertThat(account.isClosed()).isFalse();
		}
		assertThat(this.service.closed).containsExactly("Ann");
		assertThat(open()).isZero();
		assertThat(openAtTheClient()).isZero();
		assertThat(this.server.statistics().contextRundowns()).isZero();
	}

	@Test
	void closedHandleIsRefusedHere() {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		account.close();
		account.close();
		assertThat(account.isClosed()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> bank.deposit(account, 1))
			.withMessageContaining("Bank.deposit: account is ContextHandle<Account>")
			.withMessageContaining("which is closed");
	}

	@Test
	void operationThatEndsHandleCalledByHandClosesItToo() {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		bank.deposit(account, 8);
		InOut<ContextHandle<Account>> holder = new InOut<>(account);
		Out<Integer> balance = new Out<>();
		bank.close(handle(), holder, balance);
		assertThat(balance.get()).isEqualTo(8);
		assertThat(holder.getOrNull()).isNull();
		assertThat(account.isClosed()).isTrue();
		assertThat(this.service.closed).containsExactly("Ann");
	}

	@Test
	void handleWithoutOperationThatEndsItIsRunDownWithTheAssociation() throws Exception {
		Bank bank = bank();
		ContextHandle<Vault> vault = bank.vault();
		assertThat(bank.look(vault)).isEqualTo(1);
		vault.close();
		assertThat(vault.isClosed()).isTrue();
		assertThat(open()).isEqualTo(1);
		client().close();
		await(() -> this.service.vaultsRunDown.get() == 1);
		assertThat(this.server.statistics().contextRundowns()).isEqualTo(1);
		assertThat(open()).isZero();
	}

	@Test
	void handlesAreRunDownOnceWhenTheClientCloses() throws Exception {
		Bank bank = bank();
		bank.open("Ann");
		bank.open("Bob");
		bank.open("Cid").close();
		client().close();
		await(() -> this.service.closed.size() == 3);
		assertThat(this.service.closed).containsExactlyInAnyOrder("Cid", "Ann", "Bob");
		assertThat(this.server.statistics().contextRundowns()).isEqualTo(2);
	}

	@Test
	void sameHandleComesBackAsSameObject() {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		InOut<ContextHandle<Account>> holder = new InOut<>(account);
		bank.rename(holder, "Bob");
		assertThat(holder.get()).isSameAs(account);
		assertThat(bank.deposit(account, 1)).isEqualTo(1);
		assertThat(this.service.closed).containsExactly("Ann");
		account.close();
		assertThat(this.service.closed).containsExactly("Ann", "Bob");
	}

	@Test
	void nullHandlePassesWhereItIsDeclared() {
		Bank bank = bank();
		assertThat(bank.isNull(null)).isTrue();
		InOut<@Nullable ContextHandle<Account>> holder = new InOut<>(null);
		bank.toggle(holder);
		ContextHandle<Account> account = holder.get();
		assertThat(bank.isNull(account)).isFalse();
		bank.toggle(holder);
		assertThat(holder.getOrNull()).isNull();
		assertThat(account.isClosed()).isTrue();
	}

	@Test
	void nullHandleIsRefusedElsewhere() {
		Bank bank = bank();
		assertThatIllegalArgumentException().isThrownBy(() -> bank.deposit(null, 1))
			.withMessageContaining("Bank.deposit: account is null")
			.withMessageContaining("@Nullable");
	}

	@Test
	void handleIsRefusedOverAnotherBinding() throws Exception {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		try (RpcServer other = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").build()) {
			other.register(Bank.class, new BankService());
			other.start();
			Bank elsewhere = client().proxy(Bank.class, BindingHandle.of(other.bindings().get(0)));
			assertThatIllegalArgumentException().isThrownBy(() -> elsewhere.deposit(account, 1))
				.withMessageContaining("means nothing over another binding");
			ContextHandle<Account> there = elsewhere.open("Bob");
			assertThatIllegalArgumentException().isThrownBy(() -> bank.transfer(account, there, 1))
				.withMessageContaining("means nothing over another binding");
			there.close();
		}
	}

	@Test
	void bindingsThatShareAnAssociationShareHandles() {
		ContextHandle<Account> account = bank().open("Ann");
		Bank second = client().proxy(Bank.class, handle());
		second.find("nobody");
		assertThat(second.deposit(account, 1)).isEqualTo(1);
	}

	@Test
	void handleOfTheServerSideIsRefused() {
		Bank bank = bank();
		assertThatIllegalArgumentException().isThrownBy(() -> bank.deposit(ContextHandle.of((amount) -> 1), 1))
			.withMessageContaining("which no server gave to this client");
	}

	@Test
	void callsWithOneHandleRunOneAfterTheOtherInTheirOrder() throws Exception {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			calls.add(bank.depositLater(account, 1));
		}
		for (int i = 0; i < 20; i++) {
			await(() -> this.service.held.size() == 1);
			int number = i;
			assertThat(calls.subList(i, 20)).noneMatch(CompletableFuture::isDone);
			this.service.held.remove().complete(0);
			assertThat(calls.get(number).join()).isEqualTo(number + 1);
		}
	}

	@Test
	void callsThatShareHandleRunAtOnceAndThoseThatDoNotWaitForThem() throws Exception {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		CompletableFuture<Integer> first = bank.balance(account);
		CompletableFuture<Integer> second = bank.balance(account);
		await(() -> this.service.held.size() == 2);
		CompletableFuture<Integer> deposit = bank.depositLater(account, 1);
		CompletableFuture<Integer> third = bank.balance(account);
		bank.find("nobody");
		assertThat(this.service.held).hasSize(2);
		this.service.held.remove().complete(0);
		this.service.held.remove().complete(0);
		assertThat(first.join() + second.join()).isZero();
		await(() -> this.service.held.size() == 1);
		assertThat(third).isNotDone();
		this.service.held.remove().complete(0);
		assertThat(deposit.join()).isEqualTo(1);
		await(() -> this.service.held.size() == 1);
		this.service.held.remove().complete(0);
		assertThat(third.join()).isEqualTo(1);
	}

	@Test
	void handleBehindArgumentsOfVariableLengthIsWaitedForToo() throws Exception {
		Bank bank = bank((builder) -> builder.maxConcurrentCalls(2));
		ContextHandle<Account> account = bank.open("Ann");
		CompletableFuture<String> first = bank.note("a", account);
		await(() -> this.service.held.size() == 1);
		CompletableFuture<String> second = bank.note("bcd", account);
		await(() -> this.server.statistics().callsIn() == 3);
		// The second has a place until its arguments are unmarshalled, and then none
		await(() -> hasPlace(bank));
		assertThat(this.service.held).hasSize(1);
		this.service.held.remove().complete(2);
		assertThat(first.join()).isEqualTo("a2");
		await(() -> this.service.held.size() == 1);
		this.service.held.remove().complete(3);
		assertThat(second.join()).isEqualTo("bcd5");
	}

	private static boolean hasPlace(Bank bank) {
		try {
			return bank.find("nobody") == null;
		}
		catch (ServerTooBusyException ex) {
			return false;
		}
	}

	@Test
	void callsThatWaitTakeNoThreadNorPlaceOfOthers() throws Exception {
		Bank bank = bank((builder) -> builder.maxConcurrentCalls(2));
		ContextHandle<Account> account = bank.open("Ann");
		List<CompletableFuture<Integer>> calls = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			calls.add(bank.depositLater(account, 1));
		}
		await(() -> this.service.held.size() == 1);
		assertThat(bank.find("nobody")).isNull();
		for (CompletableFuture<Integer> call : calls) {
			await(() -> !this.service.held.isEmpty());
			this.service.held.remove().complete(0);
			call.join();
		}
		assertThat(this.server.statistics().rejectedCalls()).isZero();
	}

	@Test
	void callThatWaitedForHandleThatWasClosedMeanwhileIsTold() throws Exception {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		CompletableFuture<Integer> running = bank.depositLater(account, 1);
		await(() -> this.service.held.size() == 1);
		CompletableFuture<Void> closing = CompletableFuture.runAsync(account::close);
		await(() -> client().statistics().callsInFlight() == 2);
		CompletableFuture<Integer> late = bank.depositLater(account, 1);
		this.service.held.remove().complete(0);
		assertThat(running.join()).isEqualTo(1);
		closing.join();
		assertThat(failure(ContextMismatchException.class, late).status()).isEqualTo(RpcStatus.CONTEXT_MISMATCH);
	}

	@Test
	void tooManyHandlesAreRefusedBeforeTheOperationRuns() {
		Bank bank = bank((builder) -> builder.limits(RpcServerLimits.DEFAULT.withMaxContextHandlesPerAssociation(2)));
		ContextHandle<Account> ann = bank.open("Ann");
		bank.open("Bob");
		RpcFaultException refused = failure(RpcFaultException.class, () -> bank.open("Cid"));
		assertThat(refused.status()).isEqualTo(RpcStatus.OUT_OF_RESOURCES);
		assertThat(refused.didNotExecute()).isTrue();
		assertThat(bank.deposit(ann, 1)).isEqualTo(1);
		ann.close();
		assertThat(bank.open("Cid")).isNotNull();
		assertThat(this.service.closed).containsExactly("Ann");
	}

	@Test
	void unregisteringRunsHandlesDownButNotUnderCalls() throws Exception {
		start((builder) -> {
		});
		RpcServer.Registration registration = this.server.registrations().get(0);
		Bank bank = client().proxy(Bank.class, handle());
		ContextHandle<Account> ann = bank.open("Ann");
		ContextHandle<Account> bob = bank.open("Bob");
		CompletableFuture<Integer> running = bank.depositLater(ann, 1);
		await(() -> this.service.held.size() == 1);
		registration.close();
		await(() -> this.service.closed.contains("Bob"));
		assertThat(this.service.closed).containsExactly("Bob");
		this.service.held.remove().complete(0);
		assertThat(running.join()).isEqualTo(1);
		await(() -> this.service.closed.contains("Ann"));
		this.server.register(Bank.class, this.service);
		assertThat(failure(ContextMismatchException.class, () -> bank.deposit(bob, 1)))
			.hasMessageContaining("open another one");
		assertThat(this.server.statistics().contextRundowns()).isEqualTo(2);
	}

	@Test
	void serverThatClosesRunsHandlesDown() throws Exception {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		this.server.close();
		assertThat(this.service.closed).containsExactly("Ann");
		await(account::isClosed);
		assertThat(openAtTheClient()).isZero();
		account.close();
	}

	@Test
	void restartedServerHasForgottenTheHandle() throws Exception {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		BindingHandle before = handle();
		this.server.close();
		await(account::isClosed);
		try (RpcServer restarted = RpcServer.builder().endpoint(before.toStringBinding()).build()) {
			restarted.register(Bank.class, this.service);
			restarted.start();
			ContextMismatchException failure = failure(ContextMismatchException.class, () -> bank.deposit(account, 1));
			assertThat(failure).hasMessageContaining("have ended, so that the server has forgotten the context handle")
				.hasMessageContaining("open another one");
			assertThat(failure.didNotExecute()).isTrue();
			assertThat(bank.deposit(bank.open("Ann"), 1)).isEqualTo(1);
		}
	}

	@Test
	void lastConnectionStaysWhileHandleIsOpenAndGoesAfter() throws Exception {
		client((builder) -> builder.idleTimeout(Duration.ofMillis(50)));
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		bank.find("nobody");
		// A client without handles idles longer than the other would have
		try (var other = io.opnum.rpc.RpcClient.builder().idleTimeout(Duration.ofMillis(300)).build()) {
			other.proxy(Bank.class, handle()).find("nobody");
			await(() -> other.statistics().connections() == 0);
		}
		assertThat(client().statistics().connections()).isEqualTo(1);
		assertThat(bank.deposit(account, 1)).isEqualTo(1);
		account.close();
		await(() -> client().statistics().connections() == 0);
	}

	@Test
	void connectionThatDoesNotLingerStaysWhileHandleIsOpen() throws Exception {
		start((builder) -> {
		});
		Bank bank = client().proxy(Bank.class, handle().with(BindingOption.DONT_LINGER, true));
		bank.find("nobody");
		await(() -> client().statistics().connections() == 0);
		for (int i = 0; i < 50; i++) {
			ContextHandle<Account> account = bank.open("Ann");
			assertThat(bank.deposit(account, 1)).isEqualTo(1);
			account.close();
			await(() -> client().statistics().connections() == 0);
		}
	}

	@Test
	void callGivenUpDoesNotEndTheHandles() throws Exception {
		start((builder) -> {
		});
		Bank bank = client().proxy(Bank.class, handle());
		Bank hasty = client().proxy(Bank.class, handle().withTimeout(Duration.ofMillis(50)));
		ContextHandle<Account> account = bank.open("Ann");
		hasty.find("nobody");
		failure(RpcTimeoutException.class, hasty.depositLater(account, 1));
		await(() -> this.service.held.size() == 1);
		this.service.held.remove().complete(0);
		// The first deposit was made, or cancelled with its call
		assertThat(bank.deposit(account, 1)).isIn(1, 2);
	}

	@Test
	void handleOfServerThatIsGoneClosesQuietly() throws Exception {
		Bank bank = bank();
		ContextHandle<Account> account = bank.open("Ann");
		this.server.close();
		account.close();
		assertThat(account.isClosed()).isTrue();
		failure(RpcCommunicationException.class, () -> bank.open("Bob"));
	}

	private Bank bank() {
		return bank((builder) -> {
		});
	}

	private Bank bank(Consumer<RpcServer.Builder> customizer) {
		start(customizer);
		return client().proxy(Bank.class, handle());
	}

	private void start(Consumer<RpcServer.Builder> customizer) {
		RpcServer.Builder builder = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1");
		customizer.accept(builder);
		this.server = closeLater(builder.build());
		this.server.register(Bank.class, this.service);
		this.server.start();
	}

	private BindingHandle handle() {
		return BindingHandle.of(this.server.bindings().get(0));
	}

	private int openAtTheClient() {
		return client().statistics().contextHandles();
	}

	private int open() {
		return this.server.statistics().contextHandles();
	}

}
