package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.SharedContext;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;

/**
 * An interface with context handles of two types.
 */
@RpcInterface(uuid = "4e0f3a1c-6f0b-4b9e-9a55-0f6f4a3f7b10", version = "1.0")
interface Bank {

	ContextHandle<Account> open(String owner);

	void openInto(String owner, Out<ContextHandle<Account>> account);

	CompletableFuture<ContextHandle<Account>> openLater(String owner);

	@Nullable ContextHandle<Account> find(String owner);

	int deposit(ContextHandle<Account> account, int amount);

	CompletableFuture<Integer> depositLater(ContextHandle<Account> account, int amount);

	/** The handle stands behind something of variable length. */
	CompletableFuture<String> note(String text, ContextHandle<Account> account);

	CompletableFuture<Integer> balance(@SharedContext ContextHandle<Account> account);

	int transfer(ContextHandle<Account> from, ContextHandle<Account> to, int amount);

	void toggle(InOut<@Nullable ContextHandle<Account>> account);

	void rename(InOut<ContextHandle<Account>> account, String owner);

	boolean isNull(@Nullable ContextHandle<Account> account);

	ContextHandle<Vault> vault();

	int look(ContextHandle<Vault> vault);

	@ClosesContext
	int close(BindingHandle binding, InOut<ContextHandle<Account>> account, Out<Integer> balance);

	/**
	 * An account, which the server implements.
	 */
	interface Account {

		int add(int amount);

	}

	/**
	 * Another type of handle; there is no operation that ends it.
	 */
	interface Vault {

	}

}
