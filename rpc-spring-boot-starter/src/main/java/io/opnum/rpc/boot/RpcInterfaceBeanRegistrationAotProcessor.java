package io.opnum.rpc.boot;

import java.util.LinkedHashSet;
import java.util.Set;

import io.opnum.rpc.RpcInterface;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Contributes what the RPC interfaces of beans need in a native image, those that are
 * served and those that are called.
 */
class RpcInterfaceBeanRegistrationAotProcessor implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean registeredBean) {
		Set<Class<?>> rpcInterfaces = new LinkedHashSet<>();
		ResolvableType beanType = registeredBean.getBeanType();
		Class<?> type = (beanType.resolve() == RpcClientFactoryBean.class) ? beanType.getGeneric().resolve()
				: beanType.resolve();
		if (type != null) {
			Set<Class<?>> all = new LinkedHashSet<>(ClassUtils.getAllInterfacesForClassAsSet(type));
			all.add(type);
			all.stream()
				.filter((candidate) -> candidate.isAnnotationPresent(RpcInterface.class))
				.forEach(rpcInterfaces::add);
		}
		if (rpcInterfaces.isEmpty()) {
			return null;
		}
		return (generationContext, code) -> rpcInterfaces
			.forEach((rpcInterface) -> RpcInterfaceHints.register(generationContext.getRuntimeHints(), rpcInterface));
	}

}
