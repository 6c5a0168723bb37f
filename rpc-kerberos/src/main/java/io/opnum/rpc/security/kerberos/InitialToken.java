package io.opnum.rpc.security.kerberos;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The frame that GSS-API puts around the first token of an exchange (RFC 2743 3.1 and RFC
 * 4121 4.1). An exchange in DCE style has none (MS-KILE 3.4.5.1), but impacket sends it.
 */
final class InitialToken {

	private static final int TAG = 0x60;

	/** The mechanism, then what tells that a request follows. */
	private static final byte[] REQUEST_OF_KERBEROS = HexFormat.of().parseHex("06092a864886f7120102020100");

	private InitialToken() {
	}

	/**
	 * Take the frame off.
	 * @param token the first token of a client, of any content
	 * @return what is in the frame, the token itself where it has none of Kerberos
	 */
	static byte[] unframed(byte[] token) {
		if (token.length < 2 || token[0] != TAG) {
			return token;
		}
		// A long length tells the number of its octets
		int start = (token[1] >= 0) ? 2 : 2 + (token[1] & 0x7f);
		int end = start + REQUEST_OF_KERBEROS.length;
		if (end > token.length || !Arrays.equals(token, start, end, REQUEST_OF_KERBEROS, 0, end - start)
				|| length(token, start) != token.length - start) {
			return token;
		}
		return Arrays.copyOfRange(token, end, token.length);
	}

	private static int length(byte[] token, int start) {
		if (start == 2) {
			return token[1];
		}
		int length = 0;
		for (int i = 2; i < start; i++) {
			length = length << 8 | (token[i] & 0xff);
		}
		return length;
	}

}
