package io.opnum.rpc.boot;

import org.springframework.beans.factory.aot.BeanRegistrationExcludeFilter;
import org.springframework.beans.factory.support.RegisteredBean;

/**
 * Keeps the {@link RpcClientBeanRegistrar} out of applications that were processed ahead
 * of time: what it registers is among their bean definitions then.
 */
class RpcClientBeanRegistrarExcludeFilter implements BeanRegistrationExcludeFilter {

	@Override
	public boolean isExcludedFromAotProcessing(RegisteredBean registeredBean) {
		return registeredBean.getBeanClass() == RpcClientBeanRegistrar.class;
	}

}
