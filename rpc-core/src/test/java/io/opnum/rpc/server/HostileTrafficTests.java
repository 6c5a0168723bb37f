package io.opnum.rpc.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerLimits;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.Orphaned;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.testing.CapturedLog;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.opnum.rpc.server.NtlmPeers.ADD;
import static io.opnum.rpc.server.NtlmPeers.ALICE;
import static io.opnum.rpc.server.NtlmPeers.BOB;
import static io.opnum.rpc.server.NtlmPeers.CONTEXT;
import static io.opnum.rpc.server.NtlmPeers.add;
import static io.opnum.rpc.server.NtlmPeers.authenticate;
import static io.opnum.rpc.server.NtlmPeers.bind;
import static io.opnum.rpc.server.NtlmPeers.ntlm;
import static io.opnum.rpc.server.NtlmPeers.protect;
import static io.opnum.rpc.server.NtlmPeers.response;
import static io.opnum.rpc.server.NtlmPeers.stub;
import static io.opnum.rpc.server.NtlmPeers.unprotected;
import static io.opnum.rpc.server.NtlmPeers.verifier;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for servers whose protected traffic somebody tampers with, and for clients that
 * misuse what authentication offers: it costs them one connection and the log one line,
 * and nothing is run.
 */
@ExtendWith(NoBufferLeaks.class)
class HostileTrafficTests {

	private static final int OCTETS = 2;

	private static final int HEADER_LENGTH = 24;

	private static final int TRAILER_LENGTH = 8;

	private static final int TOKEN_LENGTH = 16;

	private final ManualTransport transport = new ManualTransport();

	private final List<String> run = new ArrayList<>();

	private RpcServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private void start(Consumer<RpcServerBuilder> customizer) {
		this.server = TestServer.start(this.transport, (builder) -> {
			builder.authenticationExecutor = Runnable::run;
			builder.interceptor((call, chain) -> {
				this.run.add(call.method().getName());
				return chain.proceed();
			});
			customizer.accept(builder);
		});
	}

	private void start() {
		start((builder) -> builder.securityAcceptor(ntlm().build()));
	}

	// ---- octets

	@ParameterizedTest
	@EnumSource(names = { "PACKET", "INTEGRITY", "PRIVACY" })
	void noOctetOfARequestCanBeAltered(AuthenticationLevel level) {
		start();
		for (int bit : new int[] { 0x01, 0x80 }) {
			int length = HEADER_LENGTH + 16 + TRAILER_LENGTH + TOKEN_LENGTH;
			for (int i = 0; i < length; i++) {
				int index = i;
				altered(level, (request) -> {
					assertThat(request.readableBytes()).isEqualTo(length);
					request.setByte(index, request.getByte(index) ^ bit);
				});
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 4, 8, 12, 15, 17, 20, 24, 28, 32, 40, 48, 4096, 0xffff })
	void authLengthIsNoLie(int authLength) {
		start();
		altered(AuthenticationLevel.INTEGRITY, (request) -> request.setShortLE(10, authLength));
	}

	@Test
	void withoutItsVerifierARequestIsNobodys() {
		start();
		altered(AuthenticationLevel.PRIVACY, (request) -> request.setShortLE(10, 0));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 7, 9, 16, 17, 24, 128, 255 })
	void paddingIsNoLongerThanWhatIsPadded(int padLength) {
		start();
		altered(AuthenticationLevel.INTEGRITY,
				(request) -> request.setByte(request.readableBytes() - TRAILER_LENGTH - TOKEN_LENGTH + 2, padLength));
	}

	@Test
	void tokensMayNotBeExchanged() {
		start();
		RawPeer peer = this.transport.connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		ByteBuf one = add(context, 2, 1, 2);
		ByteBuf other = add(context, 3, 3, 4);
		one.setBytes(one.readableBytes() - TOKEN_LENGTH, other, other.readableBytes() - TOKEN_LENGTH, TOKEN_LENGTH);
		other.release();
		expectRefusal(peer, one);
	}

