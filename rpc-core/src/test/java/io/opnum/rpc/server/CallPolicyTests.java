package io.opnum.rpc.server;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.netty.buffer.Unpooled;
import io.opnum.rpc.MinimumAuthenticationLevel;
import io.opnum.rpc.Operation;
import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcAccessDeniedException;
import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcSecurityCallback;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.mgmt.Management;
import io.opnum.rpc.ndr.InterfaceStub;
import io.opnum.rpc.pdu.BindAck;
import io.opnum.rpc.pdu.CoCancel;
import io.opnum.rpc.pdu.Fault;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.security.AcceptorOptions;
import io.opnum.rpc.security.AuthenticationLevel;
import io.opnum.rpc.security.AuthenticationService;
import io.opnum.rpc.security.SecurityAcceptor;
import io.opnum.rpc.security.SecurityContext;
import io.opnum.rpc.security.SecurityExchange;
import io.opnum.rpc.testing.CapturedLog;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.opnum.rpc.server.NtlmPeers.ADD;
import static io.opnum.rpc.server.NtlmPeers.ALICE;
import static io.opnum.rpc.server.NtlmPeers.add;
import static io.opnum.rpc.server.NtlmPeers.authenticate;
import static io.opnum.rpc.server.NtlmPeers.ntlm;
import static io.opnum.rpc.server.NtlmPeers.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for who may call what: {@link MinimumAuthenticationLevel} and
 * {@link RpcSecurityCallback}.
 */
class CallPolicyTests {

	private final ManualTransport transport = new ManualTransport();

	private final List<String> asked = new ArrayList<>();

	private @Nullable RpcServer server;

	@AfterEach
	void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	private RpcServer build(RpcSecurityCallback... callbacks) {
		this.server = TestServer.build(this.transport, (builder) -> {
			for (RpcSecurityCallback callback : callbacks) {
				builder.securityCallback(callback);
			}
		});
		return this.server;
	}

	private RpcServer buildSecure() {
		this.server = TestServer.build(this.transport, (builder) -> {
			builder.securityAcceptor(ntlm().anonymous(true).build());
			builder.authenticationExecutor = Runnable::run;
		});
		return this.server;
	}

	private RawPeer connect(RpcServer server) {
		server.start();
		return this.transport.connect();
	}

	private RawPeer connectPlainly(RpcServer server) {
		return connect(server).bound(Calculator.ID);
	}

	private RpcSecurityCallback passing(String name) {
		return (call) -> this.asked.add(name);
	}

	private RpcSecurityCallback refusing(String name, RuntimeException ex) {
		return (call) -> {
			this.asked.add(name);
			throw ex;
		};
	}

	private static RpcAccessDeniedException denied() {
		return new RpcAccessDeniedException("not on Sundays", RpcStatus.ACCESS_DENIED, true, null);
	}

	// ---- callbacks

