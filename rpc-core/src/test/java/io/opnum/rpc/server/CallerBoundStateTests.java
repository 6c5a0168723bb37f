package io.opnum.rpc.server;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.AlterContext;
import io.opnum.rpc.pdu.AlterContextResponse;
import io.opnum.rpc.pdu.Auth3;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.security.AnonymousCredentials;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.InitiatorOptions;
import io.opnum.rpc.security.PasswordCredentials;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.security.ntlm.NtlmInitiator;
import io.opnum.rpc.testing.NoBufferLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.opnum.rpc.server.NtlmPeers.ALICE;
import static io.opnum.rpc.server.NtlmPeers.BOB;
import static io.opnum.rpc.server.NtlmPeers.CONTEXT;
import static io.opnum.rpc.server.NtlmPeers.ntlm;
import static io.opnum.rpc.server.NtlmPeers.protect;
import static io.opnum.rpc.server.NtlmPeers.response;
import static io.opnum.rpc.server.NtlmPeers.unprotected;
import static io.opnum.rpc.server.NtlmPeers.verifier;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Context handles and attributes of an association that callers of different identities
 * and levels share.
 */
@ExtendWith(NoBufferLeaks.class)
class CallerBoundStateTests {

	private static final InterfaceId LOCKERS = InterfaceStub.of(Lockers.class).interfaceId();

	private static final int OPEN = 0;

	private static final int USE = 1;

	private static final int CLOSE = 2;

	private static final int VISITS = 3;

	private final ManualTransport transport = new ManualTransport();

	private RpcServer server;

	private int group;

	@BeforeEach
	void start() {
		this.server = TestServer.build(this.transport, (builder) -> {
			builder.securityAcceptor(ntlm().anonymous(true).build());
			builder.authenticationExecutor = Runnable::run;
		});
		this.server.register(Lockers.class, new LockerService(),
				RegistrationOptions.DEFAULT.withMinimumAuthenticationLevel(AuthenticationLevel.NONE));
		this.server.start();
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void handleAnswersToWhoOpenedItOnAllConnections() {
		Caller alice = caller(AuthenticationLevel.PRIVACY, ALICE);
		ByteBuf handle = alice.call(OPEN, Unpooled.EMPTY_BUFFER);
		Caller again = caller(AuthenticationLevel.PRIVACY, ALICE);
		assertThat(alice.call(USE, handle).getIntLE(0)).isEqualTo(1);
		assertThat(again.call(USE, handle).getIntLE(0)).isEqualTo(2);
	}

	@Test
	void handleAnswersToWhoOpenedItHoweverTheNameIsWritten() {
		ByteBuf handle = caller(AuthenticationLevel.PRIVACY, ALICE).call(OPEN, Unpooled.EMPTY_BUFFER);
		Caller again = caller(AuthenticationLevel.PRIVACY,
				new PasswordCredentials("Alice", "office", "correct horse".toCharArray()));
		assertThat(again.call(USE, handle).getIntLE(0)).isEqualTo(1);
	}

	@Test
	void handleIsUnknownToAnotherIdentityOfTheAssociation() {
		Caller alice = caller(AuthenticationLevel.INTEGRITY, ALICE);
		ByteBuf handle = alice.call(OPEN, Unpooled.EMPTY_BUFFER);
		Caller bob = caller(AuthenticationLevel.PRIVACY, BOB);
		bob.expectFault(USE, handle, RpcStatus.CONTEXT_MISMATCH);
		bob.expectFault(CLOSE, handle, RpcStatus.CONTEXT_MISMATCH);
		assertThat(alice.call(USE, handle).getIntLE(0)).isEqualTo(1);
	}

	@Test
	void handleIsUnknownToNobodyAndWhatNobodyOpenedToSomebody() {
		Caller alice = caller(AuthenticationLevel.INTEGRITY, ALICE);
		ByteBuf handle = alice.call(OPEN, Unpooled.EMPTY_BUFFER);
		caller(AuthenticationLevel.INTEGRITY, new AnonymousCredentials()).expectFault(USE, handle,
				RpcStatus.CONTEXT_MISMATCH);
		RawPeer plain = this.transport.connect();
		plain.send(bind(null)).next(BindAck.class);
		plain.send(RawPeer.request(2, 0, USE, ByteBufUtil.hexDump(handle)))
			.expectFault(RpcStatus.CONTEXT_MISMATCH, false);
		String ofNobody = ByteBufUtil.hexDump(plain.send(RawPeer.request(3, 0, OPEN, "")).expectResponse(3).stub());
		alice.expectFault(USE, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(ofNobody)), RpcStatus.CONTEXT_MISMATCH);
		plain.send(RawPeer.request(4, 0, USE, ofNobody)).expectResponse(4);
	}

