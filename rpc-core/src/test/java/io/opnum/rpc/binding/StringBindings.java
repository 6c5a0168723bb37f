package io.opnum.rpc.binding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Makes string bindings of every protocol sequence, full of characters that need an
 * escape.
 */
final class StringBindings {

	private static final String NASTY = "\\\\\\@@::[[]],,==abz09-_.%/'\"\u00e4\u4e2d";

	private StringBindings() {
	}

	static StringBinding random(Random random) {
		ProtocolSequence protocolSequence = oneOf(random,
				List.of(ProtocolSequence.NCACN_IP_TCP, ProtocolSequence.NCACN_NP, ProtocolSequence.NCALRPC,
						ProtocolSequence.NCACN_HTTP, ProtocolSequence.NCADG_IP_UDP, ProtocolSequence.IN_PROCESS));
		StringBinding.Builder builder = StringBinding.builder(protocolSequence)
			.objectUuid(random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()) : null);
		Map<String, String> options = new LinkedHashMap<>();
		Supplier<String> host = () -> oneOf(random,
				List.of("", "localhost", "server.example", "192.0.2.7", "2001:db8::7", "fe80::1%e@t,h=[0]", "::"));
		boolean hasEndpoint = random.nextInt(4) != 0;
		if (protocolSequence.format() == EndpointFormat.PORT) {
			builder.networkAddress(host.get());
			builder.endpoint(hasEndpoint ? Integer.toString(1 + random.nextInt(65535)) : null);
		}
		else if (protocolSequence == ProtocolSequence.NCACN_NP) {
			String server = nasty(random, 12).replace("\\", "");
			builder.networkAddress((random.nextBoolean() && !server.isEmpty()) ? "\\\\" + server : server);
			builder.endpoint(
					hasEndpoint ? oneOf(random, List.of("\\pipe\\", "\\PIPE\\")) + 'x' + nasty(random, 20) : null);
		}
		else if (protocolSequence == ProtocolSequence.NCALRPC) {
			builder.networkAddress(nasty(random, 12).replace("\\", ""));
			builder.endpoint(hasEndpoint ? nasty(random, 53).replaceAll("[\\\\/]", "").replaceAll("^\\.+", "") : null);
		}
		else {
			builder.endpoint(hasEndpoint ? nasty(random, 80) : null);
		}
		if (protocolSequence.allows(NetworkOption.SECURITY) && random.nextBoolean()) {
			options.put("Security", oneOf(random, List.of("anonymous static true", "Delegation Dynamic False")));
		}
		if (protocolSequence.allows(NetworkOption.RPC_PROXY) && random.nextBoolean()) {
			options.put("RpcProxy", "gw.example:" + (1 + random.nextInt(65535)));
			options.put("HttpProxy", "fe80::1%[e],=:80");
		}
		return builder.options(options).build();
	}

	private static String nasty(Random random, int maxLength) {
		StringBuilder text = new StringBuilder();
		for (int length = random.nextInt(maxLength + 1); length > 0; length--) {
			text.append(NASTY.charAt(random.nextInt(NASTY.length())));
		}
		return text.toString();
	}

	private static <T> T oneOf(Random random, List<T> values) {
		return values.get(random.nextInt(values.size()));
	}

}
