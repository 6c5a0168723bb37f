package io.opnum.rpc.sample.interop;

import java.io.IOException;
import java.time.Duration;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.security.AuthenticationInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/**
 * Opnum's client against Samba's servers, which run while the tests of a class do.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbstractSambaServerTests {

	private final String[] options;

	private SambaServer samba;

	private RpcClient client;

	/**
	 * Create the tests.
	 * @param options options of Samba's configuration
	 */
	AbstractSambaServerTests(String... options) {
		this.options = options;
	}

	@BeforeAll
	void start() throws IOException {
		this.samba = SambaServer.start(this.options);
		this.client = RpcClient.builder().timeout(Duration.ofSeconds(20)).build();
	}

	@AfterAll
	void stop() throws IOException {
		if (this.client != null) {
			this.client.close();
		}
		if (this.samba != null) {
			this.samba.close();
		}
	}

	final RpcClient client() {
		return this.client;
	}

	final String address() {
		return this.samba.address();
	}

	final <T> T proxy(Class<T> rpcInterface) {
		return this.client.proxy(rpcInterface, BindingHandle.of("ncacn_ip_tcp:" + address()));
	}

	final <T> T proxy(Class<T> rpcInterface, AuthenticationInfo authentication) {
		return this.client.proxy(rpcInterface,
				BindingHandle.of("ncacn_ip_tcp:" + address()).with(AuthenticationInfo.OPTION, authentication));
	}

}
