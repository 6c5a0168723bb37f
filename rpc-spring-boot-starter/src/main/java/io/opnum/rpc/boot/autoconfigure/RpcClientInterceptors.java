package io.opnum.rpc.boot.autoconfigure;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.opnum.rpc.RpcClientInterceptor;
import io.opnum.rpc.boot.RpcClientInterceptorFor;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
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

	private List<RpcClientInterceptor> ordered(Predicate<@Nullable RpcClientInterceptorFor> predicate) {
		List<String> beanNames = Arrays.stream(this.beanFactory.getBeanNamesForType(RpcClientInterceptor.class))
			.filter((name) -> predicate
				.test(this.beanFactory.findAnnotationOnBean(name, RpcClientInterceptorFor.class)))
			.toList();
		return this.beanFactory.getBeanProvider(RpcClientInterceptor.class)
			.orderedStream()
			.filter((interceptor) -> beanNames.stream()
				.anyMatch((name) -> this.beanFactory.getBean(name) == interceptor))
			.toList();
	}

}
