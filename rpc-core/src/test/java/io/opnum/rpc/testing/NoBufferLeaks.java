package io.opnum.rpc.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Fails a test class after which buffers were collected that nobody had released. Works
 * with Netty's leak detection at the paranoid level, as the build sets it.
 * <p>
 * To know that the garbage of the tests was looked at, it leaks a buffer itself and waits
 * for the report of that one.
 */
public final class NoBufferLeaks implements BeforeAllCallback, AfterAllCallback {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final AtomicInteger canaries = new AtomicInteger();

	private final Reports reports = new Reports();

	@Override
	public void beforeAll(ExtensionContext context) {
		assertThat(ResourceLeakDetector.getLevel()).as("run tests with -Dio.netty.leakDetection.level=paranoid")
			.isEqualTo(ResourceLeakDetector.Level.PARANOID);
		logger().setAdditive(false);
		this.reports.start();
		logger().addAppender(this.reports);
	}

	@Override
	public void afterAll(ExtensionContext context) throws InterruptedException {
		String canary = "canary-" + canaries.incrementAndGet();
		leak(canary);
		Instant deadline = Instant.now().plus(PATIENCE);
		while (this.reports.texts.stream().noneMatch((text) -> text.contains(canary))) {
			assertThat(Instant.now()).as("no leak is ever reported").isBefore(deadline);
			System.gc();
			ByteBufAllocator.DEFAULT.buffer(1).release();
			Thread.sleep(10);
		}
		logger().detachAppender(this.reports);
		assertThat(this.reports.texts).allSatisfy((text) -> assertThat(text).contains("canary-"));
	}

	private static void leak(String hint) {
		ByteBuf leaked = ByteBufAllocator.DEFAULT.buffer(1);
		leaked.touch(hint);
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
	}

	private static final class Reports extends AppenderBase<ILoggingEvent> {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		@Override
		protected void append(ILoggingEvent event) {
			this.texts.add(event.getFormattedMessage());
		}

	}

}
