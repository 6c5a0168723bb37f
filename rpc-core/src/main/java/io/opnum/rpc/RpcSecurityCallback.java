package io.opnum.rpc;

/**
 * Decides who may call what, before anything of the call is unmarshalled: the
 * {@code RPC_IF_CALLBACK_FN} of {@code RpcServerRegisterIf2} (MS-RPCE 3.3.3.4.3). It is
 * asked after the {@linkplain MinimumAuthenticationLevel level} was found sufficient, and
 * ahead of interceptors.
 * <p>
 * Windows asks once for each security context and interface unless it is told
 * {@code RPC_IF_SEC_NO_CACHE}; here it is asked for every call, since what it decides by
 * may be the operation and the object, and may change.
 * <p>
 * Thread-safe; it runs on the thread that is about to run the operation, so that it may
 * block wherever operations may.
 *
 * @since 0.1.0
 * @see RegistrationOptions#withSecurityCallback(RpcSecurityCallback)
 * @see RpcServer.Builder#securityCallback(RpcSecurityCallback)
 */
@FunctionalInterface
public interface RpcSecurityCallback {

	/**
	 * Return if the call may be made. Whatever is thrown, the caller gets
	 * {@code nca_s_fault_access_denied}, that the operation did not execute, and no
	 * reasons.
	 * @param call who calls what; also {@link RpcCallContext#current() current} meanwhile
	 * @throws RpcAccessDeniedException if it may not
	 * @throws SecurityException if it may not
	 * @throws RuntimeException if that can't be found out, which is logged
	 */
	void authorize(RpcCallContext call);

}
