package io.opnum.rpc.transport;

import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;

import io.netty.channel.ChannelException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.transport.ListenException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Tells why an endpoint can't be listened on, and what would mend it.
 */
final class ListenFailures {

	private static final int FIRST_UNPRIVILEGED_PORT = 1024;

	private ListenFailures() {
	}

	/**
	 * Return the failure to listen.
	 * @param endpoint the endpoint
	 * @param cause what the operating system said
	 * @return the failure
	 */
	static ListenException of(Endpoint endpoint, Throwable cause) {
		Reason reason = reason(cause);
		return new ListenException(endpoint, reason,
				"Can't listen on %s: %s".formatted(endpoint, explain(endpoint, reason, cause)), cause);
	}

	static boolean isInUse(Throwable cause) {
		return reason(cause) == Reason.IN_USE;
	}

	private static Reason reason(Throwable cause) {
		if (cause instanceof UnknownHostException) {
			return Reason.NO_SUCH_ADDRESS;
		}
		if (cause instanceof AccessDeniedException) {
			return Reason.NOT_PERMITTED;
		}
		// The number of the error is lost in Java; its text is the operating system's
		String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
		if (text.contains("in use")) {
			return Reason.IN_USE;
		}
		if (text.contains("permission denied") || text.contains("not permitted") || text.contains("forbidden")) {
			return Reason.NOT_PERMITTED;
		}
		if (text.contains("assign requested address") || text.contains("address not available")) {
			return Reason.NO_SUCH_ADDRESS;
		}
		Throwable deeper = cause.getCause();
		boolean wrapper = cause instanceof BindException || cause instanceof ChannelException;
		return (wrapper && deeper != null) ? reason(deeper) : Reason.OTHER;
	}

	private static String explain(Endpoint endpoint, Reason reason, Throwable cause) {
		return switch (reason) {
			case IN_USE -> "another server listens there already. Stop it or choose another endpoint; "
					+ "without an endpoint a free one is found";
			case NOT_PERMITTED -> isPrivileged(endpoint.endpoint())
					? ("the operating system does not permit this user a port below %d. Choose a port from there on, or grant it "
							+ "(on Linux: the capability CAP_NET_BIND_SERVICE, or sysctl net.ipv4.ip_unprivileged_port_start=%s)")
						.formatted(FIRST_UNPRIVILEGED_PORT, endpoint.endpoint())
					: "the operating system does not permit it (%s). Choose another endpoint"
						.formatted(cause.getMessage());
			case NO_SUCH_ADDRESS ->
				"'%s' is no address of this host. Leave it empty to listen on all addresses, or write one of them"
					.formatted(endpoint.networkAddress());
			case OTHER -> String.valueOf(cause.getMessage());
		};
	}

	private static boolean isPrivileged(@Nullable String port) {
		try {
			return port != null && Integer.parseInt(port) < FIRST_UNPRIVILEGED_PORT;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

}
