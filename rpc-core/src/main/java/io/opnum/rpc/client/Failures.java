package io.opnum.rpc.client;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

import io.opnum.rpc.ContextMismatchException;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.EndpointNotRegisteredException;
import io.opnum.rpc.ExtendedErrorException;
import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.PipeException;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCancelledException;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.RpcProtocolException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.RpcTimeoutException;
import io.opnum.rpc.ServerTooBusyException;
import io.opnum.rpc.UnknownInterfaceException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.TransferSyntax;
import io.opnum.rpc.client.Failure.Remedy;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.ContextResult;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.MessageRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The failures that are found on this side of the wire.
 */
final class Failures {

	private static final List<String> NAK_REASONS = List.of("reason_not_specified", "temporary_congestion",
			"local_limit_exceeded", "called_paddr_unknown", "protocol_version_not_supported",
			"default_context_not_supported", "user_data_not_readable", "no_psap_available",
			"authentication_type_not_recognized", "invalid_checksum");

	private Failures() {
	}

	/**
	 * The endpoint of a partially bound handle was not found, perhaps after another one
	 * was found stale.
	 */
	static Failure notResolved(Throwable thrown, @Nullable Failure stale) {
		Throwable cause = unwrap(thrown);
		String before = (stale != null) ? stale.text() + "; then: " : "";
		if (cause instanceof EndpointNotRegisteredException ex) {
			return new Failure(EndpointNotRegisteredException::new, ex.status(), true, Remedy.NONE,
					before + ex.getMessage(), ex);
		}
		if (stale != null) {
			return new Failure(stale.kind(), stale.status(), true, Remedy.NONE, before + cause.getMessage(), cause);
		}
		if (cause instanceof RpcException ex) {
			return new Failure(RpcCommunicationException::new, ex.status(), true, Remedy.NONE,
					String.valueOf(ex.getMessage()), ex);
		}
		return new Failure(RpcCommunicationException::new, RpcStatus.SERVER_UNAVAILABLE, true, Remedy.NONE,
				"the endpoint resolver failed: " + cause, cause);
	}

	/** No connection came about. */
	static Failure notConnected(Endpoint endpoint, Throwable thrown) {
		Throwable cause = unwrap(thrown);
		if (cause instanceof InvalidBindingException ex) {
			return new Failure(InvalidBindingException::new, ex.status(), true, Remedy.NONE,
					String.valueOf(ex.getMessage()), ex);
		}
		if (cause instanceof RpcAccessDeniedException ex) {
			return new Failure(RpcAccessDeniedException::new, ex.status(), true, Remedy.NONE,
					String.valueOf(ex.getMessage()), ex);
		}
		RpcStatus status = (cause instanceof RpcException ex) ? ex.status() : RpcStatus.SERVER_UNAVAILABLE;
		String text = (cause instanceof RpcException) ? String.valueOf(cause.getMessage())
				: "can't connect to %s: %s".formatted(endpoint, cause);
		return new Failure(RpcCommunicationException::new, status, true, Remedy.RESOLVE, text, cause);
	}

	/** The server took the connection and said nothing. */
	static Failure bindNotAnswered(Endpoint endpoint, Duration timeout) {
		return new Failure(RpcCommunicationException::new, RpcStatus.SERVER_UNAVAILABLE, true, Remedy.RESOLVE,
				"%s accepted the connection, but did not answer the bind within %s: is it an RPC server?"
					.formatted(endpoint, timeout),
				null);
	}

	/** The connection ended before the bind was answered. */
	static Failure lostWhileBinding(Endpoint endpoint, @Nullable Throwable cause) {
		if (cause instanceof RpcAccessDeniedException ex) {
			// TLS 1.3: a certificate is refused after the client's handshake has ended
			return new Failure(RpcAccessDeniedException::new, ex.status(), true, Remedy.NONE,
					String.valueOf(ex.getMessage()), ex);
		}
		return new Failure(RpcCommunicationException::new, RpcStatus.CALL_FAILED_DNE, true, Remedy.RESOLVE,
				"%s closed the connection instead of answering the bind: is it an RPC server, and does the binding have TLS if and only if the endpoint has?"
					.formatted(endpoint),
				cause);
	}

