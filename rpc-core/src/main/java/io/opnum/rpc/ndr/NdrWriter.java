package io.opnum.rpc.ndr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A cursor that writes NDR primitives, each aligned to its size from the first octet of
 * the stub; gaps are zero (C706 14.2.2). A stub can't become larger than the buffer's
 * maximum capacity.
 * <p>
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class NdrWriter {

	private static final int SCRATCH_SIZE = 4096;

	private static final int SHORT_STRING = 64;

	private static final byte[] NOTHING = {};

	private static final long[] NO_NUMBERS = {};

	private final ByteBuf buffer;

	private final int start;

	private final boolean littleEndian;

	private final boolean ndr64;

	private final NdrLimits limits;

	private byte[] scratch = NOTHING;

	private int depth;

	// Windows and Samba count unique pointers from here, in steps of four
	private int nextReferent = 0x00020000;

	private @Nullable FullPointers fullPointers;

	private long sizeIs;

	private long firstIs;

	private long lengthIs;

	private long[] innerBounds = NO_NUMBERS;

	private long[] rowCounts = NO_NUMBERS;

	private long switchIs;

	private @Nullable ContextHandles contextHandles;

	private @Nullable Conversions conversions;

	private @Nullable StringBuilder failurePath;

	/**
	 * Create a writer.
	 * @param buffer where to write; the stub begins at its writer index; not owned
	 * @param format the layout
	 */
	public NdrWriter(ByteBuf buffer, NdrFormat format) {
		this(buffer, format, NdrLimits.DEFAULT);
	}

	/**
	 * Create a writer.
	 * @param buffer where to write; the stub begins at its writer index; not owned
	 * @param format the layout
	 * @param limits the limits; more than that is an {@link IllegalArgumentException}
	 */
	public NdrWriter(ByteBuf buffer, NdrFormat format, NdrLimits limits) {
		this(buffer, buffer.writerIndex(), format, limits);
	}

	private NdrWriter(ByteBuf buffer, int start, NdrFormat format, NdrLimits limits) {
		this.buffer = buffer;
		this.start = start;
		this.littleEndian = format.order() == ByteOrder.LITTLE_ENDIAN;
		this.ndr64 = format.ndr64();
		this.limits = limits;
	}

	/**
	 * Set what context handles stand for.
	 * @param contextHandles those of the call
	 */
	public void contextHandles(ContextHandles contextHandles) {
		this.contextHandles = contextHandles;
	}

	ContextHandles contextHandles() {
		ContextHandles contextHandles = this.contextHandles;
		if (contextHandles == null) {
			throw new IllegalArgumentException("is a context handle, which can't be sent outside of a call");
		}
		return contextHandles;
	}

	/**
	 * Create a writer that goes on with a stub.
	 * @param buffer where to write; what it has is the stub so far, or the end of it from
	 * an offset on that is a multiple of eight; not owned
	 * @param format the layout
	 * @return the writer
	 */
	public static NdrWriter behind(ByteBuf buffer, NdrFormat format) {
		return new NdrWriter(buffer, buffer.readerIndex(), format, NdrLimits.DEFAULT);
	}

	/**
	 * Return how many octets of the stub are written.
	 * @return the offset of the next octet, before alignment
	 */
	public int offset() {
		return this.buffer.writerIndex() - this.start;
	}

	/**
	 * Write zeros up to the next multiple of an alignment.
	 * @param alignment 1, 2, 4 or 8
	 */
	public void align(int alignment) {
		int gap = -offset() & (alignment - 1);
		if (gap != 0) {
			this.buffer.writeZero(gap);
		}
	}

	/**
	 * Make room for structures of a fixed size, and go behind it.
	 * @return the index of the first in the buffer, for {@link #setInt} and the like;
	 * what is there is not zero
	 */
	int reserve(int alignment, long size) {
		align(alignment);
		int at = this.buffer.writerIndex();
		if (size > Integer.MAX_VALUE - at) {
			throw new IndexOutOfBoundsException("%d more octets".formatted(size));
		}
		this.buffer.ensureWritable((int) size);
		this.buffer.writerIndex(at + (int) size);
		return at;
	}

	/**
	 * Go to an index of the buffer.
	 */
	void moveTo(int index) {
		this.buffer.writerIndex(index);
	}

	void clear(int index, int count) {
		this.buffer.setZero(index, count);
	}

	void setBoolean(int index, boolean value) {
		this.buffer.setByte(index, value ? 1 : 0);
	}

	void setBool(int index, boolean value) {
		setInt(index, value ? 1 : 0);
	}

	void setByte(int index, byte value) {
		this.buffer.setByte(index, value);
	}

	void setChar(int index, char value) {
		setShort(index, (short) value);
	}

	void setShort(int index, short value) {
		if (this.littleEndian) {
			this.buffer.setShortLE(index, value);
		}
		else {
			this.buffer.setShort(index, value);
		}
	}

	void setInt(int index, int value) {
		if (this.littleEndian) {
			this.buffer.setIntLE(index, value);
		}
		else {
			this.buffer.setInt(index, value);
		}
	}

	void setLong(int index, long value) {
		if (this.littleEndian) {
			this.buffer.setLongLE(index, value);
		}
		else {
			this.buffer.setLong(index, value);
		}
	}

	void setFloat(int index, float value) {
		setInt(index, Float.floatToRawIntBits(value));
	}

	void setDouble(int index, double value) {
		setLong(index, Double.doubleToRawLongBits(value));
	}

	/**
	 * Write the referent id of a pointer that is not full at an index of the buffer.
	 */
	void setReferent(int index, boolean present) {
		int id = present ? nextReferent() : 0;
		if (this.ndr64) {
			setLong(index, id);
		}
		else {
			setInt(index, id);
		}
	}

	/**
	 * Write a {@code boolean}: one octet, 0 or 1.
	 * @param value the value
	 */
	public void writeBoolean(boolean value) {
		this.buffer.writeByte(value ? 1 : 0);
	}

	/**
	 * Write a {@code byte} or {@code small}: one octet.
	 * @param value the value; its low 8 bits count
	 */
	public void writeByte(int value) {
		this.buffer.writeByte(value);
	}

	/**
	 * Write a {@code short}: two octets.
	 * @param value the value; its low 16 bits count
	 */
	public void writeShort(int value) {
		align(2);
		if (this.littleEndian) {
			this.buffer.writeShortLE(value);
		}
		else {
			this.buffer.writeShort(value);
		}
	}

	/**
	 * Write a {@code long}: four octets.
	 * @param value the value
	 */
	public void writeInt(int value) {
		align(4);
		if (this.littleEndian) {
			this.buffer.writeIntLE(value);
		}
		else {
			this.buffer.writeInt(value);
		}
	}

	/**
	 * Write a {@code hyper}: eight octets.
	 * @param value the value
	 */
	public void writeLong(long value) {
		align(8);
		if (this.littleEndian) {
			this.buffer.writeLongLE(value);
		}
		else {
			this.buffer.writeLong(value);
		}
	}

	/**
	 * Write an {@code __int3264}: four octets, in NDR64 eight.
	 * @param value the value
	 * @throws IllegalArgumentException if it does not fit
	 */
	public void writeInt3264(long value) {
		if (this.ndr64) {
			writeLong(value);
			return;
		}
		if (value != (int) value) {
			throw new IllegalArgumentException(
					"is %d, which does not fit in the 32 bits that __int3264 has in NDR".formatted(value));
		}
		writeInt((int) value);
	}

	/**
	 * Write an {@code unsigned __int3264}: four octets, in NDR64 eight.
	 * @param value the value, unsigned
	 * @throws IllegalArgumentException if it does not fit
	 */
	public void writeUnsignedInt3264(long value) {
		if (this.ndr64) {
			writeLong(value);
			return;
		}
		if (value >>> 32 != 0) {
			throw new IllegalArgumentException("is %s, which does not fit in the 32 bits that __int3264 has in NDR"
				.formatted(Long.toUnsignedString(value)));
		}
		writeInt((int) value);
	}

	/**
	 * Write a {@code float}: four octets, IEEE 754.
	 * @param value the value
	 */
	public void writeFloat(float value) {
		writeInt(Float.floatToRawIntBits(value));
	}

	/**
	 * Write a {@code double}: eight octets, IEEE 754.
	 * @param value the value
	 */
	public void writeDouble(double value) {
		writeLong(Double.doubleToRawLongBits(value));
	}

	/**
	 * Write an {@code enum}: 16 bits in NDR, 32 in NDR64.
	 * @param value the number
	 * @throws IllegalArgumentException if it does not fit
	 */
	public void writeEnum(int value) {
		if (this.ndr64) {
			writeInt(value);
			return;
		}
		if (value >>> 16 != 0) {
			throw new IllegalArgumentException("is %d, which does not fit in an enum of 16 bits".formatted(value));
		}
		writeShort(value);
	}

	/**
	 * Write a UUID: 16 octets aligned to 4, the first three fields in the byte order of
	 * the stub.
	 * @param value the value
	 */
	public void writeUuid(UUID value) {
		long high = value.getMostSignificantBits();
		writeInt((int) (high >>> 32));
		writeShort((int) (high >>> 16));
		writeShort((int) high);
		this.buffer.writeLong(value.getLeastSignificantBits());
	}

	/**
	 * Write a max_count, offset or actual_count: four octets, in NDR64 eight.
	 * @param value the number
	 * @throws IllegalArgumentException if it does not fit
	 */
	public void writeCount(long value) {
		if (this.ndr64) {
			writeLong(value);
			return;
		}
		if (value >>> 32 != 0) {
			throw new IllegalArgumentException("has a count of %d, which does not fit in 32 bits".formatted(value));
		}
		writeInt((int) value);
	}

	/**
	 * Set the full pointers of the call: those of the request that this response answers,
	 * or where to note them for the response to this request.
	 * @param ofCall the full pointers of the call
	 */
	public void fullPointers(FullPointers ofCall) {
		this.fullPointers = ofCall;
	}

	FullPointers fullPointersOrNew() {
		if (this.fullPointers == null) {
			this.fullPointers = new FullPointers();
		}
		return this.fullPointers;
	}

	/**
	 * Write the referent id of a pointer that is not full: a new one, or 0 for a null
	 * pointer.
	 * @param present whether the pointer is not null
	 */
	void writeReferent(boolean present) {
		writeCount(present ? nextReferent() : 0);
	}

	private int nextReferent() {
		int id = this.nextReferent;
		this.nextReferent += 4;
		return id;
	}

	void writeBytes(byte[] values) {
		this.buffer.writeBytes(values);
	}

	void writeBytes(byte[] values, int from, int count) {
		this.buffer.writeBytes(values, from, count);
	}

	/**
	 * Fill in a count that was written before.
	 */
	void setCount(int offset, long value) {
		int end = this.buffer.writerIndex();
		this.buffer.writerIndex(this.start + offset);
		writeCount(value);
		this.buffer.writerIndex(end);
	}

	/**
	 * Insert a count, and move what is behind.
	 */
	void insertCount(int offset, long value) {
		int from = this.start + offset;
		int size = this.ndr64 ? 8 : 4;
		int length = this.buffer.writerIndex() - from;
		this.buffer.ensureWritable(size);
		byte[] moved = new byte[length];
		this.buffer.getBytes(from, moved);
		this.buffer.setBytes(from + size, moved);
		setCount(offset, value);
		this.buffer.writerIndex(from + size + length);
	}

	/**
	 * Take back what was written from an offset on.
	 */
	void truncate(int offset) {
		this.buffer.writerIndex(this.start + offset);
	}

	void writeBooleans(boolean[] values) {
		byte[] octets = scratch(values.length);
		for (int from = 0; from < values.length; from += octets.length) {
			int count = Math.min(octets.length, values.length - from);
			for (int i = 0; i < count; i++) {
				octets[i] = (byte) (values[from + i] ? 1 : 0);
			}
			this.buffer.writeBytes(octets, 0, count);
		}
	}

	void writeShorts(short[] values) {
		if (values.length != 0) {
			align(2);
			ByteBuffer view = view(values.length, 2);
			view.asShortBuffer().put(values);
			written(view);
		}
	}

	void writeChars(char[] values) {
		if (values.length != 0) {
			align(2);
			ByteBuffer view = view(values.length, 2);
			view.asCharBuffer().put(values);
			written(view);
		}
	}

	void writeInts(int[] values) {
		if (values.length != 0) {
			align(4);
			ByteBuffer view = view(values.length, 4);
			view.asIntBuffer().put(values);
			written(view);
		}
	}

	void writeLongs(long[] values) {
		if (values.length != 0) {
			align(8);
			ByteBuffer view = view(values.length, 8);
			view.asLongBuffer().put(values);
			written(view);
		}
	}

	void writeFloats(float[] values) {
		if (values.length != 0) {
			align(4);
			ByteBuffer view = view(values.length, 4);
			view.asFloatBuffer().put(values);
			written(view);
		}
	}

	void writeDoubles(double[] values) {
		if (values.length != 0) {
			align(8);
			ByteBuffer view = view(values.length, 8);
			view.asDoubleBuffer().put(values);
			written(view);
		}
	}

	/**
	 * Write the characters of a string as UTF-16 code units.
	 * @param terminated whether a NUL follows
	 */
	void writeWideChars(String value, boolean terminated) {
		int length = value.length();
		if (length != 0) {
			align(2);
			if (length <= SHORT_STRING) {
				writeShortString(value, length);
			}
			else {
				writeLongString(value, length);
			}
		}
		if (terminated) {
			writeShort(0);
		}
	}

	/**
	 * Write a {@code [string] wchar_t *}: max_count, offset, actual_count, and the
	 * characters with a NUL behind them.
	 * @return whether it could be written: whether it contains no NUL
	 */
	boolean writeString(String value) {
		int count = value.length() + 1;
		int countSize = this.ndr64 ? 8 : 4;
		int at = reserve(countSize, 3 * countSize + 2L * count);
		setCount(at, count, countSize);
		setCount(at + countSize, 0, countSize);
		setCount(at + 2 * countSize, count, countSize);
		at += 3 * countSize;
		if (!this.littleEndian || count > Wide.SHORT) {
			moveTo(at);
			writeWideChars(value, true);
			return value.indexOf(0) < 0;
		}
		long nuls = 0;
		int last = count - 4;
		for (int i = 0; i < last; i += 4) {
			long four = Wide.get(value, i) | (long) value.charAt(i + 3) << 48;
			nuls |= Wide.nuls(four);
			this.buffer.setLongLE(at + 2 * i, four);
		}
		if (last >= 0) {
			// Some of them for the second time, and the NUL
			long three = Wide.get(value, last);
			nuls |= Wide.nuls(three | Wide.FOURTH);
			this.buffer.setLongLE(at + 2 * last, three);
			return nuls == 0;
		}
		moveTo(at);
		writeWideChars(value, true);
		return value.indexOf(0) < 0;
	}

	private void setCount(int index, int count, int size) {
		if (size == 8) {
			setLong(index, count);
		}
		else {
			setInt(index, count);
		}
	}

	/**
	 * Four units at once: to copy a few octets to a direct buffer takes longer than to
	 * write them.
	 */
	private void writeShortString(String value, int length) {
		// The first unit is the lowest or the highest
		int first = this.littleEndian ? 0 : 48;
		int step = this.littleEndian ? 16 : -16;
		int i = 0;
		for (; i + 4 <= length; i += 4) {
			long units = (long) value.charAt(i) << first | (long) value.charAt(i + 1) << first + step
					| (long) value.charAt(i + 2) << first + 2 * step | (long) value.charAt(i + 3) << first + 3 * step;
			if (this.littleEndian) {
				this.buffer.writeLongLE(units);
			}
			else {
				this.buffer.writeLong(units);
			}
		}
		for (; i < length; i++) {
			writeShort(value.charAt(i));
		}
	}

	private void writeLongString(String value, int length) {
		byte[] octets = scratch(2 * Math.min(length, SCRATCH_SIZE));
		int chunk = octets.length / 2;
		int low = this.littleEndian ? 0 : 1;
		for (int from = 0; from < length; from += chunk) {
			int count = Math.min(chunk, length - from);
			for (int i = 0; i < count; i++) {
				char unit = value.charAt(from + i);
				octets[2 * i + low] = (byte) unit;
				octets[2 * i + 1 - low] = (byte) (unit >>> 8);
			}
			this.buffer.writeBytes(octets, 0, 2 * count);
		}
	}

	/**
	 * Write the characters of a string in 8 bits each.
	 * @param terminated whether a NUL follows
	 */
	void writeNarrowChars(String value, boolean terminated) {
		int length = value.length();
		byte[] octets = scratch(length);
		for (int from = 0; from < length; from += octets.length) {
			int count = Math.min(octets.length, length - from);
			for (int i = 0; i < count; i++) {
				octets[i] = (byte) value.charAt(from + i);
			}
			this.buffer.writeBytes(octets, 0, count);
		}
		if (terminated) {
			writeByte(0);
		}
	}

	private byte[] scratch(int size) {
		if (this.scratch.length < size && this.scratch.length < SCRATCH_SIZE) {
			this.scratch = new byte[Math.min(SCRATCH_SIZE, Math.max(64, -2 & (size + 1)))];
		}
		return this.scratch;
	}

	private ByteBuffer view(int count, int size) {
		int octets = Math.multiplyExact(count, size);
		this.buffer.ensureWritable(octets);
		ByteBuffer view = (this.buffer.nioBufferCount() == 1) ? this.buffer.nioBuffer(this.buffer.writerIndex(), octets)
				: ByteBuffer.allocate(octets);
		return view.order(this.littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
	}

	private void written(ByteBuffer view) {
		if (this.buffer.nioBufferCount() == 1) {
			this.buffer.writerIndex(this.buffer.writerIndex() + view.capacity());
		}
		else {
			this.buffer.writeBytes(view);
		}
	}

	boolean isNdr64() {
		return this.ndr64;
	}

	/**
	 * In NDR64 a structure is as long as a multiple of its alignment.
	 */
	void endStructure(int alignment) {
		if (this.ndr64) {
			align(alignment);
		}
	}

	void enter() {
		if (++this.depth > this.limits.maxDepth()) {
			throw new IllegalArgumentException(
					"is nested more than %d pointers deep".formatted(this.limits.maxDepth()));
		}
	}

	void leave() {
		this.depth--;
	}

	/**
	 * Hand the values of the {@code size_is}, {@code first_is} and {@code length_is}
	 * expressions to the array that is written next.
	 */
	void bounds(long sizeIs, long firstIs, long lengthIs) {
		this.sizeIs = sizeIs;
		this.firstIs = firstIs;
		this.lengthIs = lengthIs;
	}

	/**
	 * Hand over those of the further dimensions, too.
	 * @param bounds size, first and length for each
	 */
	void innerBounds(long[] bounds) {
		this.innerBounds = bounds;
	}

	long sizeIs() {
		return this.sizeIs;
	}

	long firstIs() {
		return this.firstIs;
	}

	long lengthIs() {
		return this.lengthIs;
	}

	long sizeIs(int dimension) {
		return (dimension == 0) ? this.sizeIs : this.innerBounds[Extent.NUMBERS * (dimension - 1)];
	}

	long firstIs(int dimension) {
		return (dimension == 0) ? this.firstIs : this.innerBounds[Extent.NUMBERS * (dimension - 1) + 1];
	}

	long lengthIs(int dimension) {
		return (dimension == 0) ? this.lengthIs : this.innerBounds[Extent.NUMBERS * (dimension - 1) + 2];
	}

	/**
	 * Hand the number of elements of each dimension to the rows that are written next.
	 */
	void rowCounts(long[] counts) {
		this.rowCounts = counts;
	}

	long[] rowCounts() {
		return this.rowCounts;
	}

	/**
	 * Hand the discriminant to the union that is written next.
	 */
	void switchIs(long tag) {
		this.switchIs = tag;
	}

	long switchIs() {
		return this.switchIs;
	}

	/**
	 * What was converted in a phase and is needed in the next.
	 */
	Conversions conversions() {
		Conversions known = this.conversions;
		if (known == null) {
			known = new Conversions();
			this.conversions = known;
		}
		return known;
	}

	/**
	 * Note, from the inside out, where a value could not be written.
	 */
	void failedIn(String place) {
		this.failurePath = FailurePath.within(this.failurePath, place);
	}

	String failurePath() {
		return FailurePath.toString(this.failurePath);
	}

}
