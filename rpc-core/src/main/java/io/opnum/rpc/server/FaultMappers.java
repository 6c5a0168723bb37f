package io.opnum.rpc.server;

import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.FaultMapper;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcFaultException;
import io.opnum.rpc.RpcFaultStatus;
import io.opnum.rpc.RpcServerCall;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.ServerTooBusyException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Makes the status of a fault of what an operation or an interceptor threw: the one place
 * where exceptions and statuses meet. Thread-safe.
 * <table>
 * <caption>The defaults, behind the mappers of the application</caption>
 * <tr>
 * <th>thrown</th>
 * <th>status</th>
 * </tr>
 * <tr>
 * <td>one with {@link RpcFaultStatus}</td>
 * <td>that</td>
 * </tr>
 * <tr>
 * <td>{@link RpcFaultException}, {@link BadStubDataException}, {@link PipeException}</td>
 * <td>the one it carries</td>
 * </tr>
 * <tr>
 * <td>{@link RpcAccessDeniedException}</td>
 * <td>{@code ERROR_ACCESS_DENIED}</td>
 * </tr>
 * <tr>
 * <td>{@link ServerTooBusyException}</td>
 * <td>{@code nca_s_server_too_busy}</td>
 * </tr>
 * <tr>
 * <td>{@link RpcCancelledException}, {@link CancellationException}; of a cancelled call
 * also what an {@link InterruptedException} caused</td>
 * <td>{@code nca_s_fault_cancel}</td>
 * </tr>
 * <tr>
 * <td>{@link RpcCommunicationException}, {@link RpcTimeoutException}: a call that the
 * operation made itself</td>
 * <td>{@code nca_s_fault_remote_comm_failure}</td>
 * </tr>
 * <tr>
 * <td>{@link UnsupportedOperationException}</td>
 * <td>{@code RPC_S_CANNOT_SUPPORT}</td>
 * </tr>
 * <tr>
 * <td>{@link ArithmeticException} of an integer division</td>
 * <td>{@code nca_s_fault_int_div_by_zero}</td>
 * </tr>
 * <tr>
 * <td>{@link OutOfMemoryError}</td>
 * <td>{@code nca_s_fault_remote_no_memory}</td>
 * </tr>
 * <tr>
 * <td>anything else</td>
 * <td>{@code nca_s_fault_unspec}</td>
 * </tr>
 * </table>
 */
final class FaultMappers {

	private static final Logger logger = LoggerFactory.getLogger(FaultMappers.class);

	/** How deep to look for the interruption that made an operation fail. */
	private static final int MAX_CAUSES = 16;

	/** What the virtual machine says of an integer division by zero. */
	private static final String DIVISION_BY_ZERO = "/ by zero";

	/** What of pipes is the operation's own fault. */
	private static final Set<RpcStatus> MISUSED_PIPE = Set.of(RpcStatus.PIPE_ORDER, RpcStatus.PIPE_DISCIPLINE,
			RpcStatus.PIPE_CLOSED);

	private final List<FaultMapper> mappers;

	private final LogLimit log;

	/**
	 * Create mappers.
	 * @param mappers those of the application
	 * @param log keeps what callers provoke from filling the log
	 */
	FaultMappers(List<FaultMapper> mappers, LogLimit log) {
		this.mappers = List.copyOf(mappers);
		this.log = log;
	}

	/**
	 * Return the status of a fault, and log why it is sent: what an application meant to
	 * answer and what a peer sent at debug, what went wrong here as an error, once a
	 * minute for each operation and type of exception.
	 * @param thrown what was thrown
	 * @param call the call
	 * @return the status
	 */
	RpcStatus map(Throwable thrown, RpcServerCall call) {
		Throwable cause = unwrap(thrown);
		RpcStatus status = mapByApplication(cause, call);
		if (status == null) {
			status = (isInterruption(cause) && call.context().isCancelled()) ? RpcStatus.FAULT_CANCEL
					: mapDeliberate(cause);
		}
		if (status != null) {
			status = sendable(status);
			logger.debug("{} answered with {}", call, status, cause);
			return status;
		}
		status = mapUnforeseen(cause);
		Failure failure = new Failure(call.method(), cause.getClass());
		logger.atLevel(this.log.level(Level.ERROR, failure))
			.setCause(cause)
			.log("{} failed and is answered with {}", call, status);
		return status;
	}

	private RpcStatus sendable(RpcStatus status) {
		if (!status.isFault()) {
			logger.atLevel(this.log.level(Level.WARN, status))
				.log("{} may not be the status of a fault: {} is sent instead", status, RpcStatus.FAULT_UNSPEC);
			return RpcStatus.FAULT_UNSPEC;
		}
		return status;
	}

	/** What a future was failed with. */
	static Throwable unwrap(Throwable thrown) {
		Throwable cause = thrown;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException
				|| cause instanceof UncheckedIOException) && cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

	/** Whether an operation ended because its thread was interrupted. */
	private static boolean isInterruption(Throwable thrown) {
		Throwable cause = thrown;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (cause instanceof InterruptedException || cause instanceof InterruptedIOException
					|| cause instanceof ClosedByInterruptException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

	private @Nullable RpcStatus mapByApplication(Throwable cause, RpcServerCall call) {
		for (FaultMapper mapper : this.mappers) {
			try {
				RpcStatus status = mapper.map(cause, call);
				if (status != null) {
					return status;
				}
			}
			catch (RuntimeException ex) {
				logger.atLevel(this.log.level(Level.ERROR, mapper))
					.setCause(ex)
					.log("Fault mapper {} failed and is passed over", mapper);
			}
		}
		return null;
	}

	private @Nullable RpcStatus mapDeliberate(Throwable cause) {
		RpcFaultStatus annotation = cause.getClass().getAnnotation(RpcFaultStatus.class);
		if (annotation != null) {
			return RpcStatus.of(annotation.value());
		}
		if (cause instanceof RpcFaultException fault) {
			return fault.status();
		}
		if (cause instanceof BadStubDataException badStubData) {
			return badStubData.status();
		}
		if (cause instanceof PipeException pipe && !MISUSED_PIPE.contains(pipe.status())) {
			return pipe.status();
		}
		if (cause instanceof RpcAccessDeniedException) {
			return RpcStatus.ACCESS_DENIED;
		}
		if (cause instanceof ServerTooBusyException) {
			return RpcStatus.SERVER_TOO_BUSY;
		}
		if (cause instanceof RpcCancelledException || cause instanceof CancellationException) {
			return RpcStatus.FAULT_CANCEL;
		}
		return null;
	}

	private RpcStatus mapUnforeseen(Throwable cause) {
		if (cause instanceof PipeException pipe) {
			return pipe.status();
		}
		if (cause instanceof RpcCommunicationException || cause instanceof RpcTimeoutException) {
			return RpcStatus.REMOTE_COMM_FAILURE;
		}
		if (cause instanceof UnsupportedOperationException) {
			return RpcStatus.CANNOT_SUPPORT;
		}
		if (cause instanceof ArithmeticException && DIVISION_BY_ZERO.equals(cause.getMessage())) {
			return RpcStatus.INT_DIV_BY_ZERO;
		}
		if (cause instanceof OutOfMemoryError) {
			return RpcStatus.REMOTE_NO_MEMORY;
		}
		return RpcStatus.FAULT_UNSPEC;
	}

	/**
	 * What is logged once a minute.
	 *
	 * @param operation what failed
	 * @param thrown what it threw
	 */
	private record Failure(Method operation, Class<?> thrown) {

	}

}
