package io.opnum.rpc.ndr;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stubs that other implementations made; where they come from stands in the file.
 */
final class GoldenVectors {

	private static final Map<String, JsonNode> ALL = load();

	private GoldenVectors() {
	}

	static Map<String, JsonNode> all() {
		return ALL;
	}

	/**
	 * The octets of a vector in a format, {@code null} if it has none.
	 */
	static @Nullable String hex(String name, NdrFormat format) {
		JsonNode vector = ALL.get(name);
		if (vector == null) {
			throw new IllegalArgumentException("There is no vector " + name);
		}
		JsonNode hex = vector
			.get(format.equals(NdrFormat.NDR) ? "ndr_le" : format.equals(NdrFormat.NDR64) ? "ndr64_le" : "ndr_be");
		return (hex != null) ? hex.asString() : null;
	}

	static boolean isOfImpacket(String name) {
		return ALL.get(name).get("source").asString().startsWith("impacket");
	}

	private static Map<String, JsonNode> load() {
		Map<String, JsonNode> vectors = new LinkedHashMap<>();
		try (InputStream in = GoldenVectors.class.getResourceAsStream("vectors/ndr.json")) {
			for (JsonNode vector : JsonMapper.builder().build().readTree(in).get("vectors")) {
				vectors.put(vector.get("name").asString(), vector);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return vectors;
	}

}
