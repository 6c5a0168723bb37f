package io.opnum.rpc.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcAuthentication;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcServerStatistics.Authentications;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.BindNak;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationException.Reason;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.VerificationTrailer;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static io.opnum.rpc.server.NtlmPeers.ADD;
import static io.opnum.rpc.server.NtlmPeers.ALICE;
import static io.opnum.rpc.server.NtlmPeers.CONTEXT;
import static io.opnum.rpc.server.NtlmPeers.add;
import static io.opnum.rpc.server.NtlmPeers.authenticate;
import static io.opnum.rpc.server.NtlmPeers.bind;
import static io.opnum.rpc.server.NtlmPeers.frames;
import static io.opnum.rpc.server.NtlmPeers.ntlm;
import static io.opnum.rpc.server.NtlmPeers.protect;
import static io.opnum.rpc.server.NtlmPeers.response;
import static io.opnum.rpc.server.NtlmPeers.stub;
import static io.opnum.rpc.server.NtlmPeers.unprotected;
import static io.opnum.rpc.server.NtlmPeers.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for servers that authenticate their callers, with the client's side of NTLM and
 * PDUs made by hand.
 */
class AuthenticatedServerTests {

	private static final int OCTETS = 2;

	private final ManualTransport transport = new ManualTransport();

	private final List<RpcAuthentication> callers = new ArrayList<>();

	private RpcServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private RawPeer connect(Consumer<RpcServerBuilder> customizer) {
		this.server = TestServer.start(this.transport, (builder) -> {
			builder.securityAcceptor(ntlm().anonymous(true).build());
			builder.authenticationExecutor = Runnable::run;
			builder.interceptor((call, chain) -> {
				this.callers.add(call.context().authentication());
				return chain.proceed();
			});
			customizer.accept(builder);
		});
		return this.transport.connect();
	}

	private RawPeer connect() {
		return connect((builder) -> {
		});
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "NONE")
	void callsAreAnsweredAtTheirLevelAndTellWhoCalls(AuthenticationLevel level) {
		RawPeer peer = connect((builder) -> builder.minimumAuthenticationLevel(AuthenticationLevel.CONNECT));
		SecurityContext context = authenticate(peer, level, ALICE);
		for (int i = 0; i < 5; i++) {
			peer.deliver(add(context, 10 + i, i, 4));
			assertThat(response(peer, context).getIntLE(0)).isEqualTo(i + 4);
		}
		assertThat(this.callers).hasSize(5).allSatisfy((caller) -> {
			assertThat(caller.principal().getName()).isEqualTo("OFFICE\\alice");
			assertThat(caller.level()).isEqualTo(level);
			assertThat(caller.service()).isEqualTo(AuthenticationService.NTLM);
		});
		peer.disconnect().assertAllReleased();
	}

