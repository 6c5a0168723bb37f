package io.opnum.rpc.boot.autoconfigure;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.boot.RpcClientInterceptorFor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The {@link RpcClientInterceptor} beans: those of all bindings, and those of some.
 */
class RpcClientInterceptors {

	private final ConfigurableListableBeanFactory beanFactory;

	RpcClientInterceptors(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	List<RpcClientInterceptor> ofAllBindings() {
		return ordered((confined) -> confined == null);
	}

	List<RpcClientInterceptor> of(String binding) {
		return ordered((confined) -> confined != null && Arrays.asList(confined.value()).contains(binding));
	}

	/**
	 * Makes those that are asked for, and no others: one that is confined to a binding
	 * may itself call over another.
	 */
	private List<RpcClientInterceptor> ordered(Predicate<@Nullable RpcClientInterceptorFor> predicate) {
		Map<Object, String> beanNames = new IdentityHashMap<>();
		List<RpcClientInterceptor> interceptors = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(RpcClientInterceptor.class)) {
			if (predicate.test(this.beanFactory.findAnnotationOnBean(name, RpcClientInterceptorFor.class))) {
				RpcClientInterceptor interceptor = this.beanFactory.getBean(name, RpcClientInterceptor.class);
				beanNames.put(interceptor, name);
				interceptors.add(interceptor);
			}
		}
		interceptors.sort(AnnotationAwareOrderComparator.INSTANCE
			.withSourceProvider((interceptor) -> factoryMethod(beanNames.get(interceptor))));
		return interceptors;
	}

	/** The {@code @Bean} method, which may have the {@code @Order}. */
	private @Nullable Method factoryMethod(@Nullable String beanName) {
		return (beanName != null && this.beanFactory.containsBeanDefinition(beanName)
				&& this.beanFactory.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition)
						? definition.getResolvedFactoryMethod() : null;
	}

}
