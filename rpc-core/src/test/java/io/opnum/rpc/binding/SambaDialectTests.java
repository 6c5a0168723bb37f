package io.opnum.rpc.binding;

import java.util.Map;
import java.util.UUID;

import io.opnum.rpc.InvalidBindingException;
import io.opnum.rpc.RpcStatus;
import io.opnum.rpc.binding.StringBinding.Dialect;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StringBinding} in Samba's dialect. What is accepted and what is not
 * was tried out with Samba 4.17.
 */
class SambaDialectTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', nullValues = "none", delimiter = '|',
			textBlock = """
					ncacn_ip_tcp:10.99.0.40[135]          | 10.99.0.40 | 135  | ncacn_ip_tcp:10.99.0.40[135]
					NCACN_IP_TCP:10.99.0.40[135]          | 10.99.0.40 | 135  | ncacn_ip_tcp:10.99.0.40[135]
					10.99.0.40[135]                       | 10.99.0.40 | 135  | ncacn_ip_tcp:10.99.0.40[135]
					ncacn_ip_tcp:10.99.0.40[endpoint=135] | 10.99.0.40 | 135  | ncacn_ip_tcp:10.99.0.40[135]
					ncacn_ip_tcp:10.99.0.40[ 135 ]        | 10.99.0.40 | 135  | ncacn_ip_tcp:10.99.0.40[135]
					ncacn_ip_tcp:10.99.0.40[]             | 10.99.0.40 | none | ncacn_ip_tcp:10.99.0.40
					ncacn_ip_tcp:10.99.0.40[,print]       | 10.99.0.40 | none | ncacn_ip_tcp:10.99.0.40[,print]
					ncacn_ip_tcp:10.99.0.40[connect]      | 10.99.0.40 | none | ncacn_ip_tcp:10.99.0.40[,connect]
					ncacn_ip_tcp:10.99.0.40[135,sign,sign] | 10.99.0.40 | 135 | ncacn_ip_tcp:10.99.0.40[135,sign]
					ncacn_ip_tcp:10.99.0.40[135,foo=bar]  | 10.99.0.40 | 135  | ncacn_ip_tcp:10.99.0.40[135,foo=bar]
					ncacn_ip_tcp:h[135,Security=impersonation static true] | h | 135 | ncacn_ip_tcp:h[135,security=impersonation static true]
					ncacn_ip_tcp:10.99.0.40[99999]        | 10.99.0.40 | 99999 | ncacn_ip_tcp:10.99.0.40[99999]
					"ncacn_ip_tcp: 10.99.0.40[135]"       | " 10.99.0.40" | 135 | "ncacn_ip_tcp: 10.99.0.40[135]"
					ncacn_ip_tcp:::1[135]                 | ::1        | 135  | ncacn_ip_tcp:::1[135]
					fe80::1%eth0                          | fe80::1%eth0 | none | ncacn_ip_tcp:fe80::1%eth0
					ncalrpc:[EPMAPPER]                    | ""         | EPMAPPER | ncalrpc:[EPMAPPER]
					ncalrpc:                              | ""         | none | ncalrpc:
					ncacn_np:host[\\pipe\\lsarpc]         | host       | \\pipe\\lsarpc | ncacn_np:host[\\pipe\\lsarpc]
					ncacn_np:host[lsarpc]                 | host       | \\pipe\\lsarpc | ncacn_np:host[\\pipe\\lsarpc]
					ncacn_np:\\\\host[lsarpc]             | \\\\host   | \\pipe\\lsarpc | ncacn_np:\\\\host[\\pipe\\lsarpc]
					ncacn_unix_stream:[/run/x]            | ""         | /run/x | ncacn_unix_stream:[/run/x]
					h[135,assoc_group_id=0x0000a5]        | h          | 135  | ncacn_ip_tcp:h[135,assoc_group_id=0x0000a5]
					h[1,endpoint=2,host=other,transport=ncacn_http] | other | 2 | ncacn_http:other[2]
					""")
	void accepts(String text, String address, @Nullable String endpoint, String composed) {
		StringBinding binding = StringBinding.parse(text, Dialect.SAMBA);
		assertThat(binding.networkAddress()).isEqualTo(address);
		assertThat(binding.endpoint()).isEqualTo(endpoint);
		assertThat(binding).hasToString(composed);
		assertThat(StringBinding.parse(composed, Dialect.SAMBA)).isEqualTo(binding);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', textBlock = """
			10.99.0.40[135,                               1700
			10.99.0.40[135]x,                             1700
			"10.99.0.40[135,]",                           1724
			"10.99.0.40[135,foo]",                        1724
			"10.99.0.40[sign,135]",                       1724
			"10.99.0.40[135,=x]",                         1724
			ncacn_foo:host[135],                          1704
			ncacn_spx:host[135],                          1703
			1122@ncacn_ip_tcp:host,                       1705
			308fb580-1eb2-11ca-923b-08002b1075zz@host,    1705
			"10.99.0.40[135,assoc_group_id=5]",           1724
			"10.99.0.40[135,assoc_group_id=0x123456789]", 1724
			"10.99.0.40[135,transport=x]",                1704
			"10.99.0.40[135,object=x]",                   1705
			""")
	void refuses(String text, int status) {
		assertThatExceptionOfType(InvalidBindingException.class)
			.isThrownBy(() -> StringBinding.parse(text, Dialect.SAMBA))
			.withMessageStartingWith("'" + text + "' is no string binding: at offset ")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.of(status)));
	}

	@Test
	void flagsAreOptionsWithoutAValue() {
		StringBinding binding = StringBinding.parse("h[SEAL,bigendian,target_hostname=x]", Dialect.SAMBA);
		assertThat(binding.options()).containsExactly(Map.entry("seal", ""), Map.entry("bigendian", ""),
				Map.entry("target_hostname", "x"));
	}

	@Test
	void readsTheObject() {
		UUID object = UUID.fromString("308fb580-1eb2-11ca-923b-08002b1075a7");
		assertThat(StringBinding.parse(object + "@h[135]", Dialect.SAMBA).objectUuid()).isEqualTo(object);
		assertThat(StringBinding.parse("h[135,object=" + object + "]", Dialect.SAMBA).objectUuid()).isEqualTo(object);
	}

	@Test
	void endpointNamedLikeAFlagIsWrittenOut() {
		StringBinding binding = StringBinding.parse("ncalrpc:[endpoint=print]", Dialect.SAMBA);
		assertThat(binding).hasToString("ncalrpc:[endpoint=print]");
		assertThat(StringBinding.parse(binding.toString(), Dialect.SAMBA)).isEqualTo(binding);
	}

	@Test
	void thereAreNoEscapesToBuildWith() {
		StringBinding.Builder builder = StringBinding.parse("ncalrpc:[x]", Dialect.SAMBA).toBuilder();
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> builder.endpoint("a,b").build())
			.withMessageContaining("no escapes");
		builder.endpoint("x").networkAddress("a[b");
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(builder::build);
		builder.networkAddress("").options(Map.of("host", "x"));
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(builder::build);
	}

	@ParameterizedTest
	@ValueSource(strings = { "h[135]", "ncacn_ip_tcp:h[connect]", "ncacn_ip_tcp:h[,print]" })
	void standardDialectRefusesIt(String text) {
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> StringBinding.parse(text));
	}

	@ParameterizedTest
	@ValueSource(strings = { "sign", "seal", "connect", "packet", "spnego", "ntlm", "krb5", "schannel" })
	void handleDoesNotIgnoreTheWishForSecurity(String flag) {
		StringBinding binding = StringBinding.parse("h[135," + flag + "]", Dialect.SAMBA);
		assertThatExceptionOfType(InvalidBindingException.class).isThrownBy(() -> BindingHandle.of(binding))
			.withMessageContaining("'" + flag + "'")
			.satisfies((failure) -> assertThat(failure.status()).isEqualTo(RpcStatus.CANNOT_SUPPORT));
	}

	@Test
	void handleTakesTheRest() {
		StringBinding binding = StringBinding.parse("h[135,print,foo=bar]", Dialect.SAMBA);
		assertThat(BindingHandle.of(binding).toStringBinding()).isEqualTo(binding);
	}

}
