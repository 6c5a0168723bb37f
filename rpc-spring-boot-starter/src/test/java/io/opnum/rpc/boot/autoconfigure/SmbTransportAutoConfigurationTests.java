package io.opnum.rpc.boot.autoconfigure;

import java.util.Map;

import io.opnum.rpc.RpcClient;
import io.opnum.rpc.RpcCommunicationException;
import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.Contexts;
import io.opnum.rpc.boot.fixtures.Inventory;
import io.opnum.rpc.transport.smb.SmbCredentials;
import io.opnum.rpc.transport.smb.SmbOptions;
import io.opnum.rpc.transport.smb.SmbTransport;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SmbTransportAutoConfiguration} and {@link SmbProperties}.
 */
class SmbTransportAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(Contexts.autoConfigurations());

	@Test
	void clientsCallOverNamedPipes() {
		// Nobody answers there, but the transport is asked
		this.runner.withPropertyValues("rpc.client.smb.port=1")
			.run((context) -> assertThatExceptionOfType(RpcCommunicationException.class)
				.isThrownBy(() -> context.getBean(RpcClient.class)
					.proxy(Inventory.class, BindingHandle.of("ncacn_np:127.0.0.1[\\pipe\\inventory]"))
					.levels())
				.withMessageContaining("no SMB server answers on TCP port 1"));
	}

	@Test
	void withoutAUserSessionsAreAnonymous() {
		this.runner
			.run((context) -> assertThat(context.getBean(SmbTransport.class)).hasToString("ncacn_np as anonymous"));
	}

	@Test
	void userIsThatOfTheProperties() {
		this.runner
			.withPropertyValues("rpc.client.smb.username=tester", "rpc.client.smb.password=Passw0rd.1",
					"rpc.client.smb.domain=KIT", "rpc.client.smb.encryption=true")
			.run((context) -> assertThat(context.getBean(SmbTransport.class)).hasToString("ncacn_np as KIT\\tester"));
	}

	@Test
	void transportOfTheApplicationIsUsed() {
		SmbTransport own = new SmbTransport(SmbOptions.DEFAULT.withCredentials(SmbCredentials.GUEST));
		this.runner.withBean(SmbTransport.class, () -> own)
			.run((context) -> assertThat(context.getBean(SmbTransport.class)).isSameAs(own));
	}

	@Test
	void withoutTheModuleThereIsNone() {
		this.runner.withClassLoader(new FilteredClassLoader(SmbTransport.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("smbTransport"));
	}

	@Test
	void passwordIsNotShownWhereItIsOfNoUse() {
		this.runner.withPropertyValues("rpc.client.smb.password=Passw0rd.1")
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.hasMessageContaining("is needed where there is a password")
				.hasMessageNotContaining("Passw0rd.1"));
	}

	@Test
	void reportsEachValueThatIsWrong() {
		assertThat(PropertiesBinding.errors("rpc.client.smb", SmbProperties.class,
				Map.of("rpc.client.smb.password", "Passw0rd.1", "rpc.client.smb.port", "0",
						"rpc.client.smb.request-timeout", "0s", "rpc.client.smb.encryption", "true")))
			.containsOnlyKeys("username", "port", "requestTimeout", "encryption");
	}

}
