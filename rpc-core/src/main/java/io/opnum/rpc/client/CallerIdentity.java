package io.opnum.rpc.client;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.Credentials;
import io.opnum.rpc.security.PerCallCredentials;
import org.jspecify.annotations.Nullable;

/**
 * As whom one call is made, whose binding leaves that to its caller: what
 * {@link PerCallCredentials} were when the call began. All its attempts are made so, on
 * whatever thread. Immutable.
 *
 * @param settings how the client authenticates where a handle does not say
 * @param source where the credentials are from
 * @param credentials the credentials
 */
record CallerIdentity(ClientSettings settings, PerCallCredentials source, Credentials credentials) {

	/**
	 * Ask who calls, on the caller's thread.
	 * @param settings how the client authenticates where a handle does not say
	 * @param target what is called
	 * @return who calls, or {@code null} if the binding of the target says it itself
	 * @throws InvalidBindingException if the authentication service can do nothing with
	 * the credentials
	 * @throws RpcException if there is no caller, or another failure of the source
	 */
	static @Nullable CallerIdentity of(ClientSettings settings, CallTarget target) {
		AuthenticationInfo authentication = settings.authentication(target.handle());
		if (!authentication.isAuthenticated() || !(authentication.credentials() instanceof PerCallCredentials source)) {
			return null;
		}
		CallerIdentity identity = new CallerIdentity(settings, source, current(source, target));
		settings.initiator(identity.authentication(target.handle()));
		return identity;
	}

	private static Credentials current(PerCallCredentials source, CallTarget target) {
		try {
			return source.current();
		}
		catch (AuthenticationException ex) {
			throw Failures.noCaller(ex).toException(target);
		}
	}

	/**
	 * Return how calls over a handle are authenticated.
	 * @param handle the handle
	 * @return as this caller, where the handle leaves it to callers
	 */
	AuthenticationInfo authentication(BindingHandle handle) {
		AuthenticationInfo authentication = this.settings.authentication(handle);
		return this.source.equals(authentication.credentials()) ? authentication.withCredentials(this.credentials)
				: authentication;
	}

}
