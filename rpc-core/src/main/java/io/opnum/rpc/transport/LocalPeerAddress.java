package io.opnum.rpc.transport;

import java.net.SocketAddress;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The address of the other side of an {@code ncalrpc} connection: the endpoint that both
 * met at, and who the operating system says the peer is. Immutable.
 *
 * @since 0.1.0
 */
@SuppressWarnings("serial")
public final class LocalPeerAddress extends SocketAddress {

	private final String endpoint;

	private final transient @Nullable Credentials credentials;

	/**
	 * Create an address.
	 * @param endpoint the name of the endpoint
	 * @param credentials who the peer is, or {@code null} where that is not known
	 */
	public LocalPeerAddress(String endpoint, @Nullable Credentials credentials) {
		this.endpoint = endpoint;
		this.credentials = credentials;
	}

	/**
	 * Return the name of the endpoint.
	 * @return the name
	 */
	public String endpoint() {
		return this.endpoint;
	}

	/**
	 * Return who the peer is. The operating system vouches for it: as the process was
	 * when it connected or, seen from a client, when it began to listen.
	 * @return the credentials; {@code null} where the transport works without epoll,
	 * which alone tells them
	 */
	public @Nullable Credentials credentials() {
		return this.credentials;
	}

	@Override
	public boolean equals(Object object) {
		return object instanceof LocalPeerAddress other && this.endpoint.equals(other.endpoint)
				&& Objects.equals(this.credentials, other.credentials);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.endpoint, this.credentials);
	}

	@Override
	public String toString() {
		Credentials credentials = this.credentials;
		return (credentials == null) ? "ncalrpc:[%s]".formatted(this.endpoint) : "ncalrpc:[%s] (process %d of user %d)"
			.formatted(this.endpoint, credentials.processId(), credentials.userId());
	}

	/**
	 * Who a local peer is.
	 *
	 * @param processId the id of its process; 0 where that lives in a PID namespace which
	 * this one can't see
	 * @param userId the id of its effective user
	 */
	public record Credentials(int processId, long userId) {

	}

}
