package io.opnum.rpc.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * PDUs as far as a transport looks at them.
 */
final class Frames {

	static final int HEADER_LENGTH = 16;

	private Frames() {
	}

	/**
	 * Make a frame whose body tells its number.
	 * @param number the number, which stands in the call id too
	 * @param length the length of the whole frame
	 * @return the frame
	 */
	static ByteBuf frame(int number, int length) {
		return header(number, length, length);
	}

	/**
	 * Make a frame whose header claims another length.
	 * @param number the number
	 * @param claimed the {@code frag_length}
	 * @param length the length
	 * @return the frame
	 */
	static ByteBuf header(int number, int claimed, int length) {
		ByteBuf frame = Unpooled.buffer(length);
		frame.writeBytes(new byte[] { 5, 0, 0, 3, 0x10, 0, 0, 0 });
		frame.writeShortLE(claimed).writeShortLE(0).writeIntLE(number);
		fill(frame, number, length);
		return frame;
	}

	static ByteBuf bigEndianFrame(int number, int length) {
		ByteBuf frame = Unpooled.buffer(length);
		frame.writeBytes(new byte[] { 5, 0, 0, 3, 0, 0, 0, 0 });
		frame.writeShort(length).writeShort(0).writeInt(number);
		fill(frame, number, length);
		return frame;
	}

	/**
	 * Make frames one behind the other.
	 * @param length how many octets at least
	 * @return the frames
	 */
	static ByteBuf frames(int length) {
		ByteBuf frames = Unpooled.buffer(length + 60_000);
		for (int number = 0; frames.readableBytes() < length; number++) {
			frames.writeBytes(frame(number, 60_000));
		}
		return frames;
	}

	private static void fill(ByteBuf frame, int number, int length) {
		for (int i = frame.readableBytes(); i < length; i++) {
			frame.writeByte(number * 31 + i);
		}
	}

	static int number(ByteBuf frame) {
		return frame.getIntLE(frame.readerIndex() + 12);
	}

}
