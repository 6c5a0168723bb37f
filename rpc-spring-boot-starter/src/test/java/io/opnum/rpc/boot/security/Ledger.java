package io.opnum.rpc.boot.security;

import java.util.concurrent.CompletableFuture;

import io.opnum.rpc.RpcInterface;

import org.springframework.security.access.prepost.PreAuthorize;

/** Books entries, and tells who calls as the thread of an operation knows it. */
@RpcInterface
public interface Ledger {

	String caller();

	CompletableFuture<String> callerLater();

	int read(int entry);

	int book(int entry);

	@PreAuthorize("hasAuthority('FACTOR_PASSWORD')")
	int audit(int entry);

	CompletableFuture<Integer> bookLater(int entry);

	void fail(String with);

}
