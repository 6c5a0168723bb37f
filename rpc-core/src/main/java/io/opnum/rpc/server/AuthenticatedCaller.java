package io.opnum.rpc.server;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.FragmentVerifier;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;
import org.jspecify.annotations.Nullable;

/**
 * A caller that a connection knows: a security context that was established, under the id
 * that its client gave it.
 * <p>
 * What it tells of the caller is immutable; what it does with PDUs is for the event loop.
 */
final class AuthenticatedCaller implements RpcAuthentication {

	private final int type;

	private final AuthenticationLevel level;

	private final SecurityContext context;

	private final CallerIdentity identity;

	/** What responses carry, or {@code null} where they are not protected. */
	private final @Nullable FragmentVerifier verifier;

	AuthenticatedCaller(int type, AuthenticationLevel level, int contextId, SecurityContext context) {
		this.type = type;
		this.level = level;
		this.context = context;
		int tokenLength = context.tokenLength();
		if (context.level() != level || level.isSigned() != (tokenLength > 0)) {
			throw new IllegalStateException("A security context of level %s with tokens of %d octets for level %s"
				.formatted(context.level(), tokenLength, level));
		}
		this.identity = CallerIdentity.create(this);
		this.verifier = level.isSigned() ? new FragmentVerifier(type, level.code(), contextId, tokenLength) : null;
	}

	@Override
	public PeerIdentity principal() {
		return this.context.peer();
	}

	@Override
	public AuthenticationService service() {
		return this.context.service();
	}

	@Override
	public AuthenticationLevel level() {
		return this.level;
	}

	/** Who it is, for what outlives its connection. */
	CallerIdentity identity() {
		return this.identity;
	}

	boolean isSigned() {
		return this.verifier != null;
	}

	@Nullable FragmentVerifier verifier() {
		return this.verifier;
	}

	/** Whether a verifier of a request names the service and level of this one. */
	boolean isNamedBy(AuthVerifier auth) {
		return auth.type() == this.type && auth.level() == this.level.code();
	}

	SecurityContext context() {
		return this.context;
	}

	/** Take the protection off a request that was decoded, where it is. */
	void unprotect(ByteBuf frame, boolean headerSigning) {
		FragmentVerifier.forEach(frame, (pdu, start, stub, trailer, tokenLength) -> this.context.unprotect(pdu, start,
				stub, trailer, tokenLength, headerSigning));
	}

	/**
	 * Protect responses that go out now, where they are; faults among them stay as they
	 * are.
	 * @return how many PDUs there are
	 */
	int protect(ByteBuf pdus, boolean headerSigning) {
		return FragmentVerifier.forEach(pdus, (pdu, start, stub, trailer, tokenLength) -> this.context.protect(pdu,
				start, stub, trailer, headerSigning));
	}

	@Override
	public String toString() {
		return "%s by %s at level %s".formatted(principal(), service(), this.level);
	}

}
