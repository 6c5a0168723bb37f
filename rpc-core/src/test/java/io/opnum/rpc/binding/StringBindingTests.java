package io.opnum.rpc.binding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link StringBinding} in the standard dialect.
 */
class StringBindingTests {

	private static final UUID OBJECT = UUID.fromString("308fb580-1eb2-11ca-923b-08002b1075a7");

	@Test
	void parsesAllParts() {
		StringBinding binding = StringBinding
			.parse("308fb580-1eb2-11ca-923b-08002b1075a7@ncacn_np:\\\\\\\\server[\\\\pipe\\\\lsass,"
					+ "Security=impersonation static true]");
		assertThat(binding.objectUuid()).isEqualTo(OBJECT);
		assertThat(binding.protocolSequence()).isSameAs(ProtocolSequence.NCACN_NP);
		assertThat(binding.networkAddress()).isEqualTo("\\\\server");
		assertThat(binding.endpoint()).isEqualTo("\\pipe\\lsass");
		assertThat(binding.options()).containsExactly(Map.entry("Security", "impersonation static true"));
		assertThat(binding.isFullyBound()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', emptyValue = "", nullValues = "none", textBlock = """
			ncacn_ip_tcp:192.0.2.7[49154],                ncacn_ip_tcp, 192.0.2.7,        49154
			ncacn_ip_tcp:server.example[endpoint=49154],  ncacn_ip_tcp, server.example,   49154
			ncacn_ip_tcp:server.example[ENDPOINT=49154],  ncacn_ip_tcp, server.example,   49154
			ncacn_ip_tcp:server.example,                  ncacn_ip_tcp, server.example,   none
			ncacn_ip_tcp:server.example.[1],              ncacn_ip_tcp, server.example.,  1
			ncacn_ip_tcp:my_host-1[65535],                ncacn_ip_tcp, my_host-1,        65535
			ncacn_ip_tcp:b\u00fccher.example[1],          ncacn_ip_tcp, b\u00fccher.example, 1
			ncacn_ip_tcp:[],                              ncacn_ip_tcp, "",               none
			ncacn_ip_tcp:[135],                           ncacn_ip_tcp, "",               135
			ncacn_ip_tcp:,                                ncacn_ip_tcp, "",               none
			NCACN_IP_TCP:h[1],                            ncacn_ip_tcp, h,                1
			ncacn_ip_tcp:2001:db8::7[135],                ncacn_ip_tcp, 2001:db8::7,      135
			ncacn_ip_tcp:::1[135],                        ncacn_ip_tcp, ::1,              135
			ncacn_ip_tcp:::[135],                         ncacn_ip_tcp, ::,               135
			ncacn_ip_tcp:::ffff:192.0.2.7[135],           ncacn_ip_tcp, ::ffff:192.0.2.7, 135
			ncacn_ip_tcp:1:2:3:4:5:6:7:8,                 ncacn_ip_tcp, 1:2:3:4:5:6:7:8,  none
			ncacn_ip_tcp:fe80::1%eth0[135],               ncacn_ip_tcp, fe80::1%eth0,     135
			ncacn_ip_tcp:fe80\\:\\:1[135],                ncacn_ip_tcp, fe80::1,          135
			ncacn_np:server[\\\\pipe\\\\a\\\\b],          ncacn_np,     server,           \\pipe\\a\\b
			ncacn_np:[\\\\PIPE\\\\p],                     ncacn_np,     "",               \\PIPE\\p
			ncacn_np:server,                              ncacn_np,     server,           none
			ncalrpc:[my_service],                         ncalrpc,      "",               my_service
			"ncalrpc:localhost[my\\,service\\=1\\]]",     ncalrpc,      localhost,        "my,service=1]"
			ncalrpc:,                                     ncalrpc,      "",               none
			ncacn_http:h[593],                            ncacn_http,   h,                593
			ncadg_ip_udp:h[135],                          ncadg_ip_udp, h,                135
			opnum_inproc:[orders],                        opnum_inproc, "",               orders
			""")
	void parsesEveryProtocolSequence(String text, String protocolSequence, String address, @Nullable String endpoint) {
		StringBinding binding = StringBinding.parse(text);
		assertThat(binding.protocolSequence().name()).isEqualTo(protocolSequence);
		assertThat(binding.networkAddress()).isEqualTo(address);
		assertThat(binding.endpoint()).isEqualTo(endpoint);
		assertThat(binding.options()).isEmpty();
		assertThat(binding.objectUuid()).isNull();
		assertThat(StringBinding.parse(binding.toString())).isEqualTo(binding);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			ncacn_ip_tcp                        | 1700 | 0  | begin with ncacn_ip_tcp:
			''                                  | 1700 | 0  | begin with ncacn_ip_tcp:
			:host[1]                            | 1700 | 0  | begin with ncacn_ip_tcp:
			[1]                                 | 1700 | 0  | begin with ncacn_ip_tcp:
			ncacn_ip_tcp[1]:h                   | 1700 | 0  | begin with ncacn_ip_tcp:
			ncacn_ip_tcp:h[1                    | 1700 | 14 | add ']'
			ncacn_ip_tcp:h[1\\]                 | 1700 | 14 | add ']'
			ncacn_ip_tcp:h[1]x                  | 1700 | 17 | remove it
			ncacn_ip_tcp:h[1]]                  | 1700 | 17 | remove it
			ncacn_ip_tcp:[::1][135]             | 1700 | 18 | ncacn_ip_tcp:::1[endpoint]
			ncacn_ip_tcp:h]                     | 1700 | 14 | write \\]
			ncacn_ip_tcp:a@b                    | 1700 | 14 | write \\@
			ncacn_ip_tcp:h\\                    | 1700 | 14 | double it
			ncacn_foo:h                         | 1704 | 0  | use ncacn_ip_tcp
			ncacn ip tcp:h                      | 1704 | 0  | use ncacn_ip_tcp
			localhost:9135                      | 1704 | 0  | use ncacn_ip_tcp
			ncacn_nb_tcp:h[1]                   | 1703 | 0  | use ncacn_ip_tcp
			NCADG_MQ:h                          | 1703 | 0  | use ncacn_ip_tcp
			ncacn_unix_stream:[/run/x]          | 1703 | 0  | use ncacn_ip_tcp
			12@ncacn_ip_tcp:h                   | 1705 | 0  | 8-4-4-4-12
			@ncacn_ip_tcp:h                     | 1705 | 0  | 8-4-4-4-12
			1-2-3-4-5@ncacn_ip_tcp:h            | 1705 | 0  | 8-4-4-4-12
			308fb580-1eb2-11ca-923b-08002b1075zz@ncacn_ip_tcp:h | 1705 | 0 | 8-4-4-4-12
			ncacn_ip_tcp:h[0]                   | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[70000]               | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[65536]               | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[endpoint=0]          | 1706 | 24 | 1 to 65535
			ncacn_ip_tcp:h[99999999999]         | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[0135]                | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[+1]                  | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[-1]                  | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[\u0661]              | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[epmap]               | 1706 | 15 | 1 to 65535
			ncacn_ip_tcp:h[ 1 ]                 | 1706 | 15 | white space
			ncacn_np:s[lsass]                   | 1706 | 11 | \\\\pipe\\\\name
			ncacn_np:s[\\\\pipe\\\\]            | 1706 | 11 | \\\\pipe\\\\name
			ncacn_np:\\\\s[\\pipe\\x]           | 1707 | 9  | bare name
			ncalrpc:[a\\\\b]                    | 1706 | 9  | plain name
			ncalrpc:[../a]                      | 1706 | 9  | plain name
			ncalrpc:[.a]                        | 1706 | 9  | begins with a dot
			ncalrpc:[a2345678901234567890123456789012345678901234567890bcde] | 1706 | 9 | 53
			ncalrpc:[a b]                       | 1706 | 9  | white space
			ncacn_ip_tcp: h[1]                  | 1707 | 13 | white space
			ncacn_ip_tcp:h [1]                  | 1707 | 13 | white space
			ncacn_ip_tcp:h:135                  | 1707 | 13 | the port stands in brackets, h[135]
			ncacn_ip_tcp:a..b                   | 1707 | 13 | no host name
			ncacn_ip_tcp:.                      | 1707 | 13 | no host name
			ncacn_ip_tcp:a/b                    | 1707 | 13 | no host name
			ncacn_ip_tcp:\\\\\\\\h              | 1707 | 13 | no host name
			ncacn_ip_tcp:10.0.0.256             | 1707 | 13 | IPv4
			ncacn_ip_tcp:10.1                   | 1707 | 13 | IPv4
			ncacn_ip_tcp:1::2::3                | 1707 | 13 | IPv6
			ncacn_ip_tcp:1:2:3:4:5:6:7          | 1707 | 13 | IPv6
			ncacn_ip_tcp:1:2:3:4:5:6:7:8:9      | 1707 | 13 | IPv6
			ncacn_ip_tcp:1:2:3:4::5:6:7:8       | 1707 | 13 | IPv6
			ncacn_ip_tcp::::                    | 1707 | 13 | IPv6
			ncacn_ip_tcp:fe80::1%               | 1707 | 13 | scope
			ncacn_ip_tcp:fe80::12345            | 1707 | 13 | IPv6
			ncacn_ip_tcp:1.2.3.4::1             | 1707 | 13 | IPv6
			ncacn_ip_tcp:g::1                   | 1707 | 13 | IPv6
			ncacn_np:\\\\s[\\\\pipe\\\\x]       | 1707 | 9  | bare name
			ncacn_np:\\\\\\\\[\\\\pipe\\\\x]    | 1707 | 9  | bare name
			opnum_inproc:h[x]                   | 1707 | 13 | in this process
			ncacn_ip_tcp:h[1,foo]               | 1724 | 17 | write name=value
			ncacn_ip_tcp:h[1,]                  | 1724 | 17 | remove it
			ncacn_ip_tcp:h[,]                   | 1724 | 16 | remove it
			ncacn_ip_tcp:h[1,foo=bar]           | 1724 | 17 | ncacn_ip_tcp takes none
			ncacn_ip_tcp:h[1,=bar]              | 1724 | 17 | ncacn_ip_tcp takes none
			ncacn_ip_tcp:h[1,Security=impersonation static true] | 1724 | 17 | ncacn_ip_tcp takes none
			ncacn_np:h[,foo=bar]                | 1724 | 12 | ncacn_np takes Security
			ncacn_np:h[Security=impersonation static true] | 1724 | 11 | a comma before it
			ncacn_np:h[,Security=impersonation  static true] | 1724 | 12 | three words
			ncacn_np:h[,Security=impersonation static]       | 1724 | 12 | three words
			ncacn_np:h[,Security=sometimes static true]      | 1724 | 12 | three words
			ncacn_np:h[,Security=impersonation static true,SECURITY=anonymous static true] | 1724 | 47 | given twice
			ncacn_http:[,RpcProxy=gw.example]   | 1724 | 13 | host:port
			ncacn_http:[,RpcProxy=:80]          | 1724 | 13 | host:port
			ncacn_http:[,RpcProxy=gw:0]         | 1724 | 13 | host:port
			ncacn_http:[,HttpConnectOption=x]   | 1724 | 13 | UseHttpProxy
			""")
	void refusesWhatIsNotValid(String text, int status, int offset, String mend) {
		InvalidBindingException failure = catchThrowableOfType(InvalidBindingException.class,
				() -> StringBinding.parse(text));
		assertThat(failure).isNotNull();
		assertThat(failure.status()).isEqualTo(RpcStatus.of(status));
		assertThat(failure.didNotExecute()).isTrue();
		assertThat(failure).hasMessageStartingWith("'" + text + "' is no string binding: at offset " + offset + ", ")
			.hasMessageContaining(mend);
	}

	@Test
	void messagesStayOnOneLineAndFinite() {
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.parse("ncacn_ip_tcp:h\nINFO forged[1]"))
			.withMessageContaining("h\\u000aINFO")
			.withMessageNotContaining("\n");
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.parse("ncacn_ip_tcp:" + "x".repeat(100_000)))
			.satisfies((failure) -> assertThat(failure.getMessage()).hasSizeLessThan(1000));
	}

	@Test
	void readsOptionsWithoutRegardToCaseAndWritesThemAsDocumented() {
		StringBinding binding = StringBinding
			.parse("ncacn_http:h[593,rpcproxy=gw.example:80,HTTPPROXY=proxy:8080,httpConnectOption=useHttpProxy]");
		assertThat(binding).hasToString(
				"ncacn_http:h[593,RpcProxy=gw.example:80,HttpProxy=proxy:8080,HttpConnectOption=useHttpProxy]");
	}

	@Test
	void optionsNeedNoEndpoint() {
		StringBinding binding = StringBinding.parse("ncacn_http:[,RpcProxy=gw.example:80]");
		assertThat(binding.isFullyBound()).isFalse();
		assertThat(binding).hasToString("ncacn_http:[,RpcProxy=gw.example:80]");
	}

	@Test
	void nilObjectUuidEqualsNone() {
		assertThat(StringBinding.parse("00000000-0000-0000-0000-000000000000@ncacn_ip_tcp:h"))
			.isEqualTo(StringBinding.parse("ncacn_ip_tcp:h"));
	}

	@Test
	void writesLowerCase() {
		assertThat(StringBinding.parse("308FB580-1EB2-11CA-923B-08002B1075A7@NCACN_IP_TCP:Host[endpoint=1]"))
			.hasToString("308fb580-1eb2-11ca-923b-08002b1075a7@ncacn_ip_tcp:Host[1]");
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			ncacn_np:host[\\pipe\\lsarpc],          \\pipe\\lsarpc
			ncacn_np:host[\\PIPE\\a\\b],            \\PIPE\\a\\b
			ncacn_np:host[endpoint=\\pipe\\lsarpc], \\pipe\\lsarpc
			ncacn_np:host[\\pipe\\a\\=b\\]],        \\pipe\\a=b]
			""")
	void understandsAPipeInItsNaturalSpelling(String text, String endpoint) {
		assertThat(StringBinding.parse(text).endpoint()).isEqualTo(endpoint);
	}

	@Test
	void naturalSpellingIsForPipesAlone() {
		assertThat(StringBinding.parse("ncalrpc:[\\pipe\\x]").endpoint()).isEqualTo("pipex");
	}

	@Test
	void escapesWhatWouldMeanSomethingElse() {
		assertThat(StringBinding.builder(ProtocolSequence.NCALRPC)
			.networkAddress("a@b[c]:d,e=f")
			.endpoint("@:[],=")
			.build()).hasToString("ncalrpc:a\\@b\\[c\\]:d,e=f[\\@:\\[\\]\\,\\=]");
	}

	@Test
	void endpointMayLookLikeTheEndpointOption() {
		StringBinding binding = StringBinding.builder(ProtocolSequence.IN_PROCESS).endpoint("endpoint=x").build();
		assertThat(StringBinding.parse(binding.toString())).isEqualTo(binding);
	}

	@Test
	void whatIsBuiltIsValidToo() {
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.builder(ProtocolSequence.NCACN_IP_TCP).endpoint("0").build())
			.withMessageStartingWith("The endpoint '0' of ncacn_ip_tcp is no port")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_ENDPOINT_FORMAT));
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.builder(ProtocolSequence.of("ncacn_spx")).build())
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.PROTSEQ_NOT_SUPPORTED));
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.builder(ProtocolSequence.NCACN_IP_TCP).options(Map.of("sign", "")).build())
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.INVALID_NETWORK_OPTIONS));
	}

	@Test
	void builderOfABindingHasAllItsParts() {
		StringBinding binding = StringBinding.parse(OBJECT + "@ncacn_http:h[593,RpcProxy=gw.example:80]");
		assertThat(binding.toBuilder().build()).isEqualTo(binding);
		assertThat(binding.toBuilder().endpoint("").build().isFullyBound()).isFalse();
	}

	@Test
	void optionsCannotBeChanged() {
		Map<String, String> options = new LinkedHashMap<>(Map.of("RpcProxy", "gw:80"));
		StringBinding binding = StringBinding.builder(ProtocolSequence.NCACN_HTTP).options(options).build();
		options.clear();
		assertThat(binding.options()).hasSize(1).isUnmodifiable();
	}

	@ParameterizedTest
	@ValueSource(strings = { "ncacn_ip_tcp:[0]", "ncacn_ip_tcp:", "ncacn_ip_tcp:[]", "ncacn_ip_tcp:[endpoint=0]" })
	void serverEndpointMayBeDynamic(String text) {
		assertThat(StringBinding.parseServerEndpoint(text)).isEqualTo(StringBinding.parse("ncacn_ip_tcp:"));
		assertThat(Endpoint.of(StringBinding.parseServerEndpoint(text)).isDynamic()).isTrue();
	}

	@Test
	void serverEndpointMayBeWellKnown() {
		assertThat(StringBinding.parseServerEndpoint("ncacn_ip_tcp:127.0.0.1[9135]"))
			.isEqualTo(StringBinding.parse("ncacn_ip_tcp:127.0.0.1[9135]"));
		assertThat(StringBinding.parseServerEndpoint("opnum_inproc:[0]").endpoint()).isEqualTo("0");
	}

	@Test
	void serverEndpointHasNoObject() {
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.parseServerEndpoint(OBJECT + "@ncacn_ip_tcp:[9135]"))
			.withMessageContaining("no object UUID");
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.parseServerEndpoint("ncacn_ip_tcp:[00]"));
	}

	@Test
	void parsingWhatWasComposedGivesTheSame() {
		Random random = new Random(20260801);
		for (int i = 0; i < 20_000; i++) {
			StringBinding binding = StringBindings.random(random);
			assertThat(StringBinding.parse(binding.toString())).as(binding.toString()).isEqualTo(binding);
			assertThat(StringBinding.parseServerEndpoint(binding.toBuilder().objectUuid(null).build().toString()))
				.isEqualTo(binding.toBuilder().objectUuid(null).build());
		}
	}

	@Test
	void garbageIsRefusedOrIsWhatItComposes() {
		Random random = new Random(1700);
		String alphabet = "\\@:[],= \tncalrpc0159.%-_e\u00e9\n";
		for (int i = 0; i < 50_000; i++) {
			StringBuilder text = new StringBuilder(random.nextBoolean() ? "ncalrpc:" : "ncacn_ip_tcp:");
			if (random.nextInt(4) == 0) {
				text.setLength(0);
			}
			for (int length = random.nextInt(20); length > 0; length--) {
				text.append(alphabet.charAt(random.nextInt(alphabet.length())));
			}
			StringBinding binding;
			try {
				binding = StringBinding.parse(text.toString());
			}
			catch (InvalidBindingException ex) {
				continue;
			}
			assertThat(StringBinding.parse(binding.toString())).as(text.toString()).isEqualTo(binding);
		}
	}

}
