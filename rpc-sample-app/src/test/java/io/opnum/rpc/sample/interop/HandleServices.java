package io.opnum.rpc.sample.interop;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.opnum.rpc.ClosesContext;
import io.opnum.rpc.ContextHandle;
import io.opnum.rpc.InOut;
import io.opnum.rpc.Operation;
import io.opnum.rpc.Out;
import io.opnum.rpc.RpcInterface;
import org.jspecify.annotations.Nullable;

/**
 * What Samba's tests of context handles call: as much of Windows' services as opens and
 * closes handles, and nothing behind them.
 */
final class HandleServices {

	private HandleServices() {
	}

	/**
	 * The handles of the security account manager.
	 */
	@RpcInterface(uuid = "12345778-1234-abcd-ef00-0123456789ac", version = "1.0")
	interface SamrHandles {

		@Operation(0)
		int connect(@Nullable Short serverName, int desiredAccess, Out<ContextHandle<Server>> server);

		@ClosesContext
		@Operation(1)
		int close(InOut<ContextHandle<Server>> server);

		/** An open server. */
		interface Server {

		}

	}

	/**
	 * An interface beside the others (MS-DSSP), which has no handles.
	 */
	@RpcInterface(uuid = "3919286a-b10c-11d0-9ba8-00c04fd92ef5", version = "0.0")
	interface Dssetup {

		@Operation(0)
		int getPrimaryDomainInformation(short level, Out<Optional<Short>> information);

	}

	static final class SamrService implements SamrHandles {

		@Override
		public int connect(@Nullable Short serverName, int desiredAccess, Out<ContextHandle<Server>> server) {
			server.set(ContextHandle.of(new Server() {
			}));
			return 0;
		}

		@Override
		public int close(InOut<ContextHandle<Server>> server) {
			server.set(null);
			return 0;
		}

	}

	static final class DssetupService implements Dssetup {

		@Override
		public int getPrimaryDomainInformation(short level, Out<Optional<Short>> information) {
			information.set(Optional.empty());
			return 0;
		}

	}

	static final class LsarpcService implements Lsarpc {

		private final AtomicInteger rundowns;

		/**
		 * Create a service.
		 * @param rundowns counts the policies that were run down
		 */
		LsarpcService(AtomicInteger rundowns) {
			this.rundowns = rundowns;
		}

		@Override
		public int close(InOut<ContextHandle<Policy>> policy) {
			policy.set(null);
			return 0;
		}

		@Override
		public int querySecurity(ContextHandle<Policy> policy, int securityInformation,
				Out<Optional<SecurityDescriptor>> securityDescriptor) {
			securityDescriptor.set(Optional.empty());
			return 0;
		}

		@Override
		public int openPolicy(@Nullable Short systemName, ObjectAttributes attributes, int desiredAccess,
				Out<ContextHandle<Policy>> policy) {
			policy.set(ContextHandle.of(new Policy() {
			}, (state) -> this.rundowns.incrementAndGet()));
			return 0;
		}

		@Override
		public int queryInformation(ContextHandle<Policy> policy, short informationClass,
				Out<@Nullable PolicyInformation> information) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int lookupNames(ContextHandle<Policy> policy, int count, Samr.UnicodeString[] names,
				Out<Optional<ReferencedDomains>> domains, InOut<TranslatedSids> sids, short level,
				InOut<Integer> mappedCount) {
			throw new UnsupportedOperationException();
		}

		@Override
		public int openPolicy2(@Nullable String systemName, ObjectAttributes attributes, int desiredAccess,
				Out<ContextHandle<Policy>> policy) {
			return openPolicy(null, attributes, desiredAccess, policy);
		}

		@Override
		public int getUserName(@Nullable String systemName, InOut<Optional<Samr.UnicodeString>> userName,
				InOut<Optional<Optional<Samr.UnicodeString>>> domainName) {
			throw new UnsupportedOperationException();
		}

	}

}
