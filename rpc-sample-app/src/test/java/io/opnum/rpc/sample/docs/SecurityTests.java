package io.opnum.rpc.sample.docs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.sample.FreePorts;
import io.opnum.rpc.sample.OpnumSampleApplication;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The quick start of the page about security, with the sample for client and server.
 */
class SecurityTests {

	@Test
	void theQuickStartAuthenticatesTheClerkAtPrivacy(@TempDir Path directory) throws Exception {
		List<String> blocks = MarkdownDocument.read("docs/security.md").section("Quick start").blocks("yaml");
		assertThat(blocks).hasSize(2);
		Path server = Files.writeString(directory.resolve("server.yaml"), blocks.get(0));
		Path client = Files.writeString(directory.resolve("client.yaml"), blocks.get(1));
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(OpnumSampleApplication.class)
			.initializers(new FreePorts())
			.run("--spring.config.additional-location=%s,%s".formatted(server.toUri(), client.toUri()),
					"--server.port=0", "--CLERK_PASSWORD=tenfold-Brush-7")) {
			RpcClients clients = context.getBean(RpcClients.class);
			assertThat(clients.get("order-desk", OrderDesk.class).inStock("HAMMER-16")).isPositive();
			BindingHandle handle = clients.bindings().get(0).handle();
			assertThat(handle.option(AuthenticationInfo.OPTION)).extracting(AuthenticationInfo::level)
				.isEqualTo(AuthenticationLevel.PRIVACY);
		}
	}

}
