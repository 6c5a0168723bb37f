package io.opnum.rpc.boot.security;

import java.util.concurrent.CompletableFuture;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.annotation.Secured;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** Lets clerks book. Not final, nor are its methods: it is proxied both ways. */
public class LedgerService implements Ledger {

	@Override
	public String caller() {
		Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
		return (authentication != null) ? authentication.getName() : "nobody";
	}

	@Override
	public CompletableFuture<String> callerLater() {
		String here = caller();
		return CompletableFuture.supplyAsync(() -> here + ", elsewhere " + caller());
	}

	@Override
	@PreAuthorize("permitAll()")
	public int read(int entry) {
		return entry;
	}

	@Override
	@PreAuthorize("hasRole('CLERK')")
	public int book(int entry) {
		return entry + 1;
	}

	@Override
	public int audit(int entry) {
		return -entry;
	}

	@Override
	@Secured("ROLE_CLERK")
	public CompletableFuture<Integer> bookLater(int entry) {
		return CompletableFuture.completedFuture(entry + 1);
	}

	@Override
	public void fail(String with) {
		throw switch (with) {
			case "access" -> new AccessDeniedException("Secret: not the owner");
			case "credentials" -> new BadCredentialsException("Secret: no such user");
			case "later" -> new IllegalStateException("Secret");
			default -> new IllegalArgumentException(with);
		};
	}

}