	/** The server refused the connection (C706 12.6.4.5, MS-RPCE 2.2.2.5). */
	static Failure bindNak(Endpoint endpoint, BindNak nak) {
		ExtendedErrorException cause = RemoteErrors.of(nak);
		Failure failure = bindNakByReason(endpoint, nak);
		return (cause == null) ? failure : new Failure(failure.kind(), failure.status(), failure.didNotExecute(),
				failure.remedy(), RemoteErrors.append(failure.text(), cause), cause);
	}

	private static Failure bindNakByReason(Endpoint endpoint, BindNak nak) {
		String name = nakReason(nak);
		return switch (nak.reason()) {
			case BindNak.TEMPORARY_CONGESTION, BindNak.LOCAL_LIMIT_EXCEEDED ->
				new Failure(ServerTooBusyException::new, RpcStatus.RPC_SERVER_TOO_BUSY, true, Remedy.NONE,
						"%s refused the connection with bind_nak %s: try again later".formatted(endpoint, name), null);
			case BindNak.PROTOCOL_VERSION_NOT_SUPPORTED ->
				new Failure(RpcProtocolException::new, RpcStatus.PROTOCOL_ERROR, true, Remedy.NONE,
						"%s refused the connection with bind_nak %s: it speaks RPC %s, this client 5.0"
							.formatted(endpoint, name, versions(nak)),
						null);
			case BindNak.AUTHENTICATION_TYPE_NOT_RECOGNIZED ->
				new Failure(RpcAccessDeniedException::new, RpcStatus.UNKNOWN_AUTHN_SERVICE, true, Remedy.NONE,
						"%s refused the connection with bind_nak %s: use another authentication service"
							.formatted(endpoint, name),
						null);
			case BindNak.INVALID_CHECKSUM -> new Failure(RpcAccessDeniedException::new, RpcStatus.ACCESS_DENIED, true,
					Remedy.NONE,
					"%s refused the caller with bind_nak %s: check the credentials".formatted(endpoint, name), null);
			default -> new Failure(RpcProtocolException::new, RpcStatus.CALL_FAILED_DNE, true, Remedy.NONE,
					"%s refused the connection with bind_nak %s".formatted(endpoint, name), null);
		};
	}

	/** A step of the authentication failed on this side (MS-RPCE 3.3.1.5.2.1). */
	static Failure authenticationFailed(Endpoint endpoint, AuthenticationInfo authentication,
			AuthenticationException ex) {
		return new Failure(RpcAccessDeniedException::new, RpcStatus.SEC_PKG_ERROR, true, Remedy.NONE,
				"can't authenticate by %s to %s (%s): %s".formatted(authentication.service(), endpoint, ex.reason(),
						ex.getMessage()),
				ex);
	}

	/** Nobody is there as whom the call could be made. */
	static Failure noCaller(AuthenticationException ex) {
		return new Failure(RpcAccessDeniedException::new, RpcStatus.SEC_PKG_ERROR, true, Remedy.NONE,
				"not known as whom to call (%s): %s".formatted(ex.reason(), ex.getMessage()), ex);
	}

	/** The server let the bind in and said nothing of the authentication. */
	static Failure notAuthenticated(Endpoint endpoint, AuthenticationInfo authentication) {
		return new Failure(RpcAccessDeniedException::new, RpcStatus.UNKNOWN_AUTHN_SERVICE, true, Remedy.NONE,
				"%s does not answer the authentication by %s, so that calls would not be protected as configured: it seems to want none; use another authentication service, or AuthenticationInfo.NONE"
					.formatted(endpoint, authentication.service()),
				null);
	}

	/**
	 * Whether a fault before the first good response may mean that the authentication
	 * failed: servers say so in several ways.
	 */
	static boolean mayMeanUnauthenticated(Failure fault) {
		return fault.status().equals(RpcStatus.ACCESS_DENIED) || fault.status().equals(RpcStatus.SEC_PKG_ERROR)
				|| fault.status().equals(RpcStatus.PROTO_ERROR);
	}

	/** The server refused the caller, or may have. */
	static Failure authenticationRefused(Endpoint endpoint, AuthenticationInfo authentication, Failure fault) {
		return new Failure(RpcAccessDeniedException::new, RpcStatus.ACCESS_DENIED, fault.didNotExecute(), Remedy.NONE,
				"%s refused %s, authenticated by %s at level %s: %s, then whether the server allows this account and level (%s)"
					.formatted(endpoint, authentication.credentials(), authentication.service(), authentication.level(),
							whatToCheck(endpoint, authentication), fault.text()),
				fault.cause());
	}

