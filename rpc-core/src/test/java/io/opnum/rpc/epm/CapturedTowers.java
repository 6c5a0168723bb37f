package io.opnum.rpc.epm;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.opnum.rpc.pdu.GoldenPdus;

/**
 * The towers inside the captured PDUs, found without any decoder: a tower begins with the
 * number of its floors, then the length of the first, 19, and {@code 0d}; its length, and
 * that once more, stand before it.
 */
final class CapturedTowers {

	private static final Pattern BEGIN = Pattern.compile("(?=0[3-6]0013000d)");

	private CapturedTowers() {
	}

	/** Return the octets of all towers in hex, each once. */
	static Set<String> all() {
		Set<String> towers = new LinkedHashSet<>();
		calls().forEach((stub) -> {
			Matcher begin = BEGIN.matcher(stub);
			while (begin.find()) {
				int start = begin.start();
				if (start % 2 == 0 && start >= 16) {
					String length = stub.substring(start - 8, start);
					String maximum = stub.substring(start - 16, start - 8);
					int octets = littleOrBigEndian(length);
					if (length.equals(maximum) && start + 2 * octets <= stub.length()) {
						towers.add(stub.substring(start, start + 2 * octets));
					}
				}
			}
		});
		return towers;
	}

	private static int littleOrBigEndian(String hex) {
		int value = (int) Long.parseLong(hex, 16);
		return (value >>> 16 != 0) ? Integer.reverseBytes(value) : value;
	}

	/** Stub data of the endpoint mapper's calls, fragments joined. */
	private static Set<String> calls() {
		return GoldenPdus.all()
			.stream()
			.filter((pdu) -> pdu.name().matches("(epm|impacket-epm|raw-epm|bigendian-(client|server)-anon).*"))
			.filter((pdu) -> pdu.type().equals("request") || pdu.type().equals("response"))
			.collect(Collectors.groupingBy(
					(pdu) -> pdu.name().replaceAll("#.*", "") + pdu.direction() + pdu.fields().get("call_id"),
					Collectors.mapping((pdu) -> pdu.hex().replaceAll("\\s", "").substring(48), Collectors.joining())))
			.values()
			.stream()
			.collect(Collectors.toSet());
	}

}
