package io.opnum.rpc.sample.docs;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.opnum.rpc.binding.BindingHandle;
import io.opnum.rpc.boot.RpcClients;
import io.opnum.rpc.boot.autoconfigure.RpcClientProperties;
import io.opnum.rpc.boot.autoconfigure.RpcServerProperties;
import io.opnum.rpc.boot.autoconfigure.RpcServerSecurityProperties;
import io.opnum.rpc.sample.FreePorts;
import io.opnum.rpc.sample.OpnumSampleApplication;
import io.opnum.rpc.sample.api.OrderDesk;
import io.opnum.rpc.security.AuthenticationInfo;
import io.opnum.rpc.security.AuthenticationLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.bind.validation.ValidationBindHandler;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The configurations of the page about security; that of the quick start with the sample
 * for client and server.
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

	@ParameterizedTest
	@MethodSource("configurations")
	void configurationsAreOfPropertiesThatThereAre(String yaml) throws Exception {
		Resource resource = new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8));
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new YamlPropertySourceLoader().load("page", resource).get(0));
		Binder binder = Binder.get(environment);
		boolean bound = Stream
			.of(new RpcClientProperties(), new RpcServerProperties(), new RpcServerSecurityProperties())
			.filter((properties) -> bind(binder, properties))
			.count() > 0;
		assertThat(bound).isTrue();
	}

	private static <T extends Validator> boolean bind(Binder binder, T properties) {
		String prefix = properties.getClass().getAnnotation(ConfigurationProperties.class).value();
		BindHandler handler = new NoUnboundElementsBindHandler(new ValidationBindHandler(properties),
				(source) -> source.getUnderlyingSource() instanceof MapPropertySource map
						&& "page".equals(map.getName()) && !(properties instanceof RpcServerProperties));
		return binder.bind(prefix, Bindable.ofInstance(properties), handler).isBound();
	}

	static List<String> configurations() throws Exception {
		return MarkdownDocument.read("docs/security.md").blocks("yaml");
	}

}
