package io.opnum.rpc.boot.autoconfigure;

import java.util.Map;

import io.opnum.rpc.boot.autoconfigure.EndpointMapperProperties.Mode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EndpointMapperProperties}.
 */
class EndpointMapperPropertiesTests {

	@Test
	void thePortIsThatOfTheProtocolOnAllAddresses() {
		EndpointMapperProperties properties = new EndpointMapperProperties();
		assertThat(properties.getMode()).isEqualTo(Mode.AUTO);
		assertThat(properties.getPort()).isEqualTo(135);
		assertThat(properties.getAddress()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "auto, AUTO", "embedded, EMBEDDED", "host, HOST", "none, NONE" })
	void bindsModes(String text, Mode mode) {
		assertThat(PropertiesBinding
			.bind("rpc.endpoint-mapper", EndpointMapperProperties.class, Map.of("rpc.endpoint-mapper.mode", text))
			.getMode()).isEqualTo(mode);
	}

	@ParameterizedTest
	@CsvSource({ "auto, -1", "embedded, 65536", "host, 0" })
	void reportsAPortThatIsOutOfRange(String mode, String port) {
		assertThat(PropertiesBinding.errors("rpc.endpoint-mapper", EndpointMapperProperties.class,
				Map.of("rpc.endpoint-mapper.mode", mode, "rpc.endpoint-mapper.port", port)))
			.containsOnlyKeys("port");
	}

}
