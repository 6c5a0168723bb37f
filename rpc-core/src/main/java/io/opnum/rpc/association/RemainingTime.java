package io.opnum.rpc.association;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.security.VerificationTrailer;

/**
 * The time that the caller of a call has left, behind the stub data of its request: a
 * command of the {@link VerificationTrailer} (MS-RPCE 2.2.2.13), little-endian like all
 * of it, that receivers which do not know it ignore. Requests that are not protected have
 * no other command. It is sent only where both sides agreed on
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

	private static final int NUMBER = 0x2d21;

	/** {@code SEC_VT_COMMAND_END}, without {@code SEC_VT_MUST_PROCESS_COMMAND}. */
	private static final int COMMAND = 0x4000 | NUMBER;

	private static final long SIGNATURE = 0x8ae3137102f43671L;

	private RemainingTime() {
	}

	/**
	 * Append the time left to stub data, as the only command of the trailer.
	 * @param stub the stub data, which begins at the reader index
	 * @param micros the microseconds left, or {@link #NONE}
	 * @return the octets of the trailer, without padding in front
	 */
	public static int append(ByteBuf stub, long micros) {
		stub.writeZero(-stub.readableBytes() & (ALIGNMENT - 1));
		stub.writeLong(SIGNATURE).writeShortLE(COMMAND).writeShortLE(Long.BYTES).writeLongLE(micros);
		return LENGTH;
	}

	/**
	 * Take the time left off stub data where it is the only command of the trailer. The
	 * padding in front of it stays: what is behind the parameters is ignored.
	 * @param stub the stub data of a whole request
	 * @return the microseconds left, not negative; {@link #NONE} if there is no deadline,
	 * or nothing is said
	 */
	public static long take(ByteBuf stub) {
		int at = stub.writerIndex() - LENGTH;
		if (at < stub.readerIndex() || stub.getLong(at) != SIGNATURE || stub.getUnsignedShortLE(at + 8) != COMMAND
				|| stub.getUnsignedShortLE(at + 10) != Long.BYTES) {
			return NONE;
		}
		long micros = stub.getLongLE(at + 12);
		stub.writerIndex(at);
		return Math.max(micros, NONE);
	}

	/**
	 * Return the command of the trailer of a protected request, which has others beside
	 * it.
	 * @param micros the microseconds left, or {@link #NONE}
	 * @return the command
	 */
	public static VerificationTrailer.Command command(long micros) {
		return new VerificationTrailer.Other(NUMBER, false,
				ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(micros).array());
	}

	/**
	 * Return the time left that the trailer of a protected request tells.
	 * @param trailer the trailer
	 * @return the microseconds left, not negative; {@link #NONE} if there is no deadline,
	 * or nothing is said
	 */
	public static long of(VerificationTrailer trailer) {
		for (VerificationTrailer.Command command : trailer.commands()) {
			if (command instanceof VerificationTrailer.Other other && other.number() == NUMBER
					&& other.body().length == Long.BYTES) {
				return Math.max(NONE, ByteBuffer.wrap(other.body()).order(ByteOrder.LITTLE_ENDIAN).getLong());
			}
		}
		return NONE;
	}

}
