package io.opnum.rpc.pdu;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.GoldenPdus.GoldenPdu;
import io.opnum.rpc.pdu.GoldenPdus.Step;
import io.opnum.rpc.pdu.MalformedPduException.Kind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What real peers sent, decoded and encoded again.
 */
class PduCodecGoldenTests {

	/** What was malformed on purpose, and why it can't be decoded. */
	private static final Map<String, Kind> MALFORMED = Map.ofEntries(
			// versions 5.1 and 4.0
			Map.entry("raw-bind-naks#3", Kind.VERSION), Map.entry("raw-bind-naks#5", Kind.VERSION),
			Map.entry("raw-protocol-errors#39", Kind.VERSION),
			// EBCDIC, VAX floating point
			Map.entry("raw-bind-naks#15", Kind.DATA_REPRESENTATION),
			Map.entry("raw-bind-naks#17", Kind.DATA_REPRESENTATION),
			// a fault, a bind_ack and an alter_context_resp of 24 octets
			Map.entry("raw-protocol-errors#7", Kind.LENGTH), Map.entry("raw-protocol-errors#10", Kind.LENGTH),
			Map.entry("raw-protocol-errors#17", Kind.LENGTH),
			// rts, ping and type 99
			Map.entry("raw-protocol-errors#24", Kind.TYPE), Map.entry("raw-protocol-errors#28", Kind.TYPE),
			Map.entry("raw-protocol-errors#32", Kind.UNKNOWN_TYPE));

	/** What is sound, but written otherwise by Opnum. */
	private static final Map<String, String> WRITTEN_OTHERWISE = Map.of(//
			"impacket-ntlm-connect#3", "auth3: pad of spaces", //
			"impacket-ntlm-integrity#3", "auth3: pad of spaces", //
			"impacket-ntlm-privacy#3", "auth3: pad of spaces", //
			"impacket-spnego-krb5-privacy#3", "alter_context: 44 octets in front of sec_trailer", //
			"raw-protocol-errors#13", "bind_nak: 24 octets without a version", //
			"raw-protocol-errors#20", "shutdown: 8 octets behind the header");

	@Test
	void allButTheMalformedDecodeAndEncodeToTheSameOctets() {
		Map<String, Kind> malformed = new TreeMap<>();
		Set<String> different = new TreeSet<>();
		for (GoldenPdu golden : GoldenPdus.all()) {
			ByteBuf frame = golden.octets();
			try {
				Pdu pdu = PduCodec.decode(frame);
				ByteBuf encoded = Unpooled.buffer();
				PduCodec.encode(pdu, encoded);
				clearPadding(pdu, frame);
				if (!encoded.equals(frame)) {
					different.add(golden.name());
				}
			}
			catch (MalformedPduException ex) {
				malformed.put(golden.name(), ex.kind());
			}
		}
		assertThat(malformed).isEqualTo(MALFORMED);
		assertThat(different).isEqualTo(WRITTEN_OTHERWISE.keySet());
	}

	@Test
	void fieldsAreThoseThatAnotherProgramRead() {
		for (GoldenPdu golden : GoldenPdus.all()) {
			if (MALFORMED.containsKey(golden.name())) {
				continue;
			}
			Pdu pdu = PduCodec.decode(golden.octets());
			assertThat(pdu.type().protocolName()).as(golden.name()).isEqualTo(golden.type());
			golden.fields()
				.forEachEntry((name, value) -> assertThat(field(name, pdu, golden)).as("%s of %s", name, golden)
					.isEqualTo(expected(value)));
		}
	}

	@Test
	void headersOfTheMalformedCanBeReadToo() {
		for (String name : MALFORMED.keySet()) {
			GoldenPdu golden = GoldenPdus.named(name);
			CommonHeader header = CommonHeader.peek(golden.octets());
			assertThat(header.callId()).as(name).isEqualTo(golden.hex().startsWith("01", 24) ? 1 : 2);
			assertThat(header.fragLength()).as(name).isEqualTo(golden.hex().length() / 2);
		}
	}

	@Test
	void conversationsDecodeAndEncodeToTheSameOctets() {
		Map<String, Integer> different = new TreeMap<>();
		int same = 0;
		for (Map.Entry<String, List<List<Step>>> conversation : GoldenPdus.conversations().entrySet()) {
			for (Step step : conversation.getValue().stream().flatMap(List::stream).toList()) {
				if (!step.hex().isEmpty() && survives(step.octets())) {
					same++;
				}
				else if (!step.hex().isEmpty()) {
					different.merge(conversation.getKey(), 1, Integer::sum);
				}
			}
		}
		// those of the lists above, a line of text, and a frag_length of 8
		assertThat(different).isEqualTo(Map.of("bind-naks", 4, "protocol-errors", 11));
		assertThat(same).isEqualTo(209);
	}

