package io.opnum.rpc.boot;

import io.opnum.rpc.RpcInterface;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConstructorArgumentValues;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.core.SimpleAliasRegistry;

/**
 * The bean definitions of client proxies: one for each pair of binding and interface.
 */
final class RpcClientBeanDefinitions {

	private RpcClientBeanDefinitions() {
	}

	/**
	 * Register the proxy of an interface over a binding, if it is not there.
	 * @param registry where to
	 * @param binding the name of the binding
	 * @param rpcInterface the interface
	 * @param where who wants it, as the subject of a sentence
	 * @throws NotAnRpcInterfaceException if the type lacks the annotation
	 */
	static void register(BeanDefinitionRegistry registry, String binding, Class<?> rpcInterface, String where) {
		if (!rpcInterface.isInterface() || !rpcInterface.isAnnotationPresent(RpcInterface.class)) {
			throw new NotAnRpcInterfaceException(rpcInterface, where);
		}
		String beanName = binding + "#" + rpcInterface.getName();
		if (!registry.containsBeanDefinition(beanName)) {
			registry.registerBeanDefinition(beanName, proxy(binding, rpcInterface));
		}
	}

	private static BeanDefinition proxy(String binding, Class<?> rpcInterface) {
		RootBeanDefinition definition = new RootBeanDefinition(RpcClientFactoryBean.class);
		definition.setTargetType(ResolvableType.forClassWithGenerics(RpcClientFactoryBean.class, rpcInterface));
		definition.setAttribute(FactoryBean.OBJECT_TYPE_ATTRIBUTE, rpcInterface);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, binding);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(1, rpcInterface);
		definition.addQualifier(new AutowireCandidateQualifier(RpcClient.class, binding));
		definition.setFallback(true);
		return definition;
	}

	/**
	 * Return whether a bean definition is one of these.
	 * @param definition the bean definition
	 * @return whether it makes a client proxy
	 */
	static boolean isProxy(BeanDefinition definition) {
		return RpcClientFactoryBean.class.getName().equals(definition.getBeanClassName());
	}

	/**
	 * Keep beans that happen to have the name of a binding from being taken for its
	 * proxy: a qualifier without a match of its own falls back on the bean's name.
	 * @param registry the registry, complete
	 */
	static void excludeNamesakes(BeanDefinitionRegistry registry) {
		for (String beanName : registry.getBeanDefinitionNames()) {
			BeanDefinition definition = registry.getBeanDefinition(beanName);
			ConstructorArgumentValues.ValueHolder binding = isProxy(definition)
					? definition.getConstructorArgumentValues().getIndexedArgumentValue(0, String.class) : null;
			if (binding != null) {
				excludeNamesake(registry, String.valueOf(binding.getValue()));
			}
		}
	}

	private static void excludeNamesake(BeanDefinitionRegistry registry, String binding) {
		String name = (registry instanceof SimpleAliasRegistry aliases) ? aliases.canonicalName(binding) : binding;
		if (registry.containsBeanDefinition(name)
				&& registry.getBeanDefinition(name) instanceof AbstractBeanDefinition namesake
				&& !namesake.hasQualifier(RpcClient.class.getName())) {
			namesake.addQualifier(new AutowireCandidateQualifier(RpcClient.class, ""));
		}
	}

}
