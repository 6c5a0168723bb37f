package io.opnum.rpc.boot.autoconfigure;

import io.opnum.rpc.RpcSecurityCallback;

/**
 * Puts around the {@link RpcSecurityCallback} beans what Spring Security adds to them,
 * where it is there.
 */
@FunctionalInterface
interface RpcSecurityCallbackDecorator {

	/** Return what is asked in the place of a callback. */
	RpcSecurityCallback decorate(RpcSecurityCallback callback);

}