	@Test
	void malformedPdusOfConversationsAreAnsweredAsRecorded() {
		Map<String, Integer> answered = new TreeMap<>();
		GoldenPdus.conversations().forEach((name, connections) -> {
			for (List<Step> steps : connections) {
				boolean bound = false;
				for (int i = 0; i + 1 < steps.size(); i++) {
					Step step = steps.get(i);
					bound |= step.hex().startsWith("05000c") && step.what().equals("s2c");
					if (step.hex().startsWith("0") && step.what().equals("c2s") && !isWellFormed(step)) {
						assertAnswered(step, bound, steps.get(i + 1));
						answered.merge(name, 1, Integer::sum);
					}
				}
			}
		});
		assertThat(answered).isEqualTo(Map.of("bind-naks", 4, "protocol-errors", 8));
	}

	private static boolean isWellFormed(Step step) {
		try {
			PduCodec.decode(step.octets());
			return true;
		}
		catch (MalformedPduException ex) {
			return false;
		}
	}

	private static void assertAnswered(Step malformed, boolean bound, Step answer) {
		MalformedPduException ex = catchThrowableOfType(MalformedPduException.class,
				() -> PduCodec.decode(malformed.octets()));
		String expected = switch (ex.answer(bound)) {
			case NONE -> "server-close";
			case BIND_NAK_NOT_SPECIFIED -> "bind_nak 0";
			case BIND_NAK_PROTOCOL_VERSION -> "bind_nak 4";
			case FAULT_PROTOCOL_ERROR -> "fault 1c01000b of %d, did not execute".formatted(ex.callId());
			case FAULT_NO_MEMORY -> "fault 1c00001b of %d, did not execute".formatted(ex.callId());
		};
		assertThat(describe(answer)).isEqualTo(expected);
	}

	private static String describe(Step answer) {
		if (answer.hex().isEmpty()) {
			return answer.what();
		}
		Pdu pdu = PduCodec.decode(answer.octets());
		if (pdu instanceof BindNak nak) {
			return "bind_nak " + nak.reason();
		}
		Fault fault = (Fault) pdu;
		return "fault %x of %d%s".formatted(fault.status(), fault.callId(),
				PacketFlag.isSet(fault.flags(), PacketFlag.DID_NOT_EXECUTE) ? ", did not execute" : "");
	}

	private static boolean survives(ByteBuf frame) {
		try {
			ByteBuf encoded = Unpooled.buffer();
			PduCodec.encode(PduCodec.decode(frame), encoded);
			return encoded.equals(frame);
		}
		catch (MalformedPduException ex) {
			return false;
		}
	}

	private static Object field(String name, Pdu pdu, GoldenPdu golden) {
		return switch (name) {
			case "flags" -> "0x%02x".formatted(pdu.flags());
			case "little_endian" -> pdu.drep().isLittleEndian();
			case "frag_length" -> golden.hex().length() / 2;
			case "auth_length" -> (pdu.auth() != null) ? pdu.auth().value().length : 0;
			case "call_id" -> pdu.callId();
			case "max_xmit_frag" -> component(pdu, "maxXmitFrag");
			case "max_recv_frag" -> component(pdu, "maxRecvFrag");
			case "assoc_group_id" -> component(pdu, "assocGroupId");
			case "alloc_hint" -> component(pdu, "allocHint");
			case "context_id" -> component(pdu, "contextId");
			case "opnum" -> component(pdu, "opnum");
			case "cancel_count" -> component(pdu, "cancelCount");
			case "reject_reason" -> component(pdu, "reason");
			case "status" -> "0x%08x".formatted(component(pdu, "status"));
			case "auth" -> auth(pdu.auth(), golden);
			default -> throw new IllegalArgumentException(name);
		};
	}

	private static Map<String, Integer> auth(AuthVerifier auth, GoldenPdu golden) {
		return Map.of("type", auth.type(), "level", auth.level(), "pad_length", auth.padLength(), "reserved", 0,
				"context_id", auth.contextId(), "sec_trailer_offset",
				golden.hex().length() / 2 - auth.value().length - AuthTrailer.LENGTH);
	}

	private static Object component(Pdu pdu, String name) {
		try {
			return pdu.getClass().getMethod(name).invoke(pdu);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Object expected(JsonNode value) {
		if (value.isObject()) {
			Map<String, Integer> map = new TreeMap<>();
			value.forEachEntry((name, field) -> map.put(name, field.asInt()));
			return map;
		}
		if (value.isBoolean()) {
			return value.asBoolean();
		}
		return value.isNumber() ? (Object) (int) value.asLong() : value.asString();
	}

	/**
	 * Padding is written as zeros, while peers leave any octets there, or encrypted ones.
	 */
	private static void clearPadding(Pdu pdu, ByteBuf frame) {
		AuthVerifier auth = pdu.auth();
		if (auth != null && (pdu instanceof Request || pdu instanceof Response)) {
			int trailer = frame.readableBytes() - auth.value().length - AuthTrailer.LENGTH;
			frame.setZero(trailer - auth.padLength(), auth.padLength());
		}
	}

}
