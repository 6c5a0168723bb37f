package io.opnum.rpc.sample.interop;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * What is done to two protected PDUs of one kind that follow each other.
 */
enum Tampering implements Function<List<byte[]>, List<byte[]>> {

	OPERATION((pdus) -> List.of(flipped(pdus.get(0), 22), pdus.get(1))),

	STUB((pdus) -> List.of(flipped(pdus.get(0), 40), pdus.get(1))),

	END_OF_STUB((pdus) -> List.of(flipped(pdus.get(0), pdus.get(0).length - 25), pdus.get(1))),

	CHECKSUM((pdus) -> List.of(flipped(pdus.get(0), pdus.get(0).length - 8), pdus.get(1))),

	SEQUENCE_NUMBER((pdus) -> List.of(flipped(pdus.get(0), pdus.get(0).length - 4), pdus.get(1))),

	REPEATED((pdus) -> List.of(pdus.get(0), pdus.get(0), pdus.get(1))),

	OMITTED((pdus) -> List.of(withFlags(pdus.get(1), pdus.get(0)[3]))),

	SWAPPED((pdus) -> List.of(withFlags(pdus.get(1), pdus.get(0)[3]), pdus.get(0))),

	TOKEN_CUT_SHORT((pdus) -> List.of(cut(pdus.get(0), 4), pdus.get(1)));

	private final Function<List<byte[]>, List<byte[]>> function;

	Tampering(Function<List<byte[]>, List<byte[]>> function) {
		this.function = function;
	}

	@Override
	public List<byte[]> apply(List<byte[]> pdus) {
		return this.function.apply(pdus);
	}

	private static byte[] flipped(byte[] pdu, int index) {
		byte[] flipped = pdu.clone();
		flipped[index] ^= 0x10;
		return flipped;
	}

	/** As a first fragment, so that the protocol has nothing against it. */
	private static byte[] withFlags(byte[] pdu, byte flags) {
		byte[] changed = pdu.clone();
		changed[3] = flags;
		return changed;
	}

	private static byte[] cut(byte[] pdu, int octets) {
		byte[] cut = Arrays.copyOf(pdu, pdu.length - octets);
		ByteBuffer.wrap(cut)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putShort(8, (short) cut.length)
			.putShort(10, (short) (pdu[10] - octets));
		return cut;
	}

}
