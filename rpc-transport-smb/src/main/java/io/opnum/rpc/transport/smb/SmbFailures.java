package io.opnum.rpc.transport.smb;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import com.hierynomus.mserref.NtStatus;
import com.hierynomus.mssmb2.SMBApiException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a pipe can't be opened, and what would mend it.
 */
final class SmbFailures {

	private SmbFailures() {
	}

	/**
	 * Return the failure to open a pipe.
	 * @param endpoint the endpoint
	 * @param options how it was tried
	 * @param step what failed
	 * @param failure what the library said
	 * @return the failure: no call executed
	 */
	static RpcException of(Endpoint endpoint, SmbOptions options, Step step, Exception failure) {
		SMBApiException refusal = find(failure, SMBApiException.class);
		if (refusal != null) {
			return refused(endpoint, options, step, refusal);
		}
		return new RpcCommunicationException(message(endpoint, unreachable(endpoint, options, failure)),
				RpcStatus.SERVER_UNAVAILABLE, true, failure);
	}

	private static RpcException refused(Endpoint endpoint, SmbOptions options, Step step, SMBApiException refusal) {
		NtStatus status = refusal.getStatus();
		if (step == Step.LOG_ON) {
			return denied(endpoint, "the server refused the logon of '%s' with %s. Check user, password and domain"
				.formatted(options.credentials(), text(refusal)), refusal);
		}
		if (status == NtStatus.STATUS_ACCESS_DENIED) {
			return denied(endpoint,
					"'%s' may not open %s. Log on as a user who may".formatted(options.credentials(), step.what),
					refusal);
		}
		String problem = switch (status) {
			case STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_PATH_NOT_FOUND,
					STATUS_NO_SUCH_FILE ->
				"the server has no pipe of this name. Check its spelling, and that the service runs";
			case STATUS_PIPE_NOT_AVAILABLE, STATUS_PIPE_BUSY ->
				"all instances of the pipe are in use (%s). Try again later".formatted(text(refusal));
			case STATUS_BAD_NETWORK_NAME -> "the server has no share IPC$: it offers no named pipes";
			default -> "the server answered %s to open %s".formatted(text(refusal), step.what);
		};
		return new RpcCommunicationException(message(endpoint, problem), RpcStatus.SERVER_UNAVAILABLE, true, refusal);
	}

	private static RpcAccessDeniedException denied(Endpoint endpoint, String problem, Exception cause) {
		return new RpcAccessDeniedException(message(endpoint, problem), RpcStatus.ACCESS_DENIED, true, cause);
	}

	private static String unreachable(Endpoint endpoint, SmbOptions options, Exception failure) {
		if (find(failure, UnknownHostException.class) != null) {
			return "the host name '%s' is unknown. Check its spelling and the DNS".formatted(endpoint.networkAddress());
		}
		if (find(failure, ConnectException.class) != null || find(failure, NoRouteToHostException.class) != null
				|| find(failure, SocketTimeoutException.class) != null) {
			return "no SMB server answers on TCP port %d (%s). Check the host, and that it shares files over SMB"
				.formatted(options.port(), failure.getMessage());
		}
		return String.valueOf(failure.getMessage());
	}

	private static String message(Endpoint endpoint, String problem) {
		return "Can't connect to %s: %s".formatted(endpoint, problem);
	}

	private static String text(SMBApiException refusal) {
		return "%s (0x%08x)".formatted(refusal.getStatus(), refusal.getStatusCode());
	}

	private static <T extends Throwable> @Nullable T find(@Nullable Throwable failure, Class<T> type) {
		Throwable cause = failure;
		while (cause != null && !type.isInstance(cause)) {
			cause = cause.getCause();
		}
		return type.cast(cause);
	}

	/** The steps to a pipe. */
	enum Step {

		/** Connect to the server. */
		CONNECT("the connection"),

		/** Open a session. */
		LOG_ON("a session"),

		/** Connect to the share of pipes. */
		CONNECT_SHARE("the share IPC$"),

		/** Open the pipe. */
		OPEN_PIPE("the pipe");

		private final String what;

		Step(String what) {
			this.what = what;
		}

	}

}