	@Test
	void whatACallbackFoundOutIsAnAttributeOfTheCall() {
		List<StringBuilder> found = new ArrayList<>();
		RpcSecurityCallback callback = (call) -> found
			.add(call.attribute(StringBuilder.class, () -> new StringBuilder("of call " + call.callId())));
		RpcServer server = build(callback, callback);
		server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int a, int b) {
				found.add(RpcCallContext.current().attribute(StringBuilder.class, StringBuilder::new));
				return super.add(a, b);
			}

		});
		RawPeer peer = connectPlainly(server);
		for (int callId = 2; callId < 4; callId++) {
			peer.send(RawPeer.request(callId, 0, ADD, Calculator.stub(1, 2))).expectResponse(callId);
		}
		assertThat(found).extracting(StringBuilder::toString)
			.containsExactly("of call 2", "of call 2", "of call 2", "of call 3", "of call 3", "of call 3");
		assertThat(found.subList(0, 3)).allSatisfy((attribute) -> assertThat(attribute).isSameAs(found.get(0)));
	}

	@Test
	void callbacksOfTheServerAreAskedBeforeThatOfTheRegistration() {
		RpcServer server = build(passing("first"), passing("second"));
		server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withSecurityCallback(passing("own")));
		RawPeer peer = connectPlainly(server);
		peer.send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2))).expectResponse(2);
		assertThat(this.asked).containsExactly("first", "second", "own");
		peer.send(RawPeer.request(3, 0, ADD, Calculator.stub(1, 2))).expectResponse(3);
		assertThat(this.asked).as("nothing is kept from one call to the next").hasSize(6);
	}

	@Test
	void whoIsRefusedByOneIsNotAskedAboutByTheNext() {
		RpcServer server = build(passing("first"), refusing("second", denied()));
		server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withSecurityCallback(passing("own")));
		RawPeer peer = connectPlainly(server);
		peer.send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		assertThat(this.asked).containsExactly("first", "second");
	}

	@Test
	void nothingIsUnmarshalledOfACallThatIsRefused() {
		RpcServer server = build(refusing("it", new SecurityException("no")));
		server.register(Calculator.class, new SimpleCalculator());
		RawPeer peer = connectPlainly(server);
		peer.send(RawPeer.request(2, 0, ADD, "01"));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.send(RawPeer.request(3, 0, ADD, Calculator.stub(1, 2)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.expectSilence();
		peer.disconnect().assertAllReleased();
	}

	@Test
	void callbackSeesWhatIsCalledAndByWhom() {
		List<RpcCallContext> calls = new ArrayList<>();
		RpcServer server = buildSecure();
		server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withSecurityCallback((call) -> {
					calls.add(call);
					assertThat(RpcCallContext.current()).isSameAs(call);
					assertThat(call.interfaceId()).isEqualTo(Calculator.ID);
					assertThat(call.rpcInterface()).isEqualTo(Calculator.class);
					assertThat(call.method().getName()).isEqualTo("add");
					assertThat(call.opnum()).isEqualTo(ADD);
					assertThat(call.authentication().principal().getName()).isEqualTo("OFFICE\\alice");
					assertThat(call.callerAddress()).hasToString("/127.0.0.1:50000");
				}));
		RawPeer peer = connect(server);
		SecurityContext context = authenticate(peer, AuthenticationLevel.PRIVACY, ALICE);
		peer.deliver(add(context, 2, 1, 2));
		assertThat(response(peer, context).getIntLE(0)).isEqualTo(3);
		assertThat(calls).hasSize(1);
	}

	@Test
	void callbackSeesTheObjectThatIsCalled() {
		UUID allowed = new UUID(7, 8);
		RpcServer server = build((call) -> {
			if (!allowed.equals(call.objectUuid())) {
				throw denied();
			}
		});
		server.register(Calculator.class, new SimpleCalculator());
		RawPeer peer = connectPlainly(server);
		peer.send(RawPeer.request(allowed, 2, 0, ADD, Calculator.stub(1, 2))).expectResponse(2);
		peer.send(RawPeer.request(new UUID(7, 9), 3, 0, ADD, Calculator.stub(1, 2)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
	}

	@Test
	void callbackIsNotAskedAboutCallersBelowTheLevel() {
		RpcServer server = buildSecure();
		server.register(Calculator.class, new SimpleCalculator(),
				RegistrationOptions.DEFAULT.withSecurityCallback(passing("own")));
		RawPeer peer = connectPlainly(server);
		peer.send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		assertThat(this.asked).isEmpty();
	}

	@Test
	void callbackThatFailsRefusesAndIsLoggedOnce() {
		RpcServer server = build((call) -> {
			throw new IllegalStateException("the directory is away");
		});
		server.register(Calculator.class, new SimpleCalculator());
		RawPeer peer = connectPlainly(server);
		try (CapturedLog log = CapturedLog.of(SecurityCallbacks.class.getName())) {
			for (int call = 2; call < 5; call++) {
				peer.send(RawPeer.request(call, 0, ADD, Calculator.stub(1, 2)));
				peer.expectFault(RpcStatus.ACCESS_DENIED, true);
			}
			assertThat(log.lines()).singleElement().asString().contains("failed", "Calculator.add");
		}
	}

	@Test
	void whoIsRefusedIsNotToldWhy() {
		this.server = TestServer.build(this.transport,
				(builder) -> builder.extendedErrorInformation(true).securityCallback(refusing("it", denied())));
		this.server.register(Calculator.class, new SimpleCalculator());
		RawPeer peer = connectPlainly(this.server);
		peer.send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)));
		Fault fault = peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		assertThat(fault.extendedError().readableBytes()).isZero();
	}

	@Test
	void maybeCallThatIsRefusedIsNotAnswered() {
		RpcServer server = build(refusing("it", denied()));
		server.register(Calculator.class, new SimpleCalculator());
		RawPeer peer = connectPlainly(server);
		peer.send(RawPeer.request(PacketFlag.WHOLE | PacketFlag.MAYBE, 2, 0, ADD, Calculator.stub(1, 2)));
		peer.expectSilence();
		assertThat(this.asked).containsExactly("it");
	}

	@Test
	void callThatIsCancelledWhileItsCallbackRunsIsNotRun() {
		QueuedExecutor executor = new QueuedExecutor();
		AtomicReference<RawPeer> peer = new AtomicReference<>();
		List<Integer> ran = new ArrayList<>();
		this.server = TestServer.build(this.transport, (builder) -> builder.executor(executor)
			.securityCallback(
					(call) -> peer.get().send(new CoCancel(PacketFlag.WHOLE, RawPeer.LE, call.callId(), null))));
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			public int add(int left, int right) {
				ran.add(left);
				return super.add(left, right);
			}

		});
		peer.set(connectPlainly(this.server));
		peer.get().send(RawPeer.request(2, 0, ADD, Calculator.stub(1, 2)));
		executor.runAll();
		peer.get().expectFault(RpcStatus.FAULT_CANCEL, true);
		assertThat(ran).isEmpty();
		peer.get().disconnect().assertAllReleased();
	}

	// ---- expiry

	@Test
	void callerWhoseAuthenticationExpiredIsRefusedButItsConnectionGoesOn() {
		Instant expiresAt = Instant.parse("2026-01-01T10:00:00Z");
		AtomicReference<Instant> now = new AtomicReference<>(expiresAt.minusMillis(1));
		Deque<Runnable> tasks = new ArrayDeque<>();
		this.server = TestServer.build(this.transport, (builder) -> {
			builder.securityAcceptor(new ExpiringAcceptor(ntlm().build(), expiresAt));
			builder.authenticationExecutor = Runnable::run;
			builder.executor(tasks::add);
			builder.clock = SettableClock.of(now);
		});
		this.server.register(Calculator.class, new SimpleCalculator() {

			@Override
			@MinimumAuthenticationLevel(AuthenticationLevel.NONE)
			public UUID object() {
				return super.object();
			}

		});
		RawPeer peer = connect(this.server);
		SecurityContext context = authenticate(peer, AuthenticationLevel.PRIVACY, ALICE);
		peer.deliver(add(context, 2, 1, 2));
		now.set(expiresAt);
		tasks.remove().run();
		assertThat(response(peer, context).getIntLE(0)).as("begun in time").isEqualTo(3);
		for (int call = 3; call < 6; call++) {
			peer.deliver(add(context, call, 1, 2));
			peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		}
		peer.deliver(NtlmPeers.protect(context,
				NtlmPeers.unprotected(context, NtlmPeers.CONTEXT, 6, 4, Unpooled.EMPTY_BUFFER, 5840)));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.send(RawPeer.request(7, 0, 4, ""));
		tasks.remove().run();
		peer.expectResponse(7);
		assertThat(tasks).isEmpty();
	}

	// ---- the runtime's own interfaces

	@Test
	void everybodyMayInquireButNotStopTheServer() {
		this.server = TestServer.build(this.transport,
				(builder) -> builder.securityAcceptor(ntlm().build())
					.remoteStopAllowed(true)
					.securityCallback(passing("it")));
		this.server.register(Calculator.class, new SimpleCalculator());
		RawPeer peer = connect(this.server).bound(InterfaceStub.of(Management.class).interfaceId());
		peer.send(RawPeer.request(2, 0, 2, "")).expectResponse(2);
		peer.send(RawPeer.request(3, 0, 3, ""));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		assertThat(this.server.isListening()).isTrue();
		assertThat(this.asked).isEmpty();
	}

	@Test
	void anonymousCallersAreLetInWhereThatIsSaidAndThatIsLogged() {
		try (CapturedLog log = CapturedLog.of("io.opnum.rpc.security.ntlm")) {
			ntlm().build();
			assertThat(log.lines()).isEmpty();
			ntlm().anonymous(true).build();
			assertThat(log.lines()).singleElement().asString().contains("anonymous");
		}
	}

	// ---- levels

	@Test
	void methodSaysMoreThanTypeAndImplementationMoreThanInterface() {
		RequiredLevels levels = RequiredLevels.of(InterfaceStub.of(Vault.class), ClosedVault.class,
				RegistrationOptions.DEFAULT);
		assertThat(levels.of(0)).as("method of the implementation").isEqualTo(AuthenticationLevel.PRIVACY);
		assertThat(levels.of(1)).as("operation of the interface").isEqualTo(AuthenticationLevel.CONNECT);
		assertThat(levels.of(2)).as("class of the implementation").isEqualTo(AuthenticationLevel.INTEGRITY);
		assertThat(levels.of(9)).as("no operation").isEqualTo(AuthenticationLevel.INTEGRITY);
		RequiredLevels ofInterface = RequiredLevels.of(InterfaceStub.of(Vault.class), PlainVault.class,
				RegistrationOptions.DEFAULT);
		assertThat(ofInterface.of(0)).isEqualTo(AuthenticationLevel.NONE);
		assertThat(ofInterface.of(1)).isEqualTo(AuthenticationLevel.CONNECT);
		assertThat(ofInterface.of(2)).isEqualTo(AuthenticationLevel.PACKET);
	}

	@Test
	void overriddenMethodsAndExtendedClassesSayTheirs() {
		RequiredLevels levels = RequiredLevels.of(InterfaceStub.of(Vault.class), new ClosedVault() {

			@Override
			public int read() {
				return 1;
			}

		}.getClass(), RegistrationOptions.DEFAULT);
		assertThat(levels.of(0)).isEqualTo(AuthenticationLevel.PRIVACY);
		assertThat(levels.of(2)).isEqualTo(AuthenticationLevel.INTEGRITY);
	}

	@Test
	void registrationIsOverAllAnnotations() {
		RequiredLevels levels = RequiredLevels.of(InterfaceStub.of(Vault.class), ClosedVault.class,
				RegistrationOptions.DEFAULT.withMinimumAuthenticationLevel(AuthenticationLevel.NONE));
		for (int opnum = 0; opnum < 4; opnum++) {
			assertThat(levels.of(opnum)).isEqualTo(AuthenticationLevel.NONE);
		}
	}

	@Test
	void whatSaysNothingRequiresWhatTheServerDoes() {
		assertThat(RequiredLevels
			.of(InterfaceStub.of(Calculator.class), SimpleCalculator.class, RegistrationOptions.DEFAULT)
			.of(0)).isNull();
	}

	@Test
	void operationsAreHeldToTheirOwnLevel() {
		RpcServer server = buildSecure();
		server.register(Calculator.class, new SimpleCalculator() {

			@Override
			@MinimumAuthenticationLevel(AuthenticationLevel.PRIVACY)
			public int add(int left, int right) {
				return super.add(left, right);
			}

			@Override
			@MinimumAuthenticationLevel(AuthenticationLevel.NONE)
			public UUID object() {
				return super.object();
			}

		});
		RawPeer peer = connect(server);
		SecurityContext context = authenticate(peer, AuthenticationLevel.INTEGRITY, ALICE);
		peer.deliver(add(context, 2, 1, 2));
		peer.expectFault(RpcStatus.ACCESS_DENIED, true);
		peer.send(RawPeer.request(3, 0, 4, ""));
		peer.expectResponse(3);
		RawPeer plain = this.transport.connect();
		plain.send(NtlmPeers.bind(null), RawPeer.request(2, 0, 4, ""), RawPeer.request(3, 0, 99, ""));
		plain.next(BindAck.class);
		plain.expectResponse(2);
		plain.expectFault(RpcStatus.ACCESS_DENIED, true);
	}

	@Test
	void levelsThatNobodyCanHaveAreRefusedAtRegistrationAllTogether() {
		RpcServer server = build();
		assertThatIllegalArgumentException().isThrownBy(() -> server.register(Vault.class, new ClosedVault()))
			.withMessageContaining("requires level INTEGRITY")
			.withMessageContaining("Vault.read requires level PRIVACY")
			.withMessageContaining("Vault.count requires level CONNECT")
			.withMessageContaining("SecurityAcceptor");
		server.register(Vault.class, new ClosedVault(),
				RegistrationOptions.DEFAULT.withMinimumAuthenticationLevel(AuthenticationLevel.NONE));
	}

	@Test
	void whatIsWeakerThanTheServerIsSaidOnce() {
		RpcServer server = buildSecure();
		try (CapturedLog log = CapturedLog.of(ServerSecurity.class.getName())) {
			server.register(Vault.class, new PlainVault());
			assertThat(log.lines()).hasSize(2)
				.anySatisfy((line) -> assertThat(line).contains("Vault.read", "level NONE", "by anybody"))
				.anySatisfy((line) -> assertThat(line).contains("Vault.count", "level CONNECT"));
		}
	}

	/**
	 * Authenticates callers for a time.
	 */
	private record ExpiringAcceptor(SecurityAcceptor target, Instant expiresAt) implements SecurityAcceptor {

		@Override
		public AuthenticationService service() {
			return this.target.service();
		}

		@Override
		public SecurityExchange begin(AcceptorOptions options) {
			SecurityExchange exchange = this.target.begin(options);
			return around(SecurityExchange.class, exchange, "context",
					() -> around(SecurityContext.class, exchange.context(), "expiresAt", () -> this.expiresAt));
		}

		private static <T> T around(Class<T> type, T target, String replaced, Supplier<?> replacement) {
			return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
					(proxy, method, arguments) -> method.getName().equals(replaced) ? replacement.get()
							: method.invoke(target, arguments)));
		}

	}

	/**
	 * A clock that shows what it is set to.
	 */
	private static final class SettableClock extends Clock {

		private final Supplier<Instant> now;

		private SettableClock(Supplier<Instant> now) {
			this.now = now;
		}

		static Clock of(AtomicReference<Instant> now) {
			return new SettableClock(now::get);
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

		@Override
		public Instant instant() {
			return this.now.get();
		}

	}

	@RpcInterface(uuid = "9a1c4f0e-5b53-4a63-9d0c-2f6d41a7c011", version = "1.0")
	@MinimumAuthenticationLevel(AuthenticationLevel.PACKET)
	interface Vault {

		@Operation(0)
		@MinimumAuthenticationLevel(AuthenticationLevel.NONE)
		int read();

		@Operation(1)
		@MinimumAuthenticationLevel(AuthenticationLevel.CONNECT)
		int count();

		@Operation(2)
		int open();

	}

	static class PlainVault implements Vault {

		@Override
		public int read() {
			return 0;
		}

		@Override
		public int count() {
			return 0;
		}

		@Override
		public int open() {
			return 0;
		}

	}

	@MinimumAuthenticationLevel(AuthenticationLevel.INTEGRITY)
	static class ClosedVault extends PlainVault {

		@Override
		@MinimumAuthenticationLevel(AuthenticationLevel.PRIVACY)
		public int read() {
			return 0;
		}

	}

}
