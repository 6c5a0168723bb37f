package io.opnum.rpc.server;

import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.association.PresentationContext;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.Request;
import org.jspecify.annotations.Nullable;

/**
 * What a connection does with the authentication verifiers of its client (MS-RPCE
 * 2.2.2.11, 3.3.1.5.2): of bind, auth3 and alter_context, and of each fragment of a
 * request before it is put together with others. No authentication service is available
 * yet, so that all are refused, each as Windows and Samba do where they lack one.
 * <p>
 * Event loop only.
 */
final class ConnectionSecurity {

	private static final int AUTHENTICATION_LEVEL_CONNECT = 2;

	private static final int AUTHENTICATION_LEVEL_PRIVACY = 6;

	private final PresentationContexts contexts;

	ConnectionSecurity(PresentationContexts contexts) {
		this.contexts = contexts;
	}

	/**
	 * Take the first token of a client.
	 * @param bind its bind
	 * @throws BindRefusedException if it asks for authentication
	 */
	void begin(Bind bind) {
		AuthVerifier auth = bind.auth();
		if (auth == null) {
			return;
		}
		if (auth.level() < AUTHENTICATION_LEVEL_CONNECT || auth.level() > AUTHENTICATION_LEVEL_PRIVACY) {
			throw new BindRefusedException(bind.callId(), BindNak.NOT_SPECIFIED,
					"a bind with the unknown authentication level " + auth.level());
		}
		throw new BindRefusedException(bind.callId(), BindNak.AUTHENTICATION_TYPE_NOT_RECOGNIZED,
				"a bind with authentication service " + auth.type() + ", which is not available");
	}

	/**
	 * Take a further token, or the first of another security context.
	 * @param alter the alter_context
	 * @throws ProtocolViolationException if it has one
	 */
	void proceed(AlterContext alter) {
		AuthVerifier auth = alter.auth();
		if (auth != null) {
			throw new ProtocolViolationException(RpcStatus.ACCESS_DENIED, true, alter.callId(), 0,
					"an alter_context with authentication service " + auth.type() + ", which is not available");
		}
	}

	/**
	 * Take the last token, which has no answer.
	 * @param auth3 the auth3
	 * @throws ProtocolViolationException always: none is awaited
	 */
	void complete(Auth3 auth3) {
		throw new ProtocolViolationException(RpcStatus.PROTO_ERROR, true, auth3.callId(), 0,
				"a PDU of type " + auth3.type() + " at a time when none may come");
	}

	/**
	 * Verify a fragment of a request.
	 * @param fragment the fragment
	 * @throws ProtocolViolationException if it is protected, which was not agreed on
	 */
	void verify(Request fragment) {
		if (fragment.auth() != null) {
			PresentationContext<?> context = this.contexts.find(fragment.contextId());
			throw new ProtocolViolationException(RpcStatus.ACCESS_DENIED, false, fragment.callId(), contextId(context),
					"a request with an authentication verifier on a connection without authentication");
		}
	}

	private static int contextId(@Nullable PresentationContext<?> context) {
		return (context != null) ? context.contextId() : 0;
	}

}