	/** Send one request that was altered: nothing is run, and one line is logged. */
	private void altered(AuthenticationLevel level, Consumer<ByteBuf> alteration) {
		RawPeer peer = this.transport.connect();
		SecurityContext context = authenticate(peer, level, ALICE);
		ByteBuf request = add(context, 2, 1, 2);
		alteration.accept(request);
		expectRefusal(peer, request);
	}

	private void expectRefusal(RawPeer peer, ByteBuf... frames) {
		try (CapturedLog log = CapturedLog.of("io.opnum")) {
			peer.deliver(frames);
			if (!peer.isClosed()) {
				// Not signed any more, and so another's: what says so costs no connection
				peer.expectFault(RpcStatus.ACCESS_DENIED, true);
				assertThat(log.lines()).isEmpty();
			}
			else {
				assertThat(log.lines()).hasSize(1);
				assertThat(peer.answers()).isLessThanOrEqualTo(1);
			}
		}
		assertThat(this.run).isEmpty();
		peer.disconnect().assertAllReleased();
	}

	// ---- fragments

	@Test
	void fragmentsMayNotBeDroppedRepeatedOrReordered() {
		start();
		for (int[] order : new int[][] { { 0, 2, 3 }, { 0, 0, 1, 2, 3 }, { 0, 2, 1, 3 }, { 1, 0, 2, 3 }, { 0, 1, 3 },
				{ 1, 2, 3 } }) {
			RawPeer peer = this.transport.connect();
			SecurityContext context = authenticate(peer, AuthenticationLevel.PRIVACY, ALICE);
			List<ByteBuf> fragments = fragments(context, 2, 570);
			assertThat(fragments).hasSize(4);
			ByteBuf[] sent = new ByteBuf[order.length];
			for (int i = 0; i < order.length; i++) {
				sent[i] = fragments.get(order[i]).copy();
			}
			fragments.forEach(ByteBuf::release);
			expectRefusal(peer, sent);
		}
	}

	@Test
	void fragmentWithoutProtectionIsNoPartOfAProtectedCall() {
		start();
		RawPeer peer = this.transport.connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		List<ByteBuf> fragments = fragments(context, 2, 400);
		ByteBuf first = fragments.get(0).copy();
		fragments.forEach(ByteBuf::release);
		peer.deliver(first).expectSilence();
		peer.send(RawPeer.request(PacketFlag.LAST_FRAG, 2, 0, OCTETS, "00".repeat(16)));
		peer.expectFault(RpcStatus.PROTO_ERROR, false);
		peer.expectClosed();
		assertThat(this.run).isEmpty();
	}

	@Test
	void fragmentsOfTwoCallersMakeNoCall() {
		start();
		RawPeer peer = this.transport.connect();
		SecurityContext alice = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		SecurityContext bob = authenticateAnother(peer, 5);
		List<ByteBuf> first = fragments(alice, CONTEXT, 2, 400);
		List<ByteBuf> second = fragments(bob, 5, 2, 400);
		ByteBuf beginning = first.get(0).copy();
		ByteBuf end = second.get(0).copy();
		end.setByte(3, PacketFlag.LAST_FRAG);
		first.forEach(ByteBuf::release);
		second.forEach(ByteBuf::release);
		peer.deliver(beginning).expectSilence();
		expectRefusal(peer, end);
	}