	private static String whatToCheck(Endpoint endpoint, AuthenticationInfo authentication) {
		String principal = TargetPrincipal.of(authentication, endpoint);
		String keys = "whether the keytab of the server has the keys of %s as they are now, and both clocks are right (its log has the reason)"
			.formatted((principal != null) ? principal : "its principal");
		return switch (authentication.service()) {
			case NTLM -> "check account, domain and password";
			case KERBEROS -> "check " + keys;
			case SPNEGO -> "check account, domain and password, where Kerberos was chosen " + keys;
		};
	}

	/** The authentication service, or whom it asks, takes too long. */
	static Failure authenticationNotReady(Endpoint endpoint, AuthenticationInfo authentication, Duration timeout) {
		return new Failure(RpcAccessDeniedException::new, RpcStatus.SEC_PKG_ERROR, true, Remedy.NONE,
				"%s on this host had no token for %s within %s: check that what it asks can be reached, for Kerberos the KDC that krb5.conf names (kdc_timeout, udp_preference_limit = 1)"
					.formatted(authentication.service(), endpoint, timeout),
				null);
	}

	/** A message was not protected as agreed: perhaps somebody altered it. */
	static Failure messageRefused(Endpoint endpoint, MessageRefusedException ex) {
		return new Failure(RpcProtocolException::new, RpcStatus.SEC_PKG_ERROR, false, Remedy.NONE,
				"an answer of %s is not what it protected: %s".formatted(endpoint, ex.getMessage()), ex);
	}

	/** The server did not accept the presentation context of the interface. */
	static Failure rejected(Endpoint endpoint, ContextResult result, Set<TransferSyntax> offered) {
		return switch (result.reason()) {
			case ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED ->
				new Failure(UnknownInterfaceException::new, RpcStatus.RPC_UNKNOWN_IF, true, Remedy.RESOLVE,
						"%s does not offer this interface, or not in this version".formatted(endpoint), null);
			case ContextResult.PROPOSED_TRANSFER_SYNTAXES_NOT_SUPPORTED ->
				new Failure(RpcProtocolException::new, RpcStatus.UNSUPPORTED_TRANS_SYN, true, Remedy.NONE,
						"%s offers this interface, but in none of the transfer syntaxes that are offered: %s"
							.formatted(endpoint, offered),
						null);
			case ContextResult.LOCAL_LIMIT_EXCEEDED ->
				new Failure(ServerTooBusyException::new, RpcStatus.RPC_SERVER_TOO_BUSY, true, Remedy.NONE,
						"%s has no room for another presentation context: try again later".formatted(endpoint), null);
			default -> new Failure(RpcProtocolException::new, RpcStatus.CALL_FAILED_DNE, true, Remedy.NONE,
					"%s rejected the interface (result %d, reason %d)".formatted(endpoint, result.result(),
							result.reason()),
					null);
		};
	}

	/** The connection ended, or takes no more calls, before the request was sent. */
	static Failure notSent(Endpoint endpoint, @Nullable Throwable cause) {
		return new Failure(RpcCommunicationException::new, RpcStatus.CALL_FAILED_DNE, true, Remedy.RECONNECT,
				"the connection to %s ended before the request was sent".formatted(endpoint), cause);
	}

	/** The connection ended while the call was in flight. */
	static Failure lost(Endpoint endpoint, @Nullable Throwable cause) {
		return new Failure(RpcCommunicationException::new, RpcStatus.CALL_FAILED, false, Remedy.NONE,
				"the connection to %s was lost; the operation may have run".formatted(endpoint), cause);
	}

	/** The server broke the protocol. */
	static Failure violation(Endpoint endpoint, String violation) {
		return new Failure(RpcProtocolException::new, RpcStatus.PROTOCOL_ERROR, false, Remedy.NONE,
				"%s broke the protocol: %s".formatted(endpoint, violation), null);
	}

	/** Only datagrams can be broadcast (C706 4.2.3). */
	static Failure broadcast(BindingHandle handle) {
		return new Failure(InvalidBindingException::new, RpcStatus.CANNOT_SUPPORT, true, Remedy.NONE,
				"an operation with @Broadcast goes to all servers of a network, which %s, a connection, can't do: "
					.formatted(handle.toStringBinding().protocolSequence())
						+ "call each server by an operation without @Broadcast",
				null);
	}

	/** The association group of a context handle has ended (C706 5.1.6). */
	static Failure contextLost(AssociationGroup group) {
		return new Failure(ContextMismatchException::new, RpcStatus.CONTEXT_MISMATCH, true, Remedy.NONE,
				"all connections of %s have ended, so that the server has forgotten the context handle: open another one"
					.formatted(group),
				null);
	}

