package io.opnum.rpc.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.opnum.rpc.Operation;
import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcFaultStatus;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Exceptions with a status, from the operation to the caller.
 */
class ClientDeclaredExceptionTests extends AbstractClientTests {

	private @Nullable RpcServer server;

	@AfterEach
	void closeServer() {
		if (this.server != null) {
			this.server.close();
		}
	}

	@Test
	void declaredExceptionComesBackAsThatType() {
		Vault vault = vault(false, new LockedException("locked by alice"));
		LockedException failure = catchThrowableOfType(LockedException.class, vault::open);
		assertThat(failure).hasMessageContainingAll("Vault.open (opnum 0)", "0xe0000101")
			.hasMessageNotContaining("alice");
		assertThat(failure.getCause()).isInstanceOfSatisfying(RpcFaultException.class,
				(fault) -> assertThat(fault.status()).isEqualTo(RpcStatus.of(0xe0000101)));
		assertThat(failure.getStackTrace()).anyMatch((frame) -> frame.getMethodName().startsWith("declaredException"));
	}

	@Test
	void messageIsTheServersWhereItTells() {
		Vault vault = vault(true, new LockedException("locked by alice"));
		assertThat(catchThrowableOfType(LockedException.class, vault::open)).hasMessage("locked by alice");
	}

	@Test
	void exceptionOfEachConstructorIsMade() {
		assertThat(catchThrowable(vault(true, new RustyException("hinges"))::open)).isInstanceOf(RustyException.class)
			.hasMessage("hinges")
			.hasCauseInstanceOf(RpcFaultException.class);
		closeServer();
		assertThat(catchThrowable(vault(true, new EmptyException())::open)).isInstanceOf(EmptyException.class)
			.hasCauseInstanceOf(RpcFaultException.class);
	}

	@Test
	void subclassComesBackAsTheClassThatIsDeclared() {
		Vault vault = vault(false, new LockedException("") {
		});
		assertThat(catchThrowable(vault::open)).isExactlyInstanceOf(LockedException.class);
	}

	@Test
	void futureFailsWithTheDeclaredException() {
		Vault vault = vault(false, new LockedException("locked"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> vault.openLater().join())
			.withCauseInstanceOf(LockedException.class);
	}

	@Test
	void undeclaredExceptionIsFaultWithItsStatus() {
		Vault vault = vault(false, new StuckException());
		assertThat(failure(RpcFaultException.class, vault::open).status()).isEqualTo(RpcStatus.of(0xe0000104));
	}

	@Test
	void interceptorsSeeTheDeclaredException() {
		Throwable[] seen = new Throwable[1];
		RpcClientInterceptor interceptor = (call, chain) -> {
			try {
				return chain.proceed();
			}
			catch (Throwable ex) {
				seen[0] = ex;
				throw ex;
			}
		};
		client((builder) -> builder.interceptor(interceptor));
		assertThat(catchThrowable(vault(false, new LockedException("locked"))::open)).isSameAs(seen[0])
			.isInstanceOf(LockedException.class);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void constructorThatThrowsLeavesTheFault(boolean told) {
		RpcFaultException failure = failure(RpcFaultException.class,
				() -> vault(told, new FussyException("told", null)).openFussily());
		assertThat(failure.status()).isEqualTo(RpcStatus.of(0xe0000105));
		assertThat(failure.getSuppressed()).singleElement().isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void failureThatIsNoFaultIsNoneOfTheOperations() {
		vault(false, new LockedException(""));
		BindingHandle handle = BindingHandle.of(this.server.bindings().get(0));
		Stranger stranger = client().proxy(Stranger.class, handle);
		assertThat(failure(UnknownInterfaceException.class, stranger::open).status())
			.isEqualTo(RpcStatus.RPC_UNKNOWN_IF);
	}

	private Vault vault(boolean told, Exception failure) {
		this.server = RpcServer.builder().endpoint("ncacn_ip_tcp:127.0.0.1").extendedErrorInformation(told).build();
		this.server.register(Vault.class, new FailingVault(failure));
		this.server.start();
		return client().proxy(Vault.class, BindingHandle.of(this.server.bindings().get(0)));
	}

	/**
	 * What is called.
	 */
	@RpcInterface
	interface Vault {

		@Operation(0)
		void open() throws LockedException, RustyException, EmptyException;

		@Operation(1)
		CompletableFuture<Void> openLater() throws LockedException;

		@Operation(2)
		void openFussily() throws FussyException;

	}

	/**
	 * An interface that the server does not have.
	 */
	@RpcInterface
	interface Stranger {

		void open() throws UnknownException;

	}

	private record FailingVault(Exception failure) implements Vault {

		@Override
		public void open() {
			FailingVault.<RuntimeException>fail(this.failure);
		}

		@Override
		public CompletableFuture<Void> openLater() {
			return CompletableFuture.failedFuture(this.failure);
		}

		@Override
		public void openFussily() {
			FailingVault.<RuntimeException>fail(this.failure);
		}

		@SuppressWarnings("unchecked")
		private static <X extends Exception> void fail(Exception failure) throws X {
			throw (X) failure;
		}

	}

	@RpcFaultStatus(0xe0000101)
	static class LockedException extends Exception {

		LockedException(String message) {
			this(message, null);
		}

		LockedException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

	@RpcFaultStatus(0xe0000102)
	static class RustyException extends RuntimeException {

		RustyException(String message) {
			super(message);
		}

	}

	@RpcFaultStatus(0xe0000103)
	static class EmptyException extends Exception {

	}

	@RpcFaultStatus(0xe0000104)
	static class StuckException extends Exception {

	}

	@RpcFaultStatus(0xe0000105)
	static class FussyException extends Exception {

		FussyException(String message, @Nullable Throwable cause) {
			super(message);
			if (cause != null) {
				throw new IllegalArgumentException("no cause, please");
			}
		}

	}

	@RpcFaultStatus(1717)
	static class UnknownException extends Exception {

	}

}
