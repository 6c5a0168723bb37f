package io.opnum.rpc.security.spnego;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.MessageRefusedException;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;

/**
 * A mechanism, for either side, that says what it is told to, and insists on the answers
 * that it knows.
 */
final class ScriptedMechanism implements SecurityInitiator, SecurityAcceptor {

	private final AuthenticationService service;

	private final List<byte[]> tokens;

	private final SecurityContext context;

	final List<Exchange> exchanges = new ArrayList<>();

	/** What the next exchange fails with as it begins. */
	Reason failure;

	/**
	 * Create a mechanism.
	 * @param service what it passes for
	 * @param tokens the tokens of both sides in turn, the client's first
	 * @param context what it establishes
	 */
	ScriptedMechanism(AuthenticationService service, List<byte[]> tokens, SecurityContext context) {
		this.service = service;
		this.tokens = tokens;
		this.context = context;
	}

	@Override
	public AuthenticationService service() {
		return this.service;
	}

	@Override
	public boolean accepts(Credentials credentials) {
		return true;
	}

	@Override
	public SecurityExchange begin(InitiatorOptions options) {
		return begin(0);
	}

	@Override
	public SecurityExchange begin(AcceptorOptions options) {
		return begin(1);
	}

	private SecurityExchange begin(int turn) {
		if (this.failure != null) {
			throw new AuthenticationException(this.failure, "It can't begin");
		}
		Exchange exchange = new Exchange(turn);
		this.exchanges.add(exchange);
		return exchange;
	}

	/** One exchange. */
	final class Exchange implements SecurityExchange {

		private int turn;

		boolean closed;

		private Exchange(int turn) {
			this.turn = turn;
		}

		@Override
		public byte[] step(byte[] token) {
			byte[] expected = (this.turn == 0) ? new byte[0] : ScriptedMechanism.this.tokens.get(this.turn - 1);
			if (!Arrays.equals(expected, token)) {
				throw new AuthenticationException(Reason.MALFORMED_TOKEN, "Not the token of turn " + this.turn);
			}
			byte[] answer = (this.turn < ScriptedMechanism.this.tokens.size())
					? ScriptedMechanism.this.tokens.get(this.turn) : null;
			this.turn += 2;
			return answer;
		}

		@Override
		public boolean isComplete() {
			return this.turn > ScriptedMechanism.this.tokens.size();
		}

		@Override
		public SecurityContext context() {
			return ScriptedMechanism.this.context;
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

	/** A context that signs with whatever it is told to, and counts. */
	static class Context implements SecurityContext {

		private final AuthenticationService service;

		private final byte[] own;

		private final byte[] peers;

		private final byte[] message;

		boolean signed;

		boolean verified;

		int restarts;

		boolean destroyed;

		/**
		 * Create a context.
		 * @param service the service
		 * @param own the signature of this side
		 * @param peers the signature of the other side
		 * @param message what is signed
		 */
		Context(AuthenticationService service, byte[] own, byte[] peers, byte[] message) {
			this.service = service;
			this.own = own;
			this.peers = peers;
			this.message = message;
		}

		@Override
		public AuthenticationService service() {
			return this.service;
		}

		@Override
		public AuthenticationLevel level() {
			return AuthenticationLevel.INTEGRITY;
		}

		@Override
		public PeerIdentity peer() {
			return PeerIdentity.ANONYMOUS;
		}

		@Override
		public Instant expiresAt() {
			return Instant.MAX;
		}

		@Override
		public byte[] sessionKey() {
			return this.own.clone();
		}

		@Override
		public int tokenLength() {
			return 0;
		}

		@Override
		public void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean providesMic() {
			return true;
		}

		@Override
		public byte[] mic(byte[] message) {
			this.signed = true;
			return Arrays.equals(message, this.message) ? this.own.clone() : new byte[] { 0 };
		}

		@Override
		public void verifyMic(byte[] message, byte[] token) {
			if (!Arrays.equals(message, this.message) || !Arrays.equals(token, this.peers)) {
				throw new MessageRefusedException("Not what was signed");
			}
			this.verified = true;
		}

		@Override
		public void negotiationSigned() {
			this.restarts++;
		}

		@Override
		public void destroy() {
			this.destroyed = true;
		}

	}

}
