package io.opnum.rpc.pdu;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * The endpoint that a server tells ({@code port_any_t}, C706 12.6.3.1): a length that
 * counts the NUL, the octets, and padding to a multiple of four. Which characters the
 * octets mean is not told; here each is one character.
 */
final class SecondaryAddress {

	private SecondaryAddress() {
	}

	static String decode(PduReader in) {
		int length = in.u16("sec_addr length");
		ByteBuf octets = in.octets(length, "sec_addr");
		in.align();
		int nul = octets.bytesBefore((byte) 0);
		return octets.toString(octets.readerIndex(), (nul >= 0) ? nul : length, StandardCharsets.ISO_8859_1);
	}

	static void encode(String address, PduWriter out) {
		if (address.isEmpty()) {
			out.u16(0, "sec_addr length");
		}
		else {
			byte[] octets = address.getBytes(StandardCharsets.ISO_8859_1);
			out.u16(octets.length + 1, "sec_addr length");
			out.octets(octets);
			out.zero(1);
		}
		out.align();
	}

}
