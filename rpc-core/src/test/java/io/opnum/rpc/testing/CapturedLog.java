package io.opnum.rpc.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What was logged, at info or above, below a name while this was open.
 */
public final class CapturedLog implements AutoCloseable {

	private final Logger logger;

	private final @Nullable Level level;

	private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			CapturedLog.this.events.add(event);
		}

	};

	private CapturedLog(Logger logger) {
		this.logger = logger;
		this.level = logger.getLevel();
		logger.setLevel(Level.INFO);
		this.appender.start();
		logger.addAppender(this.appender);
	}

	/**
	 * Begin to capture.
	 * @param name the name of loggers, or what it begins with
	 * @return what is logged
	 */
	public static CapturedLog of(String name) {
		return new CapturedLog((Logger) LoggerFactory.getLogger(name));
	}

	/**
	 * Return the lines.
	 * @return the messages
	 */
	public List<String> lines() {
		return this.events.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@Override
	public void close() {
		this.logger.detachAppender(this.appender);
		this.logger.setLevel(this.level);
		this.appender.stop();
	}

}
