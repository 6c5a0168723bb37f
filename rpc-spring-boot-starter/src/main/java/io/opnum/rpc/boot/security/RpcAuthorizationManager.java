package io.opnum.rpc.boot.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.opnum.rpc.RpcCallContext;
import io.opnum.rpc.RpcInterface;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagerFactory;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.authorization.DefaultAuthorizationManagerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.util.Assert;

/**
 * Decides who may call what by rules for interfaces and operations. The first rule that
 * fits a call decides; what none fits is denied. A bean of this type, as any
 * {@link AuthorizationManager} of {@link RpcCallContext}, is asked before arguments are
 * unmarshalled. Thread-safe.
 *
 * <pre class="code">
 * &#64;Bean
 * AuthorizationManager&lt;RpcCallContext&gt; rpcAuthorization() {
 *   return RpcAuthorizationManager.builder()
 *     .operations(Inventory.class, "levels").permitAll()
 *     .operations(Inventory.class, "reserve").hasRole("CLERK")
 *     .interfaces(Inventory.class).authenticated()
 *     .anyCall().denyAll()
 *     .build();
 * }
 * </pre>
 *
 * @since 0.1.0
 */
public final class RpcAuthorizationManager implements AuthorizationManager<RpcCallContext> {

	private static final AuthorizationDecision DENIED = new AuthorizationDecision(false);

	private final List<Rule> rules;

	private RpcAuthorizationManager(List<Rule> rules) {
		this.rules = List.copyOf(rules);
	}

	/**
	 * Start to write rules.
	 * @return a builder
	 */
	public static Builder builder() {
		return builder(new DefaultAuthorizationManagerFactory<RpcCallContext>());
	}

	/**
	 * Start to write rules.
	 * @param factory makes what decides; knows the role hierarchy, for example
	 * @return a builder
	 */
	public static Builder builder(AuthorizationManagerFactory<RpcCallContext> factory) {
		return new Builder(factory);
	}

	@Override
	public @Nullable AuthorizationResult authorize(Supplier<? extends @Nullable Authentication> authentication,
			RpcCallContext call) {
		for (Rule rule : this.rules) {
			if (rule.calls.test(call)) {
				return rule.manager.authorize(authentication, call);
			}
		}
		return DENIED;
	}

	/**
	 * Writes rules. Not thread-safe.
	 */
	public static final class Builder {

		private final AuthorizationManagerFactory<RpcCallContext> factory;

		private final List<Rule> rules = new ArrayList<>();

		private boolean complete;

		private Builder(AuthorizationManagerFactory<RpcCallContext> factory) {
			this.factory = factory;
		}

		/**
		 * A rule for all operations of interfaces.
		 * @param interfaces the Java interfaces
		 * @return what decides about them
		 * @throws IllegalArgumentException if one is no RPC interface
		 */
		public AuthorizedCall interfaces(Class<?>... interfaces) {
			Arrays.stream(interfaces).forEach(Builder::check);
			Set<Class<?>> called = Set.of(interfaces);
			return calls((call) -> called.contains(call.rpcInterface()));
		}

		/**
		 * A rule for operations of an interface.
		 * @param rpcInterface the Java interface
		 * @param methods the names of its methods
		 * @return what decides about them
		 * @throws IllegalArgumentException if the interface has no such method
		 */
		public AuthorizedCall operations(Class<?> rpcInterface, String... methods) {
			check(rpcInterface);
			Set<String> known = Arrays.stream(rpcInterface.getMethods())
				.map((method) -> method.getName())
				.collect(Collectors.toCollection(TreeSet::new));
			Set<String> called = Set.of(methods);
			for (String method : called) {
				Assert.isTrue(known.contains(method), () -> "%s has no operation '%s': use one of %s"
					.formatted(rpcInterface.getName(), method, known));
			}
			return calls((call) -> call.rpcInterface() == rpcInterface && called.contains(call.method().getName()));
		}

		/**
		 * The rule for whatever no other one fits, which is the last.
		 * @return what decides about it
		 */
		public AuthorizedCall anyCall() {
			AuthorizedCall call = calls((any) -> true);
			this.complete = true;
			return call;
		}

		/**
		 * Build the manager.
		 * @return the manager
		 */
		public RpcAuthorizationManager build() {
			return new RpcAuthorizationManager(this.rules);
		}

		private AuthorizedCall calls(Predicate<RpcCallContext> calls) {
			Assert.state(!this.complete, "Nothing can follow anyCall(): it fits whatever is left");
			return new AuthorizedCall(this, calls);
		}

		private static void check(Class<?> rpcInterface) {
			Assert.isTrue(rpcInterface.isInterface() && rpcInterface.isAnnotationPresent(RpcInterface.class),
					() -> "%s is no @RpcInterface".formatted(rpcInterface.getName()));
		}

	}

	/**
	 * Says who may make the calls that a rule is for.
	 */
	public static final class AuthorizedCall {

		private final Builder builder;

		private final Predicate<RpcCallContext> calls;

		private AuthorizedCall(Builder builder, Predicate<RpcCallContext> calls) {
			this.builder = builder;
			this.calls = calls;
		}

		/**
		 * Let everybody call.
		 * @return the builder
		 */
		public Builder permitAll() {
			return access(this.builder.factory.permitAll());
		}

		/**
		 * Let nobody call.
		 * @return the builder
		 */
		public Builder denyAll() {
			return access(this.builder.factory.denyAll());
		}

		/**
		 * Let everybody call who is not anonymous.
		 * @return the builder
		 */
		public Builder authenticated() {
			return access(this.builder.factory.authenticated());
		}

		/**
		 * Let those call who have a role.
		 * @param role the role, without its prefix
		 * @return the builder
		 */
		public Builder hasRole(String role) {
			return access(this.builder.factory.hasRole(role));
		}

		/**
		 * Let those call who have one of some roles.
		 * @param roles the roles, without their prefix
		 * @return the builder
		 */
		public Builder hasAnyRole(String... roles) {
			return access(this.builder.factory.hasAnyRole(roles));
		}

		/**
		 * Let those call who have an authority.
		 * @param authority the authority, for example {@code SID_S-1-5-32-544}
		 * @return the builder
		 */
		public Builder hasAuthority(String authority) {
			return access(this.builder.factory.hasAuthority(authority));
		}

		/**
		 * Let those call who have one of some authorities.
		 * @param authorities the authorities
		 * @return the builder
		 */
		public Builder hasAnyAuthority(String... authorities) {
			return access(this.builder.factory.hasAnyAuthority(authorities));
		}

		/**
		 * Let another manager decide.
		 * @param manager the manager
		 * @return the builder
		 */
		public Builder access(AuthorizationManager<RpcCallContext> manager) {
			this.builder.rules.add(new Rule(this.calls, manager));
			return this.builder;
		}

	}

	private record Rule(Predicate<RpcCallContext> calls, AuthorizationManager<RpcCallContext> manager) {

	}

}
