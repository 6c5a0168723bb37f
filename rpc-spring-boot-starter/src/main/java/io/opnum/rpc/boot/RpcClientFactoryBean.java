package io.opnum.rpc.boot;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.SmartFactoryBean;
import org.springframework.util.Assert;

/**
 * Makes the proxy behind one {@link RpcClient @RpcClient} injection or
 * {@link ImportRpcClients @ImportRpcClients} type. Eager, so that a missing binding or a
 * defective interface is found when the context starts.
 *
 * @param <T> the interface
 */
class RpcClientFactoryBean<T> implements SmartFactoryBean<T>, BeanFactoryAware {

	private final String binding;

	private final Class<T> rpcInterface;

	private @Nullable BeanFactory beanFactory;

	RpcClientFactoryBean(String binding, Class<T> rpcInterface) {
		this.binding = binding;
		this.rpcInterface = rpcInterface;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public T getObject() {
		Assert.state(this.beanFactory != null, "No bean factory");
		return this.beanFactory.getBean(RpcClients.class).get(this.binding, this.rpcInterface);
	}

	@Override
	public Class<T> getObjectType() {
		return this.rpcInterface;
	}

	@Override
	public boolean isEagerInit() {
		return true;
	}

}
