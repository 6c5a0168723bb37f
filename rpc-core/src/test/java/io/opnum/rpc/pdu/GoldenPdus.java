package io.opnum.rpc.pdu;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.testing.HexDumps;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The PDUs and conversations that were captured; where they come from stands in the
 * files.
 */
public final class GoldenPdus {

	private static final List<GoldenPdu> ALL = load();

	private GoldenPdus() {
	}

	/**
	 * Return all captured PDUs.
	 * @return the PDUs
	 */
	public static List<GoldenPdu> all() {
		return ALL;
	}

	/**
	 * Return one captured PDU.
	 * @param name its name
	 * @return the PDU
	 */
	public static GoldenPdu named(String name) {
		return ALL.stream().filter((pdu) -> pdu.name().equals(name)).findFirst().orElseThrow();
	}

	/**
	 * Return the conversations by name, each a list of connections.
	 * @return the conversations
	 */
	public static Map<String, List<List<Step>>> conversations() {
		Map<String, List<List<Step>>> conversations = new LinkedHashMap<>();
		read("conversations.json").get("conversations").forEachEntry((name, connections) -> {
			List<List<Step>> lists = new ArrayList<>();
			for (JsonNode connection : connections) {
				List<Step> steps = new ArrayList<>();
				for (JsonNode step : connection) {
					steps.add(new Step(step.get(0).asString(), (step.size() > 1) ? step.get(1).asString() : ""));
				}
				lists.add(steps);
			}
			conversations.put(name, lists);
		});
		return conversations;
	}

	private static List<GoldenPdu> load() {
		List<GoldenPdu> pdus = new ArrayList<>();
		for (JsonNode pdu : read("pdus.json").get("pdus")) {
			pdus.add(new GoldenPdu(pdu.get("name").asString(), pdu.get("direction").asString(),
					pdu.get("type").asString(), pdu.get("fields"), pdu.get("hex").asString()));
		}
		return pdus;
	}

	private static JsonNode read(String file) {
		try (InputStream in = GoldenPdus.class.getResourceAsStream("vectors/" + file)) {
			return JsonMapper.builder().build().readTree(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A captured PDU.
	 *
	 * @param name the capture and a number
	 * @param direction {@code c2s} or {@code s2c}
	 * @param type the type as Wireshark names it
	 * @param fields header values as another program read them
	 * @param hex the octets
	 */
	public record GoldenPdu(String name, String direction, String type, JsonNode fields, String hex) {

		/**
		 * Return the octets.
		 * @return a new unpooled buffer
		 */
		public ByteBuf octets() {
			return HexDumps.parse(this.hex);
		}

		@Override
		public String toString() {
			return this.name + " " + this.type;
		}

	}

	/**
	 * A step of a conversation.
	 *
	 * @param what {@code c2s}, {@code s2c}, {@code silence} or {@code server-close}
	 * @param hex the octets sent
	 */
	public record Step(String what, String hex) {

		/**
		 * Return the octets.
		 * @return a new unpooled buffer
		 */
		public ByteBuf octets() {
			return HexDumps.parse(this.hex);
		}

	}

}