	@Test
	void requestBeyondTheLimitIsGivenUpAndItsMemoryGivenBack() {
		start((builder) -> builder.securityAcceptor(ntlm().build())
			.limits(RpcServerLimits.DEFAULT.withMaxCallSize(2_000)));
		RawPeer peer = this.transport.connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.PRIVACY, ALICE);
		List<ByteBuf> fragments = fragments(context, 2, 2_500);
		fragments.forEach((fragment) -> fragment.setIntLE(16, 0));
		// What is told beforehand is signed too
		expectRefusal(peer, fragments.toArray(ByteBuf[]::new));
		RawPeer other = this.transport.connect();
		SecurityContext another = authenticate(other, AuthenticationLevel.PRIVACY, ALICE);
		expectRefusal(other, fragments(another, 2, 2_500).toArray(ByteBuf[]::new));
		assertThat(this.server.statistics().bufferedOctets()).isZero();
	}

	private static List<ByteBuf> fragments(SecurityContext context, int callId, int octets) {
		return fragments(context, CONTEXT, callId, octets);
	}

	/** Of 200 octets, 144 of them stub data. */
	private static List<ByteBuf> fragments(SecurityContext context, int contextId, int callId, int octets) {
		return fragments(context, contextId, callId, Unpooled.buffer().writeZero(octets));
	}

	private static List<ByteBuf> fragments(SecurityContext context, int contextId, int callId, ByteBuf stub) {
		ByteBuf request = protect(context, unprotected(context, contextId, callId, OCTETS, stub, 200));
		List<ByteBuf> fragments = new ArrayList<>();
		while (request.isReadable()) {
			fragments.add(request.readSlice(request.getUnsignedShortLE(request.readerIndex() + 8)).copy());
		}
		request.release();
		return fragments;
	}

	// ---- cancels

	@Test
	void cancelsAreTakenWithAVerifierOrWithoutAndNumberNothing() {
		start();
		RawPeer peer = this.transport.connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.PRIVACY, ALICE);
		AuthVerifier verifier = verifier(AuthenticationLevel.PRIVACY, CONTEXT, new byte[TOKEN_LENGTH]);
		peer.send(RawPeer.cancel(2), RawPeer.orphaned(3), new CoCancel(PacketFlag.WHOLE, RawPeer.LE, 4, verifier),
				new Orphaned(PacketFlag.WHOLE, RawPeer.LE, 5, verifier));
		peer.expectSilence();
		peer.deliver(add(context, 6, 1, 2));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
	}

	// ---- verification trailers

	@Test
	void verificationTrailerIsFoundAcrossFragments() {
		start();
		for (int padding = 100; padding < 200; padding += 4) {
			RawPeer peer = this.transport.connect();
			SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
			ByteBuf stub = Unpooled.buffer().writeIntLE(1).writeZero(padding);
			new VerificationTrailer(List.of(VerificationTrailer.Header2.ofRequest(RawPeer.LE, 2, 0, ADD))).append(stub);
			peer.deliver(fragments(context, CONTEXT, 2, stub).toArray(ByteBuf[]::new));
			peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		}
		assertThat(this.run).isEmpty();
	}

	@Test
	void trailersThatDoNotFitAreLoggedOnce() {
		start();
		RawPeer peer = this.transport.connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		try (CapturedLog log = CapturedLog.of("io.opnum")) {
			for (int call = 2; call < 12; call++) {
				ByteBuf stub = stub(Calculator.stub(1, 2));
				new VerificationTrailer(List.of(new VerificationTrailer.Bitmask1(1))).append(stub);
				peer.deliver(protect(context, unprotected(context, CONTEXT, call, ADD, stub, 5840)));
				peer.expectFault(RpcStatus.ACCESS_DENIED, true);
			}
			assertThat(log.lines()).hasSize(1);
		}
		assertThat(this.run).isEmpty();
	}

	// ---- exchanges

	@Test
	void whoNeverSendsTheLastTokenIsNotWaitedForForEver() {
		start((builder) -> builder.securityAcceptor(ntlm().build())
			.limits(RpcServerLimits.DEFAULT.withBindTimeout(Duration.ofSeconds(5))));
		RawPeer peer = this.transport.connect();
		begin(peer);
		this.transport.advance(Duration.ofSeconds(4));
		peer.expectSilence();
		try (CapturedLog log = CapturedLog.of("io.opnum")) {
			this.transport.advance(Duration.ofSeconds(2));
			peer.expectClosed();
			assertThat(log.lines()).singleElement().asString().contains("authentication was not completed in time");
		}
	}

	@Test
	void whoFailedIsNotWaitedForForEver() {
		start();
		RawPeer peer = this.transport.connect();
		SecurityExchange exchange = begin(peer);
		peer.send(new Auth3(PacketFlag.WHOLE, RawPeer.LE, 1,
				verifier(AuthenticationLevel.INTEGRITY, CONTEXT, new byte[64])));
		peer.expectSilence();
		this.transport.advance(RpcServerLimits.DEFAULT.bindTimeout().plusSeconds(1));
		peer.expectClosed();
		exchange.close();
	}

	@Test
	void whoAuthenticatedMayTakeItsTime() {
		start();
		RawPeer peer = this.transport.connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		this.transport.advance(RpcServerLimits.DEFAULT.bindTimeout().multipliedBy(3));
		peer.deliver(add(context, 2, 1, 2));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
	}

	@Test
	void stepsThatTakeTooLongAreNotAwaitedNorBegunForWhoIsGone() {
		Deque<Runnable> tasks = new ArrayDeque<>();
		List<String> begun = new ArrayList<>();
		start((builder) -> {
			builder.securityAcceptor(new EndlessAcceptor(begun));
			builder.authenticationExecutor = tasks::add;
		});
		RawPeer peer = this.transport.connect();
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, new byte[8])));
		this.transport.advance(RpcServerLimits.DEFAULT.bindTimeout().plusSeconds(1));
		peer.expectClosed();
		tasks.remove().run();
		assertThat(begun).isEmpty();
	}

	@Test
	void exchangeThatNeverEndsIsEnded() {
		List<String> begun = new ArrayList<>();
		start((builder) -> builder.securityAcceptor(new EndlessAcceptor(begun)));
		RawPeer peer = this.transport.connect();
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, new byte[8]))).next(BindAck.class);
		int legs = 1;
		while (!peer.isClosed()) {
			assertThat(legs++).isLessThan(50);
			peer.send(alter(CONTEXT, new byte[8]));
			peer.next();
		}
		assertThat(legs).isEqualTo(17);
		assertThat(begun).containsExactly("begun", "closed");
		peer.expectClosed();
	}

	@Test
	void tokenAsLongAsAPduCanBeIsRefusedLikeAnyOther() {
		start();
		RawPeer peer = this.transport.connect();
		try (CapturedLog log = CapturedLog.of("io.opnum")) {
			peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, new byte[65_000])));
			peer.expectBindNak(BindNak.INVALID_CHECKSUM);
			assertThat(log.lines()).hasSizeBetween(1, 2);
		}
	}

	@Test
	void connectionHasNoMoreCallersThanItMay() {
		start((builder) -> builder.securityAcceptor(ntlm().build())
			.limits(RpcServerLimits.DEFAULT.withMaxSecurityContexts(3)));
		RawPeer peer = this.transport.connect();
		authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		authenticateAnother(peer, 1);
		authenticateAnother(peer, 2);
		peer.send(alter(3, new NtlmInitiator("").begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, BOB, null))
			.step(new byte[0])));
		peer.expectFault(RpcStatus.PROTO_ERROR, true);
		peer.expectClosed();
	}

	private static SecurityExchange begin(RawPeer peer) {
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(new byte[0]))));
		peer.next(BindAck.class);
		return exchange;
	}

	private static SecurityContext authenticateAnother(RawPeer peer, int contextId) {
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, BOB, null));
		peer.send(alter(contextId, exchange.step(new byte[0])));
		byte[] challenge = peer.next(AlterContextResponse.class).auth().value();
		peer.send(alter(contextId, exchange.step(challenge)));
		peer.next(AlterContextResponse.class);
		return exchange.context();
	}

	private static AlterContext alter(int contextId, byte[] token) {
		return new AlterContext(PacketFlag.WHOLE, RawPeer.LE, 7, 5840, 5840, 0,
				List.of(RawPeer.context(0, Calculator.ID)), verifier(AuthenticationLevel.INTEGRITY, contextId, token));
	}

	/**
	 * Always wants another token.
	 */
	private record EndlessAcceptor(List<String> log) implements SecurityAcceptor {

		@Override
		public AuthenticationService service() {
			return AuthenticationService.NTLM;
		}

		@Override
		public SecurityExchange begin(AcceptorOptions options) {
			this.log.add("begun");
			return new SecurityExchange() {

				@Override
				public byte[] step(byte[] token) {
					return new byte[] { 1 };
				}

				@Override
				public boolean isComplete() {
					return false;
				}

				@Override
				public SecurityContext context() {
					throw new IllegalStateException("never complete");
				}

				@Override
				public void close() {
					EndlessAcceptor.this.log.add("closed");
				}

			};
		}

	}

}
