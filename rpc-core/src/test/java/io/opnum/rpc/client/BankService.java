package io.opnum.rpc.client;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;

/**
 * Keeps books of what becomes of accounts.
 */
final class BankService implements Bank {

	/** Accounts that were closed, by whoever. */
	final List<String> closed = new CopyOnWriteArrayList<>();

	/** Deposits that wait for something to happen. */
	final ConcurrentLinkedQueue<CompletableFuture<Integer>> held = new ConcurrentLinkedQueue<>();

	final AtomicInteger vaultsRunDown = new AtomicInteger();

	private final Executor executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "bank");
		thread.setDaemon(true);
		return thread;
	});

	@Override
	public ContextHandle<Account> open(String owner) {
		return ContextHandle.of(new OpenAccount(owner));
	}

	@Override
	public void openInto(String owner, Out<ContextHandle<Account>> account) {
		account.set(open(owner));
	}

	@Override
	public CompletableFuture<ContextHandle<Account>> openLater(String owner) {
		return CompletableFuture.supplyAsync(() -> open(owner), this.executor);
	}

	@Override
	public @Nullable ContextHandle<Account> find(String owner) {
		return owner.equals("nobody") ? null : open(owner);
	}

	@Override
	public int deposit(ContextHandle<Account> account, int amount) {
		return account.state().add(amount);
	}

	@Override
	public CompletableFuture<Integer> depositLater(ContextHandle<Account> account, int amount) {
		CompletableFuture<Integer> gate = new CompletableFuture<>();
		this.held.add(gate);
		return gate.thenApply((extra) -> account.state().add(amount + extra));
	}

	@Override
	public CompletableFuture<String> note(String text, ContextHandle<Account> account) {
		CompletableFuture<Integer> gate = new CompletableFuture<>();
		this.held.add(gate);
		return gate.thenApply((extra) -> text + account.state().add(extra));
	}

	@Override
	public CompletableFuture<Integer> balance(ContextHandle<Account> account) {
		return depositLater(account, 0);
	}

	@Override
	public int transfer(ContextHandle<Account> from, ContextHandle<Account> to, int amount) {
		from.state().add(-amount);
		return to.state().add(amount);
	}

	@Override
	public void toggle(InOut<@Nullable ContextHandle<Account>> account) {
		account.set((account.getOrNull() != null) ? null : open("toggled"));
	}

	@Override
	public void rename(InOut<ContextHandle<Account>> account, String owner) {
		account.set(open(owner));
	}

	@Override
	public boolean isNull(@Nullable ContextHandle<Account> account) {
		return account == null;
	}

	@Override
	public ContextHandle<Vault> vault() {
		return ContextHandle.of(new Vault() {
		}, (vault) -> this.vaultsRunDown.incrementAndGet());
	}

	@Override
	public int look(ContextHandle<Vault> vault) {
		return 1;
	}

	@Override
	public int close(BindingHandle binding, InOut<ContextHandle<Account>> account, Out<Integer> balance) {
		balance.set(account.get().state().add(0));
		account.set(null);
		return 0;
	}

	/**
	 * An account.
	 */
	private final class OpenAccount implements Account, AutoCloseable {

		private final String owner;

		private final AtomicInteger balance = new AtomicInteger();

		OpenAccount(String owner) {
			this.owner = owner;
		}

		@Override
		public int add(int amount) {
			return this.balance.addAndGet(amount);
		}

		@Override
		public void close() {
			BankService.this.closed.add(this.owner);
		}

	}

}
