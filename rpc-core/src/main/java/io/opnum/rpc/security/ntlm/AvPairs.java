package io.opnum.rpc.security.ntlm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opnum.rpc.security.AuthenticationException;
import io.opnum.rpc.security.AuthenticationException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of a server, and what a client adds to them (MS-NLMP 2.2.2.1).
 *
 * @param pairs the attributes in their order, without the one that ends them
 */
record AvPairs(List<Pair> pairs) {

	static final int END = 0;

	static final int NETBIOS_COMPUTER = 1;

	static final int NETBIOS_DOMAIN = 2;

	static final int DNS_COMPUTER = 3;

	static final int DNS_DOMAIN = 4;

	static final int FLAGS = 6;

	static final int TIMESTAMP = 7;

	static final int SINGLE_HOST = 8;

	static final int TARGET_NAME = 9;

	static final int CHANNEL_BINDINGS = 10;

	/** In {@link #FLAGS}: the AUTHENTICATE_MESSAGE has a MIC. */
	static final int FLAG_MIC = 2;

	private static final int HEADER_LENGTH = 4;

	/**
	 * Decode attributes. What is behind the one that ends them is ignored.
	 * @param octets the octets
	 * @param start where they start, at most the number of octets
	 * @return the attributes
	 * @throws AuthenticationException if they reach beyond the octets, or do not end
	 */
	static AvPairs decode(byte[] octets, int start) {
		ByteBuf in = Unpooled.wrappedBuffer(octets).skipBytes(start);
		List<Pair> pairs = new ArrayList<>();
		while (in.readableBytes() >= HEADER_LENGTH) {
			int id = in.readUnsignedShortLE();
			int length = in.readUnsignedShortLE();
			if (id == END) {
				return new AvPairs(pairs);
			}
			if (length > in.readableBytes()) {
				throw malformed("attribute %d has %d octets, there are %d".formatted(id, length, in.readableBytes()));
			}
			byte[] value = new byte[length];
			in.readBytes(value);
			pairs.add(new Pair(id, value));
		}
		throw malformed("they do not end");
	}

	byte[] encode() {
		ByteBuf out = Unpooled.buffer();
		for (Pair pair : this.pairs) {
			out.writeShortLE(pair.id).writeShortLE(pair.value.length).writeBytes(pair.value);
		}
		return ByteBufUtil.getBytes(out.writeInt(END));
	}

	byte @Nullable [] find(int id) {
		for (Pair pair : this.pairs) {
			if (pair.id == id) {
				return pair.value;
			}
		}
		return null;
	}

	String text(int id) {
		byte[] value = find(id);
		return (value != null) ? new String(value, StandardCharsets.UTF_16LE) : "";
	}

	/** Whether the client says that its message has a MIC. */
	boolean announcesMic() {
		byte[] flags = find(FLAGS);
		return flags != null && (new Pair(FLAGS, flags).toInt() & FLAG_MIC) != 0;
	}

	private static AuthenticationException malformed(String what) {
		return new AuthenticationException(Reason.MALFORMED_TOKEN,
				"Malformed attributes in an NTLM message: %s (MS-NLMP 2.2.2.1)".formatted(what));
	}

	/**
	 * An attribute.
	 *
	 * @param id the id, 0 to 65535
	 * @param value the value
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record Pair(int id, byte[] value) {

		static Pair ofText(int id, String text) {
			return new Pair(id, text.getBytes(StandardCharsets.UTF_16LE));
		}

		static Pair ofInt(int id, int value) {
			return new Pair(id, ByteBufUtil.getBytes(Unpooled.buffer(Integer.BYTES).writeIntLE(value)));
		}

		/** Return the value as an integer; zero if it is none. */
		int toInt() {
			return (this.value.length == Integer.BYTES) ? Unpooled.wrappedBuffer(this.value).readIntLE() : 0;
		}

	}

}
