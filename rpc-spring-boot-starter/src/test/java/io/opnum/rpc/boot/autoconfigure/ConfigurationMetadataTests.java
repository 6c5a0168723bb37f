package io.opnum.rpc.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.DataObjectPropertyName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata that editors complete properties with.
 */
class ConfigurationMetadataTests {

	private final Map<String, List<Map<String, Object>>> metadata = read();

	@Test
	void everyPropertyHasADescriptionThatIsASentence() {
		assertThat(properties()).isNotEmpty().allSatisfy((property) -> {
			assertThat(property.get("description")).as("%s", property.get("name")).isNotNull();
			assertThat((String) property.get("description")).as("%s", property.get("name")).matches("[A-Z].*\\.");
		});
	}

	@Test
	void everyPropertyIsBelowOurPrefix() {
		assertThat(properties()).extracting((property) -> (String) property.get("name"))
			.allMatch((name) -> name.startsWith("rpc.server.") || name.startsWith("rpc.client.")
					|| name.startsWith("rpc.endpoint-mapper.") || name.startsWith("rpc.ncalrpc.")
					|| name.startsWith("management.endpoint.rpc.")
					|| name.matches("management\\.health\\.rpc-(server|clients)\\.enabled"));
	}

	@Test
	void switchesWithoutAFieldAreListedWithTheirDefault() {
		assertThat(Stream.of("rpc.server.enabled", "rpc.server.observation.enabled", "rpc.client.observation.enabled",
				"management.health.rpc-server.enabled", "management.health.rpc-clients.enabled"))
			.allSatisfy(
					(name) -> assertThat(properties().stream().filter((property) -> name.equals(property.get("name"))))
						.singleElement()
						.satisfies((property) -> assertThat(property).containsEntry("defaultValue", true)));
	}

	@Test
	void hintsBelongToAProperty() {
		List<Object> names = properties().stream().map((property) -> property.get("name")).toList();
		assertThat(this.metadata.get("hints")).isNotEmpty()
			.allSatisfy((hint) -> assertThat(hint.get("name")).isIn(names));
	}

	@Test
	void everyPropertyIsInTheDocumentation() throws IOException {
		String documentation = Files.readString(Path.of("../docs/spring-boot.md"))
				+ Files.readString(Path.of("../docs/security.md"));
		assertThat(properties()).extracting((property) -> (String) property.get("name"))
			.filteredOn((name) -> !name.startsWith("management.endpoint.") && !name.equals("rpc.client.bindings")
					&& !name.equals("rpc.server.security.ntlm.accounts"))
			.allSatisfy((name) -> assertThat(documentation).contains("| `%s` |".formatted(name)));
		for (Class<?> group : List.of(RpcClientProperties.Binding.class, RpcClientProperties.Health.class,
				ClientSslProperties.class)) {
			String prefix = "rpc.client.bindings.<name>."
					+ ((group == RpcClientProperties.Health.class) ? "health." : "")
					+ ((group == ClientSslProperties.class) ? "ssl." : "");
			assertThat(group.getDeclaredFields()).extracting(Field::getName)
				.filteredOn((name) -> !List.of("health", "retry", "security", "ssl").contains(name))
				.allSatisfy((name) -> assertThat(documentation)
					.contains("| `%s%s` |".formatted(prefix, DataObjectPropertyName.toDashedForm(name))));
		}
		assertThat(RpcServerSecurityProperties.Account.class.getDeclaredFields()).extracting(Field::getName)
			.allSatisfy((name) -> assertThat(documentation).contains("| `rpc.server.security.ntlm.accounts.<name>.%s` |"
				.formatted(DataObjectPropertyName.toDashedForm(name))));
		assertThat(documentation).contains("| `rpc.client.bindings.<name>.retry.*` |",
				"| `rpc.client.bindings.<name>.security.*` |");
	}

	private List<Map<String, Object>> properties() {
		return this.metadata.get("properties");
	}

	@SuppressWarnings("unchecked")
	private static Map<String, List<Map<String, Object>>> read() {
		try (InputStream stream = RpcServerProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return new JsonMapper().readValue(stream, Map.class);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
