package io.opnum.rpc.pdu;

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import static io.opnum.rpc.testing.ByteBufAssert.assertThatOctets;

/**
 * The entry for fuzzers, in the form that libFuzzer's relatives for Java call.
 */
public final class PduFuzzer {

	private PduFuzzer() {
	}

	/**
	 * Decode octets. Either they are refused as malformed, or what is encoded from them
	 * is decoded to the same again.
	 * @param data the octets
	 * @return whether they were a PDU
	 */
	public static boolean fuzzerTestOneInput(byte[] data) {
		ByteBuf frame = Unpooled.wrappedBuffer(data);
		Pdu pdu;
		try {
			pdu = PduCodec.decode(frame);
		}
		catch (MalformedPduException ex) {
			Objects.requireNonNull(ex.answer(true));
			Objects.requireNonNull(ex.answer(false));
			return false;
		}
		if (frame.readableBytes() != data.length) {
			throw new AssertionError("The frame was consumed");
		}
		ByteBuf encoded = Unpooled.buffer(data.length);
		PduCodec.encode(pdu, encoded);
		ByteBuf again = Unpooled.buffer(data.length);
		PduCodec.encode(PduCodec.decode(encoded), again);
		assertThatOctets(again).isOctets(encoded);
		return true;
	}

}
