package io.opnum.rpc.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ServerThreadsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private final ServerThreads threads = new ServerThreads(null);

	@Test
	void rundownHappensOnAThreadOfItsOwnThoughTheServerIsClosed() throws Exception {
		this.threads.shutdown();
		this.threads.awaitEnd(PATIENCE);
		CompletableFuture<Thread> thread = new CompletableFuture<>();
		this.threads.runDown(() -> thread.complete(Thread.currentThread()));
		assertThat(thread.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotEqualTo(Thread.currentThread());
		assertThat(thread.get().isDaemon()).isTrue();
	}

	@Test
	void whatWasGivenToThemIsDoneBeforeTheyEnd() {
		StringBuilder done = new StringBuilder();
		this.threads.keepHouse(() -> done.append("a"));
		this.threads.keepHouse(() -> done.append("b"));
		this.threads.shutdown();
		this.threads.awaitEnd(PATIENCE);
		assertThat(done).hasToString("ab");
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.threads.keepHouse(() -> {
		}));
	}

	@Test
	void callsAreTakenUntilTheirThreadsEnd() throws Exception {
		CompletableFuture<String> name = new CompletableFuture<>();
		this.threads.calls().execute(() -> name.complete(Thread.currentThread().getName()));
		assertThat(name.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).startsWith("opnum-call-");
		this.threads.endCalls(PATIENCE);
		assertThatExceptionOfType(RejectedExecutionException.class)
			.isThrownBy(() -> this.threads.calls().execute(() -> {
			}));
	}

}