	@Test
	void handleIsNotUsedWithLessProtectionThanItWasOpenedWith() {
		Caller sealed = caller(AuthenticationLevel.PRIVACY, ALICE);
		ByteBuf handle = sealed.call(OPEN, Unpooled.EMPTY_BUFFER);
		Caller signed = caller(AuthenticationLevel.INTEGRITY, ALICE);
		signed.expectFault(USE, handle, RpcStatus.CONTEXT_MISMATCH);
		ByteBuf weaker = signed.call(OPEN, Unpooled.EMPTY_BUFFER);
		assertThat(sealed.call(USE, weaker).getIntLE(0)).isEqualTo(1);
	}

	@Test
	void handleIsUnknownToAnotherIdentityOfTheConnection() {
		Caller alice = caller(AuthenticationLevel.INTEGRITY, ALICE);
		ByteBuf handle = alice.call(OPEN, Unpooled.EMPTY_BUFFER);
		SecurityExchange exchange = new NtlmInitiator("")
			.begin(new InitiatorOptions(AuthenticationLevel.INTEGRITY, BOB, null));
		alice.peer.send(alter(exchange.step(new byte[0])));
		alice.peer.send(alter(exchange.step(alice.peer.next(AlterContextResponse.class).auth().value())));
		alice.peer.next(AlterContextResponse.class);
		Caller bob = new Caller(alice.peer, exchange.context(), 5);
		bob.expectFault(USE, handle, RpcStatus.CONTEXT_MISMATCH);
		assertThat(alice.call(USE, handle).getIntLE(0)).isEqualTo(1);
	}

	@Test
	void attributesAreTheCallersOwn() {
		Caller alice = caller(AuthenticationLevel.INTEGRITY, ALICE);
		Caller bob = caller(AuthenticationLevel.INTEGRITY, BOB);
		Caller again = caller(AuthenticationLevel.PRIVACY, ALICE);
		assertThat(alice.call(VISITS, Unpooled.EMPTY_BUFFER).getIntLE(0)).isEqualTo(1);
		assertThat(bob.call(VISITS, Unpooled.EMPTY_BUFFER).getIntLE(0)).isEqualTo(1);
		assertThat(again.call(VISITS, Unpooled.EMPTY_BUFFER).getIntLE(0)).isEqualTo(2);
	}

	private AlterContext alter(byte[] token) {
		return new AlterContext(PacketFlag.WHOLE, RawPeer.LE, 7, 5840, 5840, 0, List.of(RawPeer.context(0, LOCKERS)),
				verifier(AuthenticationLevel.INTEGRITY, 5, token));
	}

	private Bind bind(AuthVerifier auth) {
		return new Bind(PacketFlag.WHOLE, RawPeer.LE, 1, 5840, 5840, this.group, List.of(RawPeer.context(0, LOCKERS)),
				auth);
	}

	/** Somebody who joins the association of those before. */
	private Caller caller(AuthenticationLevel level, Credentials credentials) {
		RawPeer peer = this.transport.connect();
		SecurityExchange exchange = new NtlmInitiator("").begin(new InitiatorOptions(level, credentials, null));
		BindAck ack = peer.send(bind(verifier(level, CONTEXT, exchange.step(new byte[0])))).next(BindAck.class);
		this.group = ack.assocGroupId();
		peer.send(new Auth3(PacketFlag.WHOLE, RawPeer.LE, 1,
				verifier(level, CONTEXT, exchange.step(ack.auth().value()))));
		return new Caller(peer, exchange.context(), CONTEXT);
	}

	private record Caller(RawPeer peer, SecurityContext context, int contextId) {

		ByteBuf call(int opnum, ByteBuf stub) {
			send(opnum, stub);
			return response(this.peer, this.context);
		}

		void expectFault(int opnum, ByteBuf stub, RpcStatus status) {
			send(opnum, stub);
			this.peer.expectFault(status, false);
		}

		private void send(int opnum, ByteBuf stub) {
			this.peer.deliver(
					protect(this.context, unprotected(this.context, this.contextId, 9, opnum, stub.slice(), 5840)));
		}

	}

	@RpcInterface(uuid = "9a1c4f0e-5b53-4a63-9d0c-2f6d41a7c012", version = "1.0")
	interface Lockers {

		ContextHandle<Locker> open();

		int use(ContextHandle<Locker> locker);

		void close(InOut<ContextHandle<Locker>> locker);

		int visits();

	}

	static final class Locker {

		int uses;

	}

	static final class LockerService implements Lockers {

		@Override
		public ContextHandle<Locker> open() {
			return ContextHandle.of(new Locker());
		}

		@Override
		public int use(ContextHandle<Locker> locker) {
			return ++locker.state().uses;
		}

		@Override
		public void close(InOut<ContextHandle<Locker>> locker) {
			locker.set(null);
		}

		@Override
		@SuppressWarnings("unchecked")
		public int visits() {
			List<Integer> visits = RpcCallContext.current().association().attribute(List.class, ArrayList::new);
			visits.add(1);
			return visits.size();
		}

	}

}
