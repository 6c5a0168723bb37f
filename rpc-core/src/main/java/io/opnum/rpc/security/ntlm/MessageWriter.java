package io.opnum.rpc.security.ntlm;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Writes one NTLM message: integers at fixed offsets, and octets behind them that lengths
 * and offsets tell (MS-NLMP 2.2.1). Not thread-safe.
 */
final class MessageWriter {

	/**
	 * Windows 7, of which nothing depends, and the revision of NTLM (MS-NLMP 2.2.2.10).
	 */
	private static final long VERSION = 0x0f00000000000106L;

	private final ByteBuf message;

	/**
	 * Begin to write.
	 * @param type the type
	 * @param fixedLength the octets of the fixed fields
	 */
	MessageWriter(int type, int fixedLength) {
		this.message = Unpooled.buffer().writeZero(fixedLength);
		this.message.setLongLE(0, MessageReader.SIGNATURE).setIntLE(8, type);
	}

	void i32(int offset, int value) {
		this.message.setIntLE(offset, value);
	}

	void version(int offset, int flags) {
		if (NtlmFlags.isSet(flags, NtlmFlags.VERSION)) {
			this.message.setLongLE(offset, VERSION);
		}
	}

	void fixed(int offset, byte[] octets) {
		this.message.setBytes(offset, octets);
	}

	/**
	 * Append octets.
	 * @param offset where length, maximum length and offset go
	 * @param octets the octets, at most 65535
	 */
	void octets(int offset, byte[] octets) {
		if (octets.length > 0xffff) {
			throw new IllegalArgumentException(
					"A field of an NTLM message has at most 65535 octets, not " + octets.length);
		}
		this.message.setShortLE(offset, octets.length).setShortLE(offset + 2, octets.length);
		this.message.setIntLE(offset + 4, this.message.writerIndex());
		this.message.writeBytes(octets);
	}

	void text(int offset, String text) {
		octets(offset, text.getBytes(StandardCharsets.UTF_16LE));
	}

	byte[] toOctets() {
		return ByteBufUtil.getBytes(this.message);
	}

}
