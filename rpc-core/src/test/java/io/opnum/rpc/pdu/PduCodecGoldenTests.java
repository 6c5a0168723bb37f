package io.opnum.rpc.pdu;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.pdu.GoldenPdus.GoldenPdu;
import io.opnum.rpc.pdu.MalformedPduException.Kind;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;
import static org.assertj.core.api.Assertions.assertThat;

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
