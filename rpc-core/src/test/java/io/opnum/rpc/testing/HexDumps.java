package io.opnum.rpc.testing;

import java.util.HexFormat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Octets as text and back.
 */
public final class HexDumps {

	private HexDumps() {
	}

	/**
	 * Parse hexadecimal digits; spaces and line ends between them are ignored.
	 * @param hex the digits
	 * @return an unpooled buffer
	 */
	public static ByteBuf parse(String hex) {
		return Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
	}

	/**
	 * Return a dump with offsets and characters.
	 * @param octets the octets, from the reader index
	 * @return several lines
	 */
	public static String dump(ByteBuf octets) {
		return octets.isReadable() ? ByteBufUtil.prettyHexDump(octets) : "(no octets)";
	}

	/**
	 * Return the digits of all octets, without spaces.
	 * @param octets the octets, from the reader index
	 * @return the digits
	 */
	public static String hex(ByteBuf octets) {
		return ByteBufUtil.hexDump(octets);
	}

}
