package io.opnum.rpc.security.kerberos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.opnum.rpc.security.AuthenticationLevel;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The Kerberos sessions that were captured; where they come from stands in the file.
 */
final class GoldenKerberosSessions {

	private static final List<Session> ALL = load();

	private GoldenKerberosSessions() {
	}

	static List<Session> all() {
		return ALL;
	}

	/** Those whose tokens are not wrapped by SPNEGO. */
	static List<Session> raw() {
		return ALL.stream().filter((session) -> session.node().get("auth_type").asInt() == 16).toList();
	}

	private static List<Session> load() {
		try (InputStream in = GoldenKerberosSessions.class.getResourceAsStream("kerberos.json")) {
			List<Session> sessions = new ArrayList<>();
			JsonMapper.builder()
				.build()
				.readTree(in)
				.get("sessions")
				.forEachEntry((name, node) -> sessions.add(new Session(name, node)));
			return sessions;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	record Session(String name, JsonNode node) {

		AuthenticationLevel level() {
			return AuthenticationLevel.of(this.node.get("auth_level").asInt());
		}

		boolean headerSigning() {
			return this.node.get("header_signing").asBoolean();
		}

		KerberosKey key(String field) {
			return new KerberosKey(EncryptionType.AES256_SHA1,
					HexFormat.of().parseHex(this.node.get(field).asString()));
		}

		KerberosKey acceptorSubkey() {
			return new KerberosKey(EncryptionType.AES256_SHA1,
					HexFormat.of().parseHex(this.node.get("ap_rep").get("subkey").asString()));
		}

		/** A token of the handshake, from 0. */
		byte[] token(int leg) {
			return HexFormat.of().parseHex(this.node.get("handshake").get(leg).get("auth_value").asString());
		}

		long firstSequence(String direction) {
			for (JsonNode message : this.node.get("messages")) {
				if (message.get("dir").asString().equals(direction)) {
					return message.get("seq").asLong();
				}
			}
			throw new IllegalStateException(this.name);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