	/** A connection did not get into the association group of a context handle. */
	static Failure otherGroup(AssociationGroup group, int groupId) {
		return new Failure(RpcCommunicationException::new, RpcStatus.CALL_FAILED_DNE, true, Remedy.NONE,
				"the server put a new connection into group 0x%08x instead of %s, which its context handle belongs to"
					.formatted(groupId, group),
				null);
	}

	/** The response is larger than allowed. */
	static Failure responseTooLarge(Object endpoint, int maxResponseSize) {
		return new Failure(RpcProtocolException::new, RpcStatus.OUT_ARGS_TOO_BIG, false, Remedy.NONE,
				"the response of %s has more than %d octets of stub data; raise maxResponseSize if that is expected"
					.formatted(endpoint, maxResponseSize),
				null);
	}

	/** The pipes of a response have more octets than allowed. */
	static Failure pipeTooLarge(Endpoint endpoint, long maxPipeSize) {
		return new Failure(RpcProtocolException::new, RpcStatus.OUT_ARGS_TOO_BIG, false, Remedy.NONE,
				"the pipes in the response of %s have more than %d octets; raise maxPipeSize if that is expected"
					.formatted(endpoint, maxPipeSize),
				null);
	}

	/** A source or sink that the caller passed failed. */
	static Failure callersPipe(Object pipe, Throwable cause) {
		return new Failure(RpcCancelledException::new, RpcStatus.CALL_CANCELLED, false, Remedy.NONE,
				"what the caller passed as the pipe %s failed: %s".formatted(pipe, cause), cause);
	}

	/** What came through a pipe makes no sense. */
	static Failure badPipe(IOException cause) {
		RpcStatus status = (cause instanceof PipeException ex) ? ex.status() : RpcStatus.CALL_FAILED;
		return new Failure(BadStubDataException::new, status, false, Remedy.NONE, String.valueOf(cause.getMessage()),
				cause);
	}

	/** The deadline passed. */
	static Failure timedOut(TimeLimit limit) {
		return new Failure(RpcTimeoutException::new, RpcStatus.TIMEOUT, false, Remedy.NONE, limit.inherited()
				? "no answer before the caller of the operation that makes this call stopped waiting, %s after the call began"
					.formatted(limit.timeout())
				: "no answer within %s; raise the timeout of the binding if the operation needs longer"
					.formatted(limit.timeout()),
				null);
	}

	/** The deadline passed, and the server was the first to say so. */
	static Failure expired(Failure fault) {
		return new Failure(RpcTimeoutException::new, RpcStatus.TIMEOUT, fault.didNotExecute(), Remedy.NONE,
				"the server gave it up since its time was over: " + fault.text(), fault.cause());
	}

	/** The caller's thread was interrupted. */
	static Failure interrupted() {
		return new Failure(RpcCancelledException::new, RpcStatus.CALL_CANCELLED, false, Remedy.NONE,
				"the thread was interrupted", null);
	}

	/** The caller cancelled the future. */
	static Failure cancelled() {
		return new Failure(RpcCancelledException::new, RpcStatus.CALL_CANCELLED, false, Remedy.NONE,
				"the caller cancelled it", null);
	}

	/** The client was closed. */
	static Failure clientClosed() {
		return new Failure(RpcCancelledException::new, RpcStatus.CALL_CANCELLED, false, Remedy.NONE,
				"the RpcClient was closed", null);
	}

	/**
	 * Something that must not happen: the call fails with it instead of hanging.
	 */
	static Failure internal(Throwable cause) {
		return new Failure(RpcCommunicationException::new, RpcStatus.INTERNAL_ERROR, false, Remedy.NONE,
				"unexpected " + cause, cause);
	}

	private static Throwable unwrap(Throwable thrown) {
		return (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause() : thrown;
	}

	private static String nakReason(BindNak nak) {
		return ((nak.reason() < NAK_REASONS.size()) ? NAK_REASONS.get(nak.reason()) : "unknown reason") + " ("
				+ nak.reason() + ")";
	}

	private static String versions(BindNak nak) {
		return (nak.versions().isEmpty()) ? "in no version it names"
				: nak.versions()
					.stream()
					.map((version) -> version.major() + "." + version.minor())
					.collect(Collectors.joining(", "));
	}

}
