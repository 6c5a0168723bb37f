package io.opnum.rpc.security;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.pdu.CommonHeader;
import io.opnum.rpc.pdu.PacketFlag;
import io.opnum.rpc.pdu.PduCodec;
import io.opnum.rpc.testing.HexDumps;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The NTLM sessions that were captured; where they come from stands in the file.
 */
public final class GoldenNtlmSessions {

	private static final List<Session> ALL = load();

	private GoldenNtlmSessions() {
	}

	/**
	 * Return all sessions.
	 * @return the sessions
	 */
	public static List<Session> all() {
		return ALL;
	}

	/**
	 * Return one session.
	 * @param name its name
	 * @return the session
	 */
	public static Session named(String name) {
		return ALL.stream().filter((session) -> session.name().equals(name)).findFirst().orElseThrow();
	}

	private static List<Session> load() {
		try (InputStream in = GoldenNtlmSessions.class.getResourceAsStream("vectors/ntlm.json")) {
			List<Session> sessions = new ArrayList<>();
			JsonMapper.builder().build().readTree(in).get("sessions").forEachEntry((name, node) -> {
				List<Message> messages = new ArrayList<>();
				node.get("messages").forEach((message) -> messages.add(new Message(message)));
				sessions.add(new Session(name, node, messages));
			});
			return sessions;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A session.
	 *
	 * @param name the capture
	 * @param node its values
	 * @param messages its protected PDUs
	 */
	public record Session(String name, JsonNode node, List<Message> messages) {

		/**
		 * Return a text.
		 * @param field its name
		 * @return the text
		 */
		public String text(String field) {
			return this.node.get(field).asString();
		}

		/**
		 * Return octets.
		 * @param field their name
		 * @return the octets
		 */
		public byte[] octets(String field) {
			return HexFormat.of().parseHex(text(field));
		}

		/**
		 * Return the level.
		 * @return the level
		 */
		public AuthenticationLevel level() {
			return AuthenticationLevel.of(this.node.get("auth_level").asInt());
		}

		/**
		 * Return whether header signing was negotiated.
		 * @return whether it was
		 */
		public boolean headerSigning() {
			return this.node.get("header_signing").asBoolean();
		}

		/**
		 * Return whether the tokens of the handshake are those of SPNEGO.
		 * @return whether they are
		 */
		public boolean isSpnego() {
			return this.node.get("auth_type").asInt() == AuthenticationService.SPNEGO.code();
		}

		/**
		 * Return a token of the handshake.
		 * @param leg its place, from 0
		 * @return the token
		 */
		public byte[] token(int leg) {
			return HexFormat.of().parseHex(this.node.get("handshake").get(leg).get("auth_value").asString());
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	/**
	 * A protected PDU.
	 *
	 * @param node its values
	 */
	public record Message(JsonNode node) {

		/**
		 * Return whether the client sent it.
		 * @return whether it did
		 */
		public boolean isFromClient() {
			return this.node.get("dir").asString().equals("c2s");
		}

		/**
		 * Return its number in its direction.
		 * @return the number
		 */
		public int sequence() {
			return this.node.get("seq").asInt();
		}

		/**
		 * Return it as it was sent.
		 * @return a new unpooled buffer
		 */
		public ByteBuf pdu() {
			return HexDumps.parse(this.node.get("pdu").asString());
		}

		/**
		 * Return its stub data and padding in the clear.
		 * @return a new unpooled buffer
		 */
		public ByteBuf plainStub() {
			JsonNode plain = this.node.get("plain_stub_and_pad");
			if (plain.isNull()) {
				return pdu().slice(stub(), trailer() - stub());
			}
			return HexDumps.parse(plain.asString());
		}

		/**
		 * Return its padding.
		 * @return the octets
		 */
		public int padLength() {
			return this.node.get("auth_pad_length").asInt();
		}

		/**
		 * Return where its stub data begins.
		 * @return the offset
		 */
		public int stub() {
			boolean object = PacketFlag.isSet(CommonHeader.peek(pdu()).flags(), PacketFlag.OBJECT_UUID);
			return PduCodec.CALL_HEADER_LENGTH + (object ? 16 : 0);
		}

		/**
		 * Return where its {@code sec_trailer} is.
		 * @return the offset
		 */
		public int trailer() {
			CommonHeader header = CommonHeader.peek(pdu());
			return header.fragLength() - header.authLength() - SecurityContext.TRAILER_LENGTH;
		}

	}

}
