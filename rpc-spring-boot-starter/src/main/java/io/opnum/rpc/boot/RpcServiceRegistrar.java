package io.opnum.rpc.boot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import io.opnum.rpc.RegistrationOptions;
import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcInterface;
import io.opnum.rpc.RpcServer;
import io.opnum.rpc.binding.StringBinding;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.aop.target.AbstractBeanFactoryBasedTargetSource;
import org.springframework.aop.target.LazyInitTargetSource;
import org.springframework.aop.target.PrototypeTargetSource;
import org.springframework.aop.target.SimpleBeanTargetSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Registers the beans of {@link RpcInterface @RpcInterface} types with an
 * {@link RpcServer}, as their {@link RpcService @RpcService} annotation says.
 * <p>
 * Calls are dispatched to a bean as others have it injected: through its proxy where it
 * has one. A bean that is lazy and not there yet is made at its first call; one of
 * another scope than singleton is fetched from its scope for each call. Client proxies
 * are left out.
 * <p>
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RpcServiceRegistrar {

	private final ConfigurableListableBeanFactory beanFactory;

	private final RegistrationOptions defaults;

	private final UnaryOperator<StringBinding> endpoints;

	private final Map<RpcServer.Registration, String> beanNames = new LinkedHashMap<>();

	/**
	 * Create a registrar.
	 * @param beanFactory where the beans are
	 * @param defaults how services are registered, as far as their annotation says
	 * nothing else
	 * @param endpoints changes the endpoints that services are confined to, as those of
	 * the server were changed
	 */
	public RpcServiceRegistrar(ConfigurableListableBeanFactory beanFactory, RegistrationOptions defaults,
			UnaryOperator<StringBinding> endpoints) {
		this.beanFactory = beanFactory;
		this.defaults = defaults;
		this.endpoints = endpoints;
	}

	/**
	 * Return the names of the beans that are to be served. No bean is made for it.
	 * @param beanFactory where the beans are
	 * @return the names of the beans
	 */
	public static List<String> serviceBeanNames(ConfigurableListableBeanFactory beanFactory) {
		return Arrays.stream(beanFactory.getBeanNamesForAnnotation(RpcInterface.class))
			.filter((name) -> !ScopedProxyUtils.isScopedTarget(name))
			.filter((name) -> !isClientProxy(beanFactory, name))
			.filter((name) -> isEnabled(beanFactory, name))
			.toList();
	}

	private static boolean isClientProxy(ConfigurableListableBeanFactory beanFactory, String name) {
		if (beanFactory.containsBeanDefinition(name)
				&& RpcClientBeanDefinitions.isProxy(beanFactory.getBeanDefinition(name))) {
			return true;
		}
		Object singleton = beanFactory.containsSingleton(name) ? beanFactory.getSingleton(name) : null;
		return singleton != null && RpcClient.isProxy(singleton);
	}

	private static boolean isEnabled(ConfigurableListableBeanFactory beanFactory, String name) {
		RpcService annotation = beanFactory.findAnnotationOnBean(name, RpcService.class, false);
		return annotation == null || annotation.enabled();
	}

	/**
	 * Register all services.
	 * @param server where to
	 * @throws RpcServiceRegistrationException if an annotation is wrong or two beans
	 * serve the same
	 * @throws io.opnum.rpc.InterfaceDefinitionException if an interface has defects
	 */
	public void register(RpcServer server) {
		for (String name : serviceBeanNames(this.beanFactory)) {
			RpcService annotation = this.beanFactory.findAnnotationOnBean(name, RpcService.class);
			RegistrationOptions options = options(name, annotation);
			for (Class<?> rpcInterface : interfaces(name, annotation)) {
				register(server, name, rpcInterface, options);
			}
		}
	}

	private <T> void register(RpcServer server, String name, Class<T> rpcInterface, RegistrationOptions common) {
		T target = target(name, rpcInterface);
		Class<?> type = implementationType(name, target);
		RegistrationOptions options = (type != null) ? common.withImplementationType(type) : common;
		try {
			this.beanNames.put(server.register(rpcInterface, target, options), name);
		}
		catch (IllegalStateException ex) {
			List<String> others = this.beanNames.entrySet()
				.stream()
				.filter((other) -> isSame(other.getKey(), rpcInterface, options))
				.map(Map.Entry::getValue)
				.toList();
			throw new DuplicateRpcServiceException(name, others, rpcInterface, options, ex);
		}
	}

	private static boolean isSame(RpcServer.Registration registration, Class<?> rpcInterface,
			RegistrationOptions options) {
		RegistrationOptions other = registration.options();
		return registration.rpcInterface() == rpcInterface
				&& (other.objectUuids().isEmpty() ? options.objectUuids().isEmpty()
						: other.objectUuids().stream().anyMatch(options.objectUuids()::contains));
	}

	private RegistrationOptions options(String name, @Nullable RpcService annotation) {
		if (annotation == null) {
			return this.defaults;
		}
		Set<UUID> objectUuids = texts(annotation.objectUuids()).stream()
			.map((text) -> uuid(name, "objectUuids", text))
			.collect(Collectors.toCollection(LinkedHashSet::new));
		String managerType = text(annotation.managerType());
		List<StringBinding> confinedTo = texts(annotation.endpoints()).stream()
			.map((text) -> this.endpoints.apply(StringBinding.parseServerEndpoint(text)))
			.toList();
		String endpointMapText = text(annotation.annotation());
		return new RegistrationOptions(objectUuids,
				managerType.isEmpty() ? null : uuid(name, "managerType", managerType), confinedTo,
				annotation.endpointMap(), this.defaults.replace(),
				endpointMapText.isEmpty() ? this.defaults.annotation() : endpointMapText,
				this.defaults.minimumAuthenticationLevel(), this.defaults.securityCallback(), null);
	}

	private List<String> texts(String[] values) {
		return Arrays.stream(values)
			.map(this::text)
			.flatMap((text) -> StringUtils.commaDelimitedListToSet(text).stream())
			.map(String::trim)
			.toList();
	}

	private String text(String value) {
		String text = this.beanFactory.resolveEmbeddedValue(value);
		return (text != null) ? text.trim() : "";
	}

	private static UUID uuid(String name, String attribute, String text) {
		try {
			UUID uuid = UUID.fromString(text);
			// UUID.fromString takes '1-2-3-4-5' too
			Assert.isTrue(uuid.toString().equalsIgnoreCase(text), "Not the canonical form");
			return uuid;
		}
		catch (IllegalArgumentException ex) {
			throw new RpcServiceRegistrationException(name,
					"The %s of @RpcService on bean '%s' has '%s', which is no UUID".formatted(attribute, name, text),
					ex);
		}
	}

	private Set<Class<?>> interfaces(String name, @Nullable RpcService annotation) {
		Class<?> type = this.beanFactory.getType(name);
		Set<Class<?>> implemented = new LinkedHashSet<>();
		collectInterfaces(type, implemented);
		if (annotation == null || annotation.interfaces().length == 0) {
			return implemented;
		}
		for (Class<?> given : annotation.interfaces()) {
			if (!implemented.contains(given)) {
				throw new RpcServiceRegistrationException(name,
						"The interfaces of @RpcService on bean '%s' have %s, which is no @RpcInterface that the bean implements"
							.formatted(name, given.getName()),
						null);
			}
		}
		return Set.of(annotation.interfaces());
	}

	private static void collectInterfaces(@Nullable Class<?> type, Set<Class<?>> interfaces) {
		if (type == null) {
			return;
		}
		if (type.isInterface() && type.isAnnotationPresent(RpcInterface.class)) {
			interfaces.add(type);
		}
		collectInterfaces(type.getSuperclass(), interfaces);
		for (Class<?> superinterface : type.getInterfaces()) {
			collectInterfaces(superinterface, interfaces);
		}
	}

	/**
	 * The class of a bean behind the proxies before it, which may not show what it is
	 * annotated with; {@code null} if it is not known until the bean is there.
	 */
	private @Nullable Class<?> implementationType(String name, Object target) {
		Class<?> type = AopProxyUtils.ultimateTargetClass(target);
		if (type.isInterface()) {
			type = this.beanFactory.getType(name);
		}
		return (type != null && !type.isInterface()) ? ClassUtils.getUserClass(type) : null;
	}

	private <T> T target(String name, Class<T> rpcInterface) {
		if (!this.beanFactory.isSingleton(name)) {
			return proxy(name, rpcInterface,
					this.beanFactory.isPrototype(name) ? new PrototypeTargetSource() : new SimpleBeanTargetSource());
		}
		if (!this.beanFactory.containsSingleton(name) && this.beanFactory.containsBeanDefinition(name)
				&& this.beanFactory.getBeanDefinition(name).isLazyInit()) {
			return proxy(name, rpcInterface, new LazyInitTargetSource());
		}
		return this.beanFactory.getBean(name, rpcInterface);
	}

	private <T> T proxy(String name, Class<T> rpcInterface, AbstractBeanFactoryBasedTargetSource targetSource) {
		targetSource.setTargetBeanName(name);
		targetSource.setTargetClass(rpcInterface);
		targetSource.setBeanFactory(this.beanFactory);
		ProxyFactory factory = new ProxyFactory(rpcInterface, targetSource);
		return rpcInterface.cast(factory.getProxy(this.beanFactory.getBeanClassLoader()));
	}

}
