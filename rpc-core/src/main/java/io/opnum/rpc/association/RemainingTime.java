package io.opnum.rpc.association;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.pdu.DataRepresentation;

/**
 * The time that the caller of a call has left, behind the stub data of its request: a
 * verification trailer with one command (MS-RPCE 2.2.2.13) that receivers which do not
 * know it ignore. It is sent only where both sides agreed on
 * {@link BindTimeFeatures#REMAINING_TIME}, and then with every request, so that no stub
 * data is taken for one.
 *
 * <pre>
 * octets  0 to 3  padding to a multiple of four
 *              8  signature 8a e3 13 71 02 f4 36 71
 *              2  command 0x6d21: SEC_VT_COMMAND_END and a number of ours
 *              2  length of what follows, 8
 *              8  microseconds left; ffffffffffffffff for no deadline
 * </pre>
 *
 * Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class RemainingTime {

	/** The most octets that {@link #append} writes. */
	public static final int MAX_LENGTH = 3 + 20;

	/** No deadline. */
	public static final long NONE = -1;

	private static final int LENGTH = 20;

	private static final int ALIGNMENT = 4;

	/** {@code SEC_VT_COMMAND_END}, without {@code SEC_VT_MUST_PROCESS_COMMAND}. */
	private static final int COMMAND = 0x4000 | 0x2d21;

	private static final long SIGNATURE = 0x8ae3137102f43671L;

	private RemainingTime() {
	}

	/**
	 * Append the time left to stub data.
	 * @param stub the stub data, which begins at the reader index
	 * @param drep its byte order
	 * @param micros the microseconds left, or {@link #NONE}
	 */
	public static void append(ByteBuf stub, DataRepresentation drep, long micros) {
		stub.writeZero(-stub.readableBytes() & (ALIGNMENT - 1));
		stub.writeLong(SIGNATURE);
		if (drep.isLittleEndian()) {
			stub.writeShortLE(COMMAND).writeShortLE(Long.BYTES).writeLongLE(micros);
		}
		else {
			stub.writeShort(COMMAND).writeShort(Long.BYTES).writeLong(micros);
		}
	}

	/**
	 * Take the time left off stub data. The padding in front of it stays: what is behind
	 * the parameters is ignored.
	 * @param stub the stub data of a whole request
	 * @param drep its byte order
	 * @return the microseconds left, not negative; {@link #NONE} if there is no deadline,
	 * or nothing is said
	 */
	public static long take(ByteBuf stub, DataRepresentation drep) {
		int at = stub.writerIndex() - LENGTH;
		if (at < stub.readerIndex() || stub.getLong(at) != SIGNATURE) {
			return NONE;
		}
		boolean little = drep.isLittleEndian();
		int command = little ? stub.getUnsignedShortLE(at + 8) : stub.getUnsignedShort(at + 8);
		int length = little ? stub.getUnsignedShortLE(at + 10) : stub.getUnsignedShort(at + 10);
		if (command != COMMAND || length != Long.BYTES) {
			return NONE;
		}
		long micros = little ? stub.getLongLE(at + 12) : stub.getLong(at + 12);
		stub.writerIndex(at);
		return Math.max(micros, NONE);
	}

}
