package io.opnum.rpc.pdu;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;

/**
 * The endpoint that a server tells ({@code port_any_t}, C706 12.6.3.1): a length that
 * counts the NUL, the octets, and padding to a multiple of four.
 */
final class SecondaryAddress {

	private SecondaryAddress() {
	}

	static String decode(PduReader in) {
		int length = in.u16("sec_addr length");
		ByteBuf octets = in.octets(length, "sec_addr");
		in.align();
		int nul = octets.bytesBefore((byte) 0);
		return octets.toString(octets.readerIndex(), (nul >= 0) ? nul : length, StandardCharsets.UTF_8);
	}

	static void encode(String address, PduWriter out) {
		if (address.isEmpty()) {
			out.u16(0, "sec_addr length");
		}
		else {
			byte[] octets = address.getBytes(StandardCharsets.UTF_8);
			out.u16(octets.length + 1, "sec_addr length");
			out.octets(octets);
			out.zero(1);
		}
		out.align();
	}

}
