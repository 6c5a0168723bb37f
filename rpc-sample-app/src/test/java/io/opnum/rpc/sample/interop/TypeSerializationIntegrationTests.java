package io.opnum.rpc.sample.interop;

import java.util.HexFormat;
import java.util.List;

import io.opnum.rpc.LengthIs;
import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unique;
import io.opnum.rpc.ndr.NdrSerializer;
import io.opnum.rpc.ndr.NdrTypeReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is serialized here, others read and write again: parts of a Kerberos PAC (MS-PAC
 * 2).
 */
class TypeSerializationIntegrationTests {

	@Test
	@RequiresPeer(Peer.PYTHON_SAMBA)
	void sambaReadsAndWritesCredentials() {
		NdrSerializer<CredentialData> type = NdrSerializer.of(new NdrTypeReference<@Unique CredentialData>() {
		});
		CredentialData data = new CredentialData(2,
				List.of(new SupplementalCredential(text("NTLM"), 3, new byte[] { 1, 2, 3 }),
						new SupplementalCredential(text("Kerberos"), 1, new byte[] { 9 })));
		byte[] octets = type.serialize(data);
		JsonNode answer = run("samba", octets);
		assertThat(answer.get("read")).isEqualTo(JsonMapper.shared().readTree("""
				[["NTLM", "010203"], ["Kerberos", "09"]]"""));
		assertThat(written(answer)).isEqualTo(octets);
	}

	@Test
	@RequiresPeer(Peer.IMPACKET)
	void impacketReadsAndWritesDelegation() {
		NdrSerializer<S4uDelegationInfo> type = NdrSerializer.of(new NdrTypeReference<@Unique S4uDelegationInfo>() {
		});
		S4uDelegationInfo info = new S4uDelegationInfo(text("host/a"), 2, List.of(text("host/b"), text("host/ä€")));
		JsonNode answer = run("impacket", type.serialize(info));
		assertThat(answer.get("read")).isEqualTo(JsonMapper.shared().readTree("""
				["host/a", ["host/b", "host/ä€"]]"""));
		assertThat(type.deserialize(written(answer))).isEqualTo(info);
	}

	private static JsonNode run(String peer, byte[] octets) {
		Command.Result result = Command.python("type_serialization_peer.py", peer, HexFormat.of().formatHex(octets))
			.run()
			.requireSuccess();
		return JsonMapper.shared().readTree(result.output());
	}

	private static byte[] written(JsonNode answer) {
		return HexFormat.of().parseHex(answer.get("written").asString());
	}

	private static UnicodeString text(String text) {
		short length = (short) (2 * text.length());
		return new UnicodeString(length, length, text);
	}

	record UnicodeString(short length, short maximumLength,
			@SizeIs("maximumLength / 2") @LengthIs("length / 2") @Nullable String buffer) {

	}

	record CredentialData(int credentialCount, @SizeIs("credentialCount") List<SupplementalCredential> credentials) {

	}

	record SupplementalCredential(UnicodeString packageName, int credentialSize,
			@SizeIs("credentialSize") byte @Nullable [] credentials) {

	}

	record S4uDelegationInfo(UnicodeString proxyTarget, int transitedListSize,
			@SizeIs("transitedListSize") @Nullable List<UnicodeString> transitedServices) {

	}

}
