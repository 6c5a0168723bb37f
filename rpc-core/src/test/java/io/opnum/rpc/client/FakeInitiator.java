package io.opnum.rpc.client;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.client.ScriptedServer.Peer;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.PeerIdentity;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.SecurityInitiator;
import org.jspecify.annotations.Nullable;

/**
 * An authentication service with as many legs as a test wants, which protects nothing.
 */
final class FakeInitiator implements SecurityInitiator {

	static final AuthenticationInfo AUTHENTICATION = new AuthenticationInfo(AuthenticationService.SPNEGO,
			AuthenticationLevel.CONNECT, new AnonymousCredentials(), null);

	private static final byte[] LEG = { 1, 2, 3 };

	final List<String> threads = new CopyOnWriteArrayList<>();

	final AtomicInteger begun = new AtomicInteger();

	final AtomicInteger closed = new AtomicInteger();

	@Nullable CountDownLatch held;

	private final int legs;

	private final Instant expiresAt;

	/**
	 * Create an initiator.
	 * @param legs how many tokens it sends; with none it fails
	 * @param expiresAt until when the context of its first exchange may be used
	 */
	FakeInitiator(int legs, Instant expiresAt) {
		this.legs = legs;
		this.expiresAt = expiresAt;
	}

	/** Answer its single leg, then additions. */
	static void serve(Peer peer) throws Exception {
		Bind bind = peer.expect(Bind.class);
		peer.send(SecurePeer.answer(peer.ack(bind), 0, SecurePeer.answer(SecurePeer.verifier(bind), LEG)));
		peer.serve();
	}

	@Override
	public AuthenticationService service() {
		return AuthenticationService.SPNEGO;
	}

	@Override
	public boolean accepts(Credentials credentials) {
		return true;
	}

	@Override
	public SecurityExchange begin(InitiatorOptions options) {
		return new Exchange((this.begun.getAndIncrement() == 0) ? this.expiresAt : Instant.MAX);
	}

	private final class Exchange implements SecurityExchange, SecurityContext {

		private final Instant expiresAt;

		private int taken;

		Exchange(Instant expiresAt) {
			this.expiresAt = expiresAt;
		}

		@Override
		public byte @Nullable [] step(byte[] token) {
			FakeInitiator.this.threads.add(Thread.currentThread().getName());
			CountDownLatch held = FakeInitiator.this.held;
			if (held != null) {
				try {
					held.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			if (FakeInitiator.this.legs == 0) {
				throw new AuthenticationException(Reason.EXPIRED, "no ticket: ask for one");
			}
			return (this.taken++ < FakeInitiator.this.legs) ? LEG : null;
		}

		@Override
		public boolean isComplete() {
			return this.taken > FakeInitiator.this.legs;
		}

		@Override
		public SecurityContext context() {
			return this;
		}

		@Override
		public void close() {
			FakeInitiator.this.closed.incrementAndGet();
		}

		@Override
		public AuthenticationService service() {
			return AuthenticationService.SPNEGO;
		}

		@Override
		public AuthenticationLevel level() {
			return AuthenticationLevel.CONNECT;
		}

		@Override
		public PeerIdentity peer() {
			return PeerIdentity.ANONYMOUS;
		}

		@Override
		public Instant expiresAt() {
			return this.expiresAt;
		}

		@Override
		public byte[] sessionKey() {
			return new byte[16];
		}

		@Override
		public int tokenLength() {
			return 0;
		}

		@Override
		public void protect(ByteBuf pdu, int start, int stub, int trailer, boolean headerSigning) {
			throw new IllegalStateException("Nothing is signed");
		}

		@Override
		public void unprotect(ByteBuf pdu, int start, int stub, int trailer, int tokenLength, boolean headerSigning) {
			throw new IllegalStateException("Nothing is signed");
		}

		@Override
		public boolean providesMic() {
			return false;
		}

		@Override
		public byte[] mic(byte[] message) {
			throw new IllegalStateException("Nothing is signed");
		}

		@Override
		public void verifyMic(byte[] message, byte[] token) {
			throw new IllegalStateException("Nothing is signed");
		}

		@Override
		public void destroy() {
			// There are no keys
		}

	}

}
