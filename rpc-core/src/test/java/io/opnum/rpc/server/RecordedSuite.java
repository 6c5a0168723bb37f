package io.opnum.rpc.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.SyntaxId;
import io.opnum.rpc.pdu.AuthVerifier;
import io.opnum.rpc.pdu.Bind;
import io.opnum.rpc.pdu.ContextElement;
import io.opnum.rpc.pdu.DataRepresentation;
import io.opnum.rpc.pdu.Pdu;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.pdu.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The conversations of Samba's raw protocol suite; where they come from stands in the
 * file. Large PDUs and those with an authentication verifier stand there as a summary:
 * they are made of it again, with zeros as their contents.
 */
final class RecordedSuite {

	private static final Pattern LEFT_OUT = Pattern.compile("\\.\\.\\. (\\d+) steps left out \\.\\.\\.");

	private static final Pattern REQUEST = Pattern
		.compile("request call=(\\d+) flags=0x(\\w+) ctx=(\\d+) op=(\\d+) hint=(\\d+) stub=(\\d+).*");

	private static final Pattern BIND = Pattern.compile("bind call=(\\d+) flags=0x(\\w+) max=(\\d+)/(\\d+) .*");

	private static final Pattern AUTH = Pattern
		.compile(".*auth\\(type=(\\d+) level=(\\d+) pad=(\\d+) ctx=(\\d+) len=(\\d+)\\)");

	private static final InterfaceId MGMT = InterfaceId.of("afa8bd80-7d8a-11c9-bef4-08002b102989", "1.0");

	/**
	 * The summary of this one tells what is read of a verifier that overlaps the header:
	 * the bind is cut off behind its first context item count.
	 */
	private static final String OVERLAPPING_VERIFIER = "0500 0b 03 10000000 1900 0800 00000000 d016 d016 00000000 00";

	private static final JsonNode ROOT = read();

	private RecordedSuite() {
	}

	static Set<String> casesWithAuthentication() {
		Set<String> names = new LinkedHashSet<>();
		ROOT.get("needAuthentication").forEach((name) -> names.add(name.asString()));
		return names;
	}

	static Map<String, List<Step>> cases() {
		Map<String, List<Step>> cases = new LinkedHashMap<>();
		ROOT.get("cases").forEachEntry((name, recorded) -> cases.put(name, steps(recorded.get("steps"))));
		return cases;
	}

	private static List<Step> steps(JsonNode recorded) {
		List<Step> steps = new ArrayList<>();
		Step lastRequest = null;
		for (JsonNode node : recorded) {
			Matcher leftOut = LEFT_OUT.matcher(node.path("t").asString(""));
			if (leftOut.matches()) {
				for (int i = 0; i < (Integer.parseInt(leftOut.group(1)) + 1) / 2; i++) {
					lastRequest = lastRequest.next();
					steps.add(lastRequest);
				}
				continue;
			}
			Step step = new Step(node.get("c").asInt(), node.get("d").asString(), node.path("t").asString(""),
					node.has("hex") ? node.get("hex").asString() : null);
			if (step.direction().equals("c2s")) {
				lastRequest = step;
			}
			steps.add(step);
		}
		return steps;
	}

	private static JsonNode read() {
		try (InputStream in = RecordedSuite.class.getResourceAsStream("vectors/state-machine.json")) {
			return JsonMapper.builder().build().readTree(in);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A step of a conversation.
	 *
	 * @param connection the number of the connection
	 * @param direction {@code c2s}, {@code s2c}, {@code connect}, {@code server-close} or
	 * {@code none}
	 * @param summary what a person reads
	 * @param recorded the octets, if they were kept
	 */
	record Step(int connection, String direction, String summary, @Nullable String recorded) {

		/** The octets, as they were recorded or made of the summary. */
		String hex() {
			if (this.recorded != null) {
				return this.recorded;
			}
			if (this.summary.startsWith("bind call=0 flags=0x03 max=5840/5840 assoc=0x0 contexts=0 auth")) {
				return OVERLAPPING_VERIFIER.replace(" ", "");
			}
			ByteBuf octets = Unpooled.buffer();
			PduCodec.encode(this.summary.startsWith("bind") ? bind() : request(), octets);
			return ByteBufUtil.hexDump(octets);
		}

		private Pdu bind() {
			Matcher bind = matcher(BIND, this.summary);
			return new Bind(Integer.parseInt(bind.group(2), 16), DataRepresentation.LITTLE_ENDIAN,
					Integer.parseInt(bind.group(1)), Integer.parseInt(bind.group(3)), Integer.parseInt(bind.group(4)),
					0, List.of(new ContextElement(0, SyntaxId.of(MGMT), List.of(SyntaxId.NDR))), auth());
		}

		private Pdu request() {
			Matcher request = matcher(REQUEST, this.summary);
			return new Request(Integer.parseInt(request.group(2), 16), DataRepresentation.LITTLE_ENDIAN,
					Integer.parseInt(request.group(1)), Integer.parseUnsignedInt(request.group(5)),
					Integer.parseInt(request.group(3)), Integer.parseInt(request.group(4)), null,
					Unpooled.wrappedBuffer(new byte[Integer.parseInt(request.group(6))]), auth());
		}

		private @Nullable AuthVerifier auth() {
			Matcher auth = AUTH.matcher(this.summary);
			return auth.matches() ? new AuthVerifier(Integer.parseInt(auth.group(1)), Integer.parseInt(auth.group(2)),
					Integer.parseInt(auth.group(3)), Integer.parseUnsignedInt(auth.group(4)),
					new byte[Integer.parseInt(auth.group(5))]) : null;
		}

		/** The next of a row of fragments: its hint tells what is still to come. */
		Step next() {
			Matcher request = matcher(REQUEST, this.summary);
			long hint = Math.max(0, Long.parseLong(request.group(5)) - Long.parseLong(request.group(6)));
			return new Step(this.connection, this.direction,
					this.summary.replace("flags=0x01", "flags=0x00").replaceFirst("hint=\\d+", "hint=" + hint), null);
		}

		private static Matcher matcher(Pattern pattern, String summary) {
			Matcher matcher = pattern.matcher(summary);
			if (!matcher.matches()) {
				throw new IllegalStateException("Not understood: " + summary);
			}
			return matcher;
		}

	}

}
