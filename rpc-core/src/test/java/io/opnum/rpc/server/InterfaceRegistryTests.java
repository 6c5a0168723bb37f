package io.opnum.rpc.server;

import java.util.Map;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.StringBinding;
import io.opnum.rpc.ndr.InterfaceStub;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class InterfaceRegistryTests {

	private static final ServerSecurity SECURITY = new ServerSecurity(List.of(), null, Runnable::run, Clock.systemUTC(),
			new SecurityCallbacks(List.of(), new LogLimit(System::nanoTime)));

	private static final String UUID_TEXT = "9a1c4f0e-5b53-4a63-9d0c-2f6d41a7c001";

	private static final ListeningEndpoint TCP = new ListeningEndpoint(StringBinding.parse("ncacn_ip_tcp:[9135]"), true,
			false);

	private static final ListeningEndpoint DYNAMIC = new ListeningEndpoint(StringBinding.parse("ncacn_ip_tcp:"), true,
			false);

	private static final ListeningEndpoint LOCAL = new ListeningEndpoint(StringBinding.parse("ncalrpc:[desk]"), true,
			false);

	private static final ListeningEndpoint MAPPER = new ListeningEndpoint(StringBinding.parse("ncacn_ip_tcp:[135]"),
			false, true);

	private final InterfaceRegistry registry = new InterfaceRegistry();

	@Test
	void findsTheVeryVersionAndElseTheHighestThatServes() {
		register(V10.class, RegistrationOptions.DEFAULT);
		register(V12.class, RegistrationOptions.DEFAULT);
		register(V20.class, RegistrationOptions.DEFAULT);
		assertThat(find("1.0")).isEqualTo("1.0");
		assertThat(find("1.1")).isEqualTo("1.2");
		assertThat(find("1.2")).isEqualTo("1.2");
		assertThat(find("1.3")).isNull();
		assertThat(find("2.0")).isEqualTo("2.0");
		assertThat(find("3.0")).isNull();
		assertThat(this.registry.find(InterfaceId.of("00000000-0000-0000-0000-000000000001", "1.0"), TCP)).isNull();
	}

	@Test
	void unregisteredInterfaceIsNotFoundUntilItIsRegisteredAgain() {
		ServerRegistration registration = register(V10.class, RegistrationOptions.DEFAULT);
		RegisteredInterface bound = this.registry.find(registration.interfaceId(), TCP);
		registration.close();
		assertThat(find("1.0")).isNull();
		assertThat(bound.on(TCP).isEmpty()).isTrue();
		assertThat(this.registry.unregister(registration)).isFalse();
		ServerRegistration again = register(V10.class, RegistrationOptions.DEFAULT);
		assertThat(bound.on(TCP).select(null, Map.of())).isSameAs(again);
	}

	@Test
	void sameInterfaceAndObjectCanNotBeRegisteredTwice() {
		UUID object = UUID.randomUUID();
		register(V10.class, RegistrationOptions.DEFAULT);
		register(V10.class, RegistrationOptions.DEFAULT.withObjects(object, UUID.randomUUID()));
		assertThatIllegalStateException().isThrownBy(() -> register(V10.class, RegistrationOptions.DEFAULT))
			.withMessageContaining("V10")
			.withMessageContaining("could not be told apart");
		assertThatIllegalStateException()
			.isThrownBy(() -> register(V10.class, RegistrationOptions.DEFAULT.withObjects(object)));
		register(V10.class, RegistrationOptions.DEFAULT.withManagerType(object));
		assertThatIllegalStateException()
			.isThrownBy(() -> register(V10.class, RegistrationOptions.DEFAULT.withManagerType(object)));
		assertThat(this.registry.registrations(RegistrationScope.APPLICATION)).hasSize(3);
	}

	@Test
	void endpointsKeepImplementationsApart() {
		ServerRegistration tcp = register(V10.class, confined("ncacn_ip_tcp:[9135]"));
		ServerRegistration local = register(V10.class, confined("ncalrpc:[desk]"));
		assertThat(select(TCP, null)).isSameAs(tcp);
		assertThat(select(LOCAL, null)).isSameAs(local);
		assertThatIllegalStateException().isThrownBy(() -> register(V10.class, confined("ncacn_ip_tcp:")));
		assertThatIllegalStateException().isThrownBy(() -> register(V10.class, RegistrationOptions.DEFAULT));
	}

	@Test
	void confinedInterfaceIsServedOnItsEndpointsAlone() {
		register(V10.class, confined("ncacn_ip_tcp:[9135]"));
		register(V12.class, confined("ncacn_ip_tcp:"));
		register(V20.class, confined("ncacn_ip_tcp:10.0.0.1[9135]"));
		assertThat(isServed("1.0", TCP)).isTrue();
		assertThat(isServed("1.0", LOCAL)).isFalse();
		assertThat(isServed("1.2", TCP)).isTrue();
		assertThat(isServed("1.2", DYNAMIC)).isTrue();
		assertThat(isServed("1.2", LOCAL)).isFalse();
		assertThat(isServed("2.0", TCP)).isFalse();
	}

	@Test
	void scopeTellsWhereAnInterfaceIsServed() {
		register(V10.class, RegistrationOptions.DEFAULT, RegistrationScope.APPLICATION);
		register(V12.class, RegistrationOptions.DEFAULT, RegistrationScope.ENDPOINT_MAPPER);
		register(V20.class, RegistrationOptions.DEFAULT, RegistrationScope.EVERYWHERE);
		assertThat(isServed("1.0", TCP)).isTrue();
		assertThat(this.registry.find(InterfaceId.of(UUID_TEXT, "1.2"), TCP)).isNull();
		assertThat(isServed("1.2", MAPPER)).isTrue();
		assertThat(isServed("2.0", TCP)).isTrue();
		assertThat(isServed("2.0", MAPPER)).isTrue();
		assertThat(this.registry.registrations(RegistrationScope.APPLICATION)).hasSize(1);
	}

	@Test
	void objectsAreServedByTheirOwnImplementation() {
		UUID object = UUID.randomUUID();
		ServerRegistration nil = register(V10.class, RegistrationOptions.DEFAULT);
		ServerRegistration own = register(V10.class, RegistrationOptions.DEFAULT.withObjects(object));
		assertThat(select(TCP, null)).isSameAs(nil);
		assertThat(select(TCP, new UUID(0, 0))).isSameAs(nil);
		assertThat(select(TCP, object)).isSameAs(own);
		assertThat(select(TCP, UUID.randomUUID())).isSameAs(nil);
	}

	@Test
	void typedObjectsAreServedByTheManagerOfTheirType() {
		UUID type = UUID.randomUUID();
		UUID typed = UUID.randomUUID();
		UUID typedWithoutManager = UUID.randomUUID();
		ServerRegistration nil = register(V10.class, RegistrationOptions.DEFAULT);
		ServerRegistration manager = register(V10.class, RegistrationOptions.DEFAULT.withManagerType(type));
		this.registry.setObjectType(typed, type);
		this.registry.setObjectType(typedWithoutManager, UUID.randomUUID());
		assertThat(select(TCP, typed)).isSameAs(manager);
		assertThat(select(TCP, typedWithoutManager)).isNull();
		this.registry.setObjectType(typed, null);
		this.registry.setObjectType(typedWithoutManager, new UUID(0, 0));
		assertThat(select(TCP, typed)).isSameAs(nil);
		assertThat(select(TCP, typedWithoutManager)).isSameAs(nil);
	}

	@Test
	void callsWithoutObjectNeedTheManagerOfTheNilType() {
		register(V10.class, RegistrationOptions.DEFAULT.withObjects(UUID.randomUUID()));
		assertThat(select(TCP, null)).isNull();
		assertThat(select(TCP, UUID.randomUUID())).isNull();
	}

	private static RegistrationOptions confined(String binding) {
		return RegistrationOptions.DEFAULT.withEndpoints(StringBinding.parse(binding));
	}

	private ServerRegistration register(Class<?> rpcInterface, RegistrationOptions options) {
		return register(rpcInterface, options, RegistrationScope.APPLICATION);
	}

	private ServerRegistration register(Class<?> rpcInterface, RegistrationOptions options, RegistrationScope scope) {
		ServerRegistration registration = new ServerRegistration(InterfaceStub.of(rpcInterface), new Object(), options,
				scope, SECURITY, this.registry::unregister);
		this.registry.register(registration);
		return registration;
	}

	private @Nullable String find(String version) {
		RegisteredInterface found = this.registry.find(InterfaceId.of(UUID_TEXT, version), TCP);
		return (found != null) ? found.id().majorVersion() + "." + found.id().minorVersion() : null;
	}

	private boolean isServed(String version, ListeningEndpoint endpoint) {
		RegisteredInterface found = this.registry.find(InterfaceId.of(UUID_TEXT, version), endpoint);
		return found != null && found.id().equals(InterfaceId.of(UUID_TEXT, version));
	}

	private @Nullable ServerRegistration select(ListeningEndpoint endpoint, @Nullable UUID object) {
		RegisteredInterface found = this.registry.find(InterfaceId.of(UUID_TEXT, "1.0"), endpoint);
		return found.on(endpoint).select(object, this.registry.objectTypes());
	}

	@RpcInterface(uuid = UUID_TEXT, version = "1.0")
	interface V10 {

		void call();

	}

	@RpcInterface(uuid = UUID_TEXT, version = "1.2")
	interface V12 {

		void call();

	}

	@RpcInterface(uuid = UUID_TEXT, version = "2.0")
	interface V20 {

		void call();

	}

}