	@ParameterizedTest
	@EnumSource(names = { "INTEGRITY", "PRIVACY" })
	void fragmentsAreProtectedEachInBothDirections(AuthenticationLevel level) {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, level, ALICE);
		ByteBuf stub = stub("%08x".formatted(Integer.reverseBytes(20_000)));
		stub.writeZero(3000);
		ByteBuf[] frames = frames(protect(context, unprotected(context, CONTEXT, 3, OCTETS, stub, 200)));
		assertThat(frames).hasSizeGreaterThan(10);
		peer.deliver(frames);
		ByteBuf answer = response(peer, context);
		assertThat(answer.readableBytes()).isGreaterThan(20_000);
		peer.deliver(add(context, 4, 1, 1));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(2);
	}

	@Test
	void whoDoesNotAuthenticateIsRefusedBeforeItsArgumentsAreLookedAt() {
		RawPeer peer = connect();
		peer.send(bind(null));
		assertThat(peer.next(BindAck.class).auth()).isNull();
		peer.send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)), RawPeer.request(3, 0, ADD, ""),
				RawPeer.request(4, 0, 99, ""));
		for (int i = 0; i < 3; i++) {
			peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		}
		peer.expectSilence();
		assertThat(this.callers).isEmpty();
	}

	@Test
	void nobodyIsNoCallerEvenWhereItsSignatureIsRight() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, new AnonymousCredentials());
		peer.deliver(add(context, 2, 1, 2));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		assertThat(this.callers).isEmpty();
	}

	@Test
	void connectLevelIsTooWeakWhereNothingIsSaid() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.CONNECT, ALICE);
		peer.deliver(add(context, 2, 1, 2));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		assertThat(this.callers).isEmpty();
	}

	@Test
	void requestWithoutVerifierIsNotOfTheCallerThatSignsItsOwn() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		peer.send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.deliver(add(context, 3, 1, 2));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
	}

	@Test
	void registrationMayLetEverybodyCall() {
		this.server = TestServer.build(this.transport, (builder) -> builder.securityAcceptor(ntlm().build()));
		this.server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withMinimumAuthenticationLevel(AuthenticationLevel.NONE));
		this.server.start();
		RawPeer peer = this.transport.connect();
		peer.send(bind(null), RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)));
		peer.next(BindAck.class);
		peer.expectResponse(2);
	}

	@Test
	void registrationMayWantMoreThanTheServer() {
		this.server = TestServer.build(this.transport, (builder) -> {
			builder.securityAcceptor(ntlm().build());
			builder.authenticationExecutor = Runnable::run;
		});
		this.server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withMinimumAuthenticationLevel(AuthenticationLevel.PRIVACY));
		this.server.start();
		RawPeer peer = this.transport.connect();
		SecurityContext weak = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		peer.deliver(add(weak, 2, 1, 2));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		RawPeer other = this.transport.connect();
		SecurityContext strong = authenticate(other, AuthenticationLevel.PRIVACY, ALICE);
		other.deliver(add(strong, 2, 1, 2));
		assertThat(response(other, strong).getIntLE(0)).isEqualTo(3);
	}

	@Test
	void wrongPasswordIsToldToTheFirstRequestAlone() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY,
				new PasswordCredentials("alice", "OFFICE", "wrong".toCharArray()));
		peer.deliver(add(context, 2, 1, 2));
		peer.expectFault(RpcStatus.ACCESS_DENIED, false);
		peer.expectClosed();
		assertThat(this.callers).isEmpty();
		assertThat(this.server.statistics().authentications()).containsOnly(
				Map.entry(AuthenticationService.NTLM, new Authentications(0, Map.of(Reason.BAD_CREDENTIALS, 1L))));
	}

	@Test
	void unreadableTokenIsRefusedAtOnce() {
		RawPeer peer = connect();
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, new byte[40])));
		peer.expectBindNak(BindNak.INVALID_CHECKSUM);
	}

	@Test
	void otherServicesAreNotRecognized() {
		RawPeer peer = connect();
		peer.send(bind(new AuthVerifier(16, 5, 0, 1, new byte[40])));
		peer.expectBindNak(BindNak.AUTHENTICATION_TYPE_NOT_RECOGNIZED);
	}

	@Test
	void requestAheadOfTheLastTokenIsAgainstTheProtocol() {
		RawPeer peer = connect();
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(new byte[0]))));
		peer.next(BindAck.class);
		peer.send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)));
		peer.expectFault(RpcStatus.PROTO_ERROR, true);
		peer.expectClosed();
	}

	@ParameterizedTest
	@EnumSource(names = { "INTEGRITY", "PRIVACY" })
	void everyAlteredOctetBehindTheHeaderIsNoticed(AuthenticationLevel level) {
		RawPeer first = connect();
		ByteBuf unaltered = add(authenticate(first, level, ALICE), 2, 1, 2);
		int length = unaltered.readableBytes();
		unaltered.release();
		int trailer = length - 24;
		for (int i = 22; i < length; i++) {
			if (i >= trailer && i < trailer + 8) {
				// sec_trailer has its own answers
				continue;
			}
			RawPeer peer = this.transport.connect();
			ByteBuf request = add(authenticate(peer, level, ALICE), 2, 1, 2);
			request.setByte(i, request.getByte(i) ^ 0x10);
			peer.deliver(request);
			peer.expectFault(RpcStatus.SEC_PKG_ERROR, false);
			peer.expectClosed();
		}
		assertThat(this.callers).isEmpty();
	}

	@Test
	void replayedRequestIsRefused() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.PRIVACY, ALICE);
		ByteBuf request = add(context, 2, 1, 2);
		ByteBuf again = request.copy();
		peer.deliver(request);
		response(peer, context);
		peer.deliver(again);
		peer.expectFault(RpcStatus.SEC_PKG_ERROR, false);
		peer.expectClosed();
		assertThat(this.callers).hasSize(1);
	}

	@Test
	void reorderedRequestsAreRefused() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		add(context, 2, 1, 2).release();
		peer.deliver(add(context, 3, 1, 2));
		peer.expectFault(RpcStatus.SEC_PKG_ERROR, false);
		peer.expectClosed();
	}

	@Test
	void truncatedRequestIsRefused() {
		for (int missing : new int[] { 4, 8, 12 }) {
			RawPeer peer = (this.server != null) ? this.transport.connect() : connect();
			SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
			ByteBuf request = add(context, 2, 1, 2);
			// The token is cut short, and the header says so
			ByteBuf cut = request.copy(0, request.readableBytes() - missing);
			cut.setShortLE(8, cut.readableBytes()).setShortLE(10, 16 - missing);
			request.release();
			peer.deliver(cut);
			peer.expectFault(RpcStatus.SEC_PKG_ERROR, false);
			peer.expectClosed();
		}
	}

	@Test
	void verifierOfAnotherLevelOrContextIsRefused() {
		for (int[] change : new int[][] { { 1, 2 }, { 0, 9 }, { 4, 7 } }) {
			RawPeer peer = (this.server != null) ? this.transport.connect() : connect();
			SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
			ByteBuf request = add(context, 2, 1, 2);
			request.setByte(request.readableBytes() - 24 + change[0], change[1]);
			peer.deliver(request);
			peer.expectFault(RpcStatus.ACCESS_DENIED, false);
			peer.expectClosed();
		}
	}

	@Test
	void verificationTrailerIsComparedAndTakenOff() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		peer.deliver(withTrailer(context, 2, VerificationTrailer.Header2.ofRequest(RawPeer.LE, 2, 0, ADD)));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
		peer.deliver(withTrailer(context, 3, VerificationTrailer.Header2.ofRequest(RawPeer.LE, 3, 0, OCTETS)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.deliver(withTrailer(context, 4, new VerificationTrailer.Bitmask1(1)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.deliver(add(context, 5, 1, 2));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
	}

	private static ByteBuf withTrailer(SecurityContext context, int callId, VerificationTrailer.Command command) {
		ByteBuf stub = stub(Calculator.stub(1, 2));
		new VerificationTrailer(List.of(command)).append(stub);
		return protect(context, unprotected(context, CONTEXT, callId, ADD, stub, 5840));
	}

	@Test
	void furtherCallersShareTheConnection() {
		RawPeer peer = connect();
		SecurityContext first = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.PRIVACY, ALICE, null));
		peer.send(alter(verifier(AuthenticationLevel.PRIVACY, 5, exchange.step(new byte[0]))));
		AuthVerifier challenge = peer.next(AlterContextResponse.class).auth();
		peer.send(alter(verifier(AuthenticationLevel.PRIVACY, 5, exchange.step(challenge.value()))));
		assertThat(peer.next(AlterContextResponse.class).auth()).as("a trailer without a token").isNull();
		SecurityContext second = exchange.context();
		for (int i = 0; i < 3; i++) {
			peer.deliver(add(first, 10 + i, i, 1));
			assertThat(response(peer, first).getIntLE(0)).isEqualTo(i + 1);
			peer.deliver(protect(second, unprotected(second, 5, 20 + i, ADD, stub(Calculator.stub(i, 2)), 5840)));
			assertThat(response(peer, second).getIntLE(0)).isEqualTo(i + 2);
		}
		peer.send(alter(verifier(AuthenticationLevel.PRIVACY, 5, new byte[40])));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.expectClosed();
	}

	/** Windows and Samba end an exchange with a trailer, and clients look for it. */
	@Test
	void exchangeThatEndsInAnAlterContextIsAnsweredByATrailerWithoutToken() {
		RawPeer peer = connect();
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(new byte[0]))));
		AuthVerifier challenge = peer.next(BindAck.class).auth();
		peer.send(alter(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(challenge.value()))));
		ByteBuf answer = peer.nextOctets();
		assertThat(answer.getUnsignedShortLE(10)).as("auth_length").isZero();
		assertThat(ByteBufUtil.hexDump(answer.slice(answer.readableBytes() - 8, 8))).isEqualTo("0a0500007f350100");
	}

	/** As recorded of Windows and Samba: an auth3 has no answer that could agree. */
	@Test
	void headersAreNotSignedBecauseAnAuth3SaysSo() {
		RawPeer peer = connect();
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(new byte[0]))));
		peer.send(new Auth3(PacketFlag.WHOLE | PacketFlag.SUPPORT_HEADER_SIGN, RawPeer.LE, 1, verifier(
				AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(peer.next(BindAck.class).auth().value()))));
		// Tells the server that this client would sign headers, which it did not agree to
		peer.deliver(withTrailer(exchange.context(), 2, new VerificationTrailer.Bitmask1(1)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
	}

	@Test
	void furtherFragmentsAreOfTheCallerOfTheFirst() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		ByteBuf first = fragment(context, PacketFlag.FIRST_FRAG, CONTEXT, "01000000");
		ByteBuf last = fragment(context, PacketFlag.LAST_FRAG, 111, "02000000");
		peer.deliver(first, last);
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
		peer.deliver(fragment(context, PacketFlag.FIRST_FRAG, CONTEXT, "01000000"));
		peer.send(RawPeer.request(PacketFlag.LAST_FRAG, 2, 0, ADD, "02000000"));
		peer.expectFault(RpcStatus.PROTO_ERROR, false);
		peer.expectClosed();
		assertThat(this.callers).hasSize(1);
	}

	private static ByteBuf fragment(SecurityContext context, int flags, int contextId, String hex) {
		ByteBuf fragment = unprotected(context, contextId, 2, ADD, stub(hex), 5840);
		fragment.setByte(3, flags);
		return protect(context, fragment);
	}

	/**
	 * Samba's client leaves extended session security out where nobody is to be proved.
	 */
	@Test
	void nobodyNeedsNoExtendedSessionSecurityWhereNothingIsSigned() {
		for (AuthenticationLevel level : List.of(AuthenticationLevel.CONNECT, AuthenticationLevel.INTEGRITY)) {
			RawPeer peer = (this.server != null) ? this.transport.connect() : connect();
			SecurityExchange exchange = new NtlmInitiator("")
				.begin(new InitiatorOptions(level, new AnonymousCredentials(), null));
			peer.send(bind(verifier(level, CONTEXT, exchange.step(new byte[0]))));
			byte[] authenticate = exchange.step(peer.next(BindAck.class).auth().value());
			// NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY
			authenticate[62] &= ~0x08;
			peer.send(alter(verifier(level, CONTEXT, authenticate)));
			if (level.isSigned()) {
				peer.expectFault(RpcStatus.SEC_PKG_ERROR, true);
				peer.expectClosed();
			}
			else {
				peer.next(AlterContextResponse.class);
			}
		}
	}

	@Test
	void alterContextThatChangesWhatItGoesOnWithIsRefused() {
		record Change(int type, AuthenticationLevel level, SyntaxId transferSyntax, RpcStatus status) {
		}
		for (Change change : List.of(new Change(10, AuthenticationLevel.PRIVACY, SyntaxId.NDR, RpcStatus.ACCESS_DENIED),
				new Change(16, AuthenticationLevel.INTEGRITY, SyntaxId.NDR, RpcStatus.SEC_PKG_ERROR),
				new Change(16, AuthenticationLevel.INTEGRITY, SyntaxId.NDR64, RpcStatus.PROTO_ERROR),
				new Change(0, AuthenticationLevel.INTEGRITY, SyntaxId.NDR64, RpcStatus.ACCESS_DENIED))) {
			RawPeer peer = (this.server != null) ? this.transport.connect() : connect();
			SecurityExchange exchange = new NtlmInitiator("")
				.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
			peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(new byte[0]))));
			byte[] token = exchange.step(peer.next(BindAck.class).auth().value());
			peer.send(new AlterContext(PacketFlag.WHOLE, RawPeer.LE, 7, 5840, 5840, 0,
					List.of(new ContextElement(0, SyntaxId.of(Calculator.ID), List.of(change.transferSyntax()))),
					new AuthVerifier(change.type(), change.level().code(), 0, CONTEXT, token)));
			peer.expectFault(change.status(), true);
			peer.expectClosed();
		}
	}

	private static AlterContext alter(AuthVerifier auth) {
		return new AlterContext(PacketFlag.WHOLE, RawPeer.LE, 7, 5840, 5840, 0,
				List.of(RawPeer.context(0, Calculator.ID)), auth);
	}

	@Test
	void whatComesWhileAccountsAreLookedUpWaits() {
		Deque<Runnable> tasks = new ArrayDeque<>();
		RawPeer peer = connect((builder) -> builder.authenticationExecutor = tasks::add);
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(new byte[0]))));
		peer.expectSilence();
		assertThat(peer.isReading()).isFalse();
		tasks.remove().run();
		ByteBuf auth3 = Unpooled.buffer();
		PduCodec.encode(new Auth3(PacketFlag.WHOLE, RawPeer.LE, 1, verifier(AuthenticationLevel.INTEGRITY, CONTEXT,
				exchange.step(peer.next(BindAck.class).auth().value()))), auth3);
		assertThat(peer.isReading()).isTrue();
		peer.deliver(auth3, add(exchange.context(), 2, 1, 2));
		peer.expectSilence();
		tasks.remove().run();
		assertThat(response(peer, exchange.context()).getIntLE(0)).isEqualTo(3);
		assertThat(peer.isReading()).isTrue();
	}

	@Test
	void connectionThatEndsWhileAccountsAreLookedUpLeavesNothing() {
		Deque<Runnable> tasks = new ArrayDeque<>();
		RawPeer peer = connect((builder) -> builder.authenticationExecutor = tasks::add);
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, ALICE, null));
		peer.send(bind(verifier(AuthenticationLevel.INTEGRITY, CONTEXT, exchange.step(new byte[0]))));
		peer.disconnect();
		tasks.remove().run();
		assertThat(peer.answers()).isZero();
		peer.assertAllReleased();
	}

	@Test
	void levelsNeedAServiceThatAuthenticates() {
		RpcServer plain = TestServer.build(this.transport, (builder) -> {
		});
		assertThatIllegalArgumentException()
			.isThrownBy(() -> plain.register(Calculator.class, new SimpleCalculator(),
					RegistrationOptions.DEFAULT.withMinimumAuthenticationLevel(AuthenticationLevel.CONNECT)))
			.withMessageContaining("SecurityAcceptor");
		plain.close();
		assertThatIllegalStateException()
			.isThrownBy(() -> TestServer.build(this.transport,
					(builder) -> builder.minimumAuthenticationLevel(AuthenticationLevel.PRIVACY)))
			.withMessageContaining("SecurityAcceptor");
		assertThatIllegalStateException().isThrownBy(() -> TestServer.build(this.transport,
				(builder) -> builder.securityAcceptor(ntlm().build()).securityAcceptor(ntlm().build())));
	}

	@Test
	void faultsAreNotProtected() {
		RawPeer peer = connect();
		SecurityContext context = authenticate(peer, AuthenticationLevel.PRIVACY, ALICE);
		peer.deliver(protect(context, unprotected(context, CONTEXT, 2, ADD, Unpooled.EMPTY_BUFFER, 5840)));
		assertThat(peer.next(Fault.class).auth()).isNull();
		peer.deliver(add(context, 3, 1, 2));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
	}

}
