package io.opnum.rpc.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.client.ScriptedServer.Script;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A client, and servers that follow a script.
 */
@ExtendWith(NoBufferLeaks.class)
@Timeout(60)
abstract class AbstractClientTests {

	private final Deque<AutoCloseable> resources = new ArrayDeque<>();

	private RpcClient client;

	@AfterEach
	void close() throws Exception {
		try {
			if (this.client != null) {
				RpcClient client = this.client;
				client.close();
				await(() -> client.statistics().connections() == 0);
				await(() -> client.statistics().callsInFlight() == 0);
				await(() -> client.statistics().associations() == 0);
			}
		}
		finally {
			while (!this.resources.isEmpty()) {
				this.resources.pop().close();
			}
		}
	}

	/** The client of the test, with defaults where it was not built. */
	RpcClient client() {
		return (this.client != null) ? this.client : client((builder) -> {
		});
	}

	RpcClient client(Consumer<RpcClient.Builder> customizer) {
		assertThat(this.client).as("the client is there already").isNull();
		RpcClient.Builder builder = RpcClient.builder().connectTimeout(Duration.ofSeconds(10));
		customizer.accept(builder);
		this.client = builder.build();
		return this.client;
	}

	ScriptedServer server(Script... scripts) throws Exception {
		ScriptedServer server = ScriptedServer.start(scripts);
		this.resources.push(server);
		return server;
	}

	<T extends AutoCloseable> T closeLater(T resource) {
		this.resources.push(resource);
		return resource;
	}

	Calculator calculator(ScriptedServer server) {
		return client().proxy(Calculator.class, server.handle());
	}

	static <X extends RpcException> X failure(Class<X> type, ThrowingCallable call) {
		X failure = catchThrowableOfType(type, call);
		assertThat(failure).as("the call failed").isNotNull();
		return failure;
	}

	static <X extends RpcException> X failure(Class<X> type, CompletionStage<?> stage) {
		return failure(type, () -> {
			try {
				stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
			}
			catch (CompletionException ex) {
				throw ex.getCause();
			}
		});
	}

	static void await(Condition condition) throws InterruptedException {
		Instant deadline = Instant.now().plusSeconds(20);
		while (!condition.isMet()) {
			assertThat(Instant.now()).as("the condition never came true").isBefore(deadline);
			Thread.sleep(2);
		}
	}

	/**
	 * Something that comes true sooner or later.
	 */
	@FunctionalInterface
	interface Condition {

		boolean isMet() throws InterruptedException;

	}

}
