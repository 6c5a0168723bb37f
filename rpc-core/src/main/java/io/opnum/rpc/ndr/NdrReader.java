package io.opnum.rpc.ndr;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.netty.buffer.ByteBuf;
import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * A cursor that reads NDR primitives, each aligned to its size from the first octet of
 * the stub; what stands in gaps is ignored (C706 14.2.2). Counts are checked against the
 * octets that are there before anything is allocated for them. Every failure to read is a
 * {@link BadStubDataException}.
 * <p>
 * Not thread-safe.
 *
 * @since 0.1.0
 */
public final class NdrReader {

	private static final byte[] NO_OCTETS = {};

	private static final char[] NO_CHARS = {};

	private static final long[] NO_COUNTS = {};

	private static final int SHORT_STRING = 64;

	private static final int EMPTY_ROWS = 4096;

	private final ByteBuf buffer;

	private final int start;

	private final boolean littleEndian;

	private final boolean ndr64;

	private final NdrLimits limits;

	private byte[] octets = NO_OCTETS;

	private byte[] latin = NO_OCTETS;

	private char[] chars = NO_CHARS;

	private int depth;

	private long conformance;

	private long[] conformances = NO_COUNTS;

	private long maximumCount;

	private long firstIndex;

	private long actualCount;

	private long[] innerCounts = NO_COUNTS;

	private long[] rowCounts = NO_COUNTS;

	private long emptyRows;

	private @Nullable FullPointers fullPointers;

	private @Nullable ContextHandles contextHandles;

	private @Nullable StringBuilder failurePath;

	/** What was read of the stub before this buffer, in multiples of eight octets. */
	private final long before;

	private boolean starved;

	/**
	 * Create a reader.
	 * @param buffer the stub, from its reader index; not owned
	 * @param format the layout
	 */
	public NdrReader(ByteBuf buffer, NdrFormat format) {
		this(buffer, format, NdrLimits.DEFAULT);
	}

	/**
	 * Create a reader.
	 * @param buffer the stub, from its reader index; not owned
	 * @param format the layout
	 * @param limits what the stub may ask for
	 */
	public NdrReader(ByteBuf buffer, NdrFormat format, NdrLimits limits) {
		this(buffer, format, limits, 0);
	}

	private NdrReader(ByteBuf buffer, NdrFormat format, NdrLimits limits, long offset) {
		this.buffer = buffer;
		this.start = buffer.readerIndex() - (int) (offset & 7);
		this.before = offset & ~7L;
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
			throw new BadStubDataException("There are no context handles outside of a call");
		}
		return contextHandles;
	}

	/**
	 * Create a reader that goes on within a stub.
	 * @param buffer the octets from there on
	 * @param format the layout
	 * @param offset where in the stub they are
	 * @return the reader
	 */
	public static NdrReader within(ByteBuf buffer, NdrFormat format, long offset) {
		return new NdrReader(buffer, format, NdrLimits.DEFAULT, offset);
	}

	/**
	 * Return how many octets of the stub are read.
	 * @return the offset of the next octet, before alignment
	 */
	public int offset() {
		return this.buffer.readerIndex() - this.start;
	}

	/**
	 * Return how many octets of the stub are left.
	 * @return the number of octets
	 */
	public int remaining() {
		return this.buffer.readableBytes();
	}

	/**
	 * Skip octets up to the next multiple of an alignment, or to the end of the stub if
	 * that comes first.
	 * @param alignment 1, 2, 4 or 8
	 */
	public void align(int alignment) {
		int gap = -offset() & (alignment - 1);
		if (gap != 0) {
			this.buffer.skipBytes(Math.min(gap, remaining()));
		}
	}

	/**
	 * Go behind structures of a fixed size.
	 * @param padding what may follow; not demanded at the end of the stub
	 * @return the index of the first in the buffer, for {@link #getInt} and the like, or
	 * -1 if they are not there as a whole; then nothing was skipped
	 */
	int skip(int alignment, long size, int padding) {
		long at = this.buffer.readerIndex() + (-offset() & (alignment - 1));
		int end = this.buffer.writerIndex();
		if (at + size > end) {
			return -1;
		}
		this.buffer.readerIndex((int) Math.min(at + size + padding, end));
		return (int) at;
	}

	/**
	 * Go to an index of the buffer.
	 * @return the index of what would have been read next
	 */
	int moveTo(int index) {
		int next = this.buffer.readerIndex();
		this.buffer.readerIndex(index);
		return next;
	}

	boolean getBoolean(int index) {
		return this.buffer.getByte(index) != 0;
	}

	boolean getBool(int index) {
		return getInt(index) != 0;
	}

	byte getByte(int index) {
		return this.buffer.getByte(index);
	}

	char getChar(int index) {
		return (char) getShort(index);
	}

	short getShort(int index) {
		return this.littleEndian ? this.buffer.getShortLE(index) : this.buffer.getShort(index);
	}

	int getInt(int index) {
		return this.littleEndian ? this.buffer.getIntLE(index) : this.buffer.getInt(index);
	}

	long getLong(int index) {
		return this.littleEndian ? this.buffer.getLongLE(index) : this.buffer.getLong(index);
	}

	float getFloat(int index) {
		return Float.intBitsToFloat(getInt(index));
	}

	double getDouble(int index) {
		return Double.longBitsToDouble(getLong(index));
	}

	/**
	 * Whether a referent id is that of a null pointer.
	 */
	boolean isNull(int index) {
		return this.ndr64 ? getLong(index) == 0 : getInt(index) == 0;
	}

	/**
	 * Read a {@code boolean}: one octet, 0 or not 0.
	 * @return the value
	 */
	public boolean readBoolean() {
		return readByte() != 0;
	}

	/**
	 * Read a {@code byte} or {@code small}: one octet.
	 * @return the value
	 */
	public byte readByte() {
		require(1);
		return this.buffer.readByte();
	}

	/**
	 * Read a {@code short}: two octets.
	 * @return the value
	 */
	public short readShort() {
		align(2);
		require(2);
		return this.littleEndian ? this.buffer.readShortLE() : this.buffer.readShort();
	}

	/**
	 * Read a {@code long}: four octets.
	 * @return the value
	 */
	public int readInt() {
		align(4);
		require(4);
		return this.littleEndian ? this.buffer.readIntLE() : this.buffer.readInt();
	}

	/**
	 * Read a {@code hyper}: eight octets.
	 * @return the value
	 */
	public long readLong() {
		align(8);
		require(8);
		return this.littleEndian ? this.buffer.readLongLE() : this.buffer.readLong();
	}

	/**
	 * Read an {@code __int3264}: four octets, in NDR64 eight.
	 * @return the value
	 */
	public long readInt3264() {
		return this.ndr64 ? readLong() : readInt();
	}

	/**
	 * Read an {@code unsigned __int3264}: four octets, in NDR64 eight.
	 * @return the value, unsigned
	 */
	public long readUnsignedInt3264() {
		return this.ndr64 ? readLong() : Integer.toUnsignedLong(readInt());
	}

	/**
	 * Read a {@code float}: four octets, IEEE 754.
	 * @return the value
	 */
	public float readFloat() {
		return Float.intBitsToFloat(readInt());
	}

	/**
	 * Read a {@code double}: eight octets, IEEE 754.
	 * @return the value
	 */
	public double readDouble() {
		return Double.longBitsToDouble(readLong());
	}

	/**
	 * Read an {@code enum}: 16 bits in NDR, 32 in NDR64.
	 * @return the number
	 */
	public int readEnum() {
		return this.ndr64 ? readInt() : Short.toUnsignedInt(readShort());
	}

	/**
	 * Read a UUID: 16 octets aligned to 4, the first three fields in the byte order of
	 * the stub.
	 * @return the value
	 */
	public UUID readUuid() {
		align(4);
		require(16);
		long high = Integer.toUnsignedLong(readInt()) << 32 | Short.toUnsignedLong(readShort()) << 16
				| Short.toUnsignedLong(readShort());
		return new UUID(high, this.buffer.readLong());
	}

	/**
	 * Read a max_count, offset or actual_count: four octets, in NDR64 eight. It is a
	 * claim: nothing may be allocated for it before it was {@link #checkCount checked}.
	 * @return the number, unsigned
	 */
	public long readCount() {
		return this.ndr64 ? readLong() : Integer.toUnsignedLong(readInt());
	}

	/**
	 * Check a count against the octets that are left.
	 * @param count the count, as it was read
	 * @param elementSize the least number of octets an element takes, at least 1
	 * @return the count
	 * @throws BadStubDataException if there can't be so many elements
	 */
	public int checkCount(long count, int elementSize) {
		if (count < 0 || count > remaining() / elementSize) {
			this.starved = count >= 0;
			throw failure("%s elements of at least %d octets".formatted(Long.toUnsignedString(count), elementSize),
					remaining() + " octets");
		}
		if (count > this.limits.maxElements()) {
			throw failure("at most %d elements".formatted(this.limits.maxElements()), Long.toString(count));
		}
		return (int) count;
	}

	/**
	 * Read the referent id of a pointer.
	 * @return the id, 0 for a null pointer
	 */
	long readReferent() {
		return readCount();
	}

	byte[] readBytes(int count) {
		require(count);
		byte[] values = new byte[count];
		this.buffer.readBytes(values);
		return values;
	}

	boolean[] readBooleans(int count) {
		require(count);
		boolean[] values = new boolean[count];
		byte[] source = source(count);
		int from = sourceOffset(count);
		for (int i = 0; i < count; i++) {
			values[i] = source[from + i] != 0;
		}
		return values;
	}

	short[] readShorts(int count) {
		short[] values = new short[count];
		if (count != 0) {
			view(count, 2).asShortBuffer().get(values);
		}
		return values;
	}

	char[] readChars(int count) {
		char[] values = new char[count];
		if (count != 0) {
			view(count, 2).asCharBuffer().get(values);
		}
		return values;
	}

	int[] readInts(int count) {
		int[] values = new int[count];
		if (count != 0) {
			view(count, 4).asIntBuffer().get(values);
		}
		return values;
	}

	long[] readLongs(int count) {
		long[] values = new long[count];
		if (count != 0) {
			view(count, 8).asLongBuffer().get(values);
		}
		return values;
	}

	float[] readFloats(int count) {
		float[] values = new float[count];
		if (count != 0) {
			view(count, 4).asFloatBuffer().get(values);
		}
		return values;
	}

	double[] readDoubles(int count) {
		double[] values = new double[count];
		if (count != 0) {
			view(count, 8).asDoubleBuffer().get(values);
		}
		return values;
	}

	/**
	 * Read a {@code [string] wchar_t *} of characters of 8 bits, as most are.
	 * @return {@code null} if it is another, or none that is valid: then nothing was read
	 */
	@Nullable String readString() {
		int countSize = this.ndr64 ? 8 : 4;
		int at = this.buffer.readerIndex() + (-offset() & (countSize - 1));
		int room = this.buffer.writerIndex() - at - 3 * countSize;
		if (!this.littleEndian || room < 0) {
			return null;
		}
		long maximum = getCount(at);
		long count = getCount(at + 2 * countSize);
		if (getCount(at + countSize) != 0 || count < 1 || count > room / 2 || maximum < count
				|| count > this.limits.maxElements()) {
			return null;
		}
		int first = at + 3 * countSize;
		String text = getLatin(first, (int) count);
		if (text != null) {
			this.buffer.readerIndex(first + 2 * (int) count);
		}
		return text;
	}

	private long getCount(int index) {
		return this.ndr64 ? getLong(index) : Integer.toUnsignedLong(getInt(index));
	}

	/**
	 * Get characters, four at once: to copy a few octets from a direct buffer takes
	 * longer than to read them.
	 * @param count how many with the NUL behind them
	 * @return {@code null} unless each has 8 bits and only the last is NUL
	 */
	@SuppressWarnings("deprecation")
	private @Nullable String getLatin(int first, int count) {
		if (count > Wide.SHORT) {
			return null;
		}
		if (this.latin.length == 0) {
			this.latin = Wide.octets();
		}
		byte[] octets = this.latin;
		int last = count - 4;
		if (last < 0) {
			return getFewLatin(first, count, octets);
		}
		for (int i = 0; i < last; i += 4) {
			long four = this.buffer.getLongLE(first + 2 * i);
			if ((four & Wide.HIGH_OCTETS | Wide.nuls(four)) != 0) {
				return null;
			}
			Wide.putLow(octets, i, four);
		}
		// Some of them for the second time, and the NUL
		long four = this.buffer.getLongLE(first + 2 * last);
		if ((four & Wide.HIGH_OCTETS | four >>> 48 | Wide.nuls(four | Wide.FOURTH)) != 0) {
			return null;
		}
		Wide.putLow(octets, last, four);
		return new String(octets, 0, 0, count - 1);
	}

	@SuppressWarnings("deprecation")
	private @Nullable String getFewLatin(int first, int count, byte[] octets) {
		for (int i = 0; i < count; i++) {
			int unit = this.buffer.getUnsignedShortLE(first + 2 * i);
			if (unit > 0xff || (unit == 0) != (i == count - 1)) {
				return null;
			}
			octets[i] = (byte) unit;
		}
		return new String(octets, 0, 0, count - 1);
	}

	/**
	 * Read UTF-16 code units.
	 * @param terminated whether the last must be a NUL; what follows the first one is no
	 * part of the string
	 */
	String readWideChars(int count, boolean terminated) {
		if (count == 0) {
			return "";
		}
		align(2);
		require(2L * count);
		if (this.chars.length < count) {
			this.chars = new char[Math.max(32, count)];
		}
		if (count <= SHORT_STRING) {
			readShortString(count);
		}
		else {
			readLongString(count);
		}
		int length = count;
		if (terminated) {
			checkTerminator(this.chars[count - 1]);
			length = 0;
			while (this.chars[length] != 0) {
				length++;
			}
		}
		return new String(this.chars, 0, length);
	}

	/**
	 * Four units at once: to copy a few octets from a direct buffer takes longer than to
	 * read them.
	 */
	private void readShortString(int count) {
		// The first unit is the lowest or the highest
		int first = this.littleEndian ? 0 : 48;
		int step = this.littleEndian ? 16 : -16;
		int i = 0;
		for (; i + 4 <= count; i += 4) {
			long units = this.littleEndian ? this.buffer.readLongLE() : this.buffer.readLong();
			this.chars[i] = (char) (units >>> first);
			this.chars[i + 1] = (char) (units >>> first + step);
			this.chars[i + 2] = (char) (units >>> first + 2 * step);
			this.chars[i + 3] = (char) (units >>> first + 3 * step);
		}
		for (; i < count; i++) {
			this.chars[i] = (char) (this.littleEndian ? this.buffer.readShortLE() : this.buffer.readShort());
		}
	}

	private void readLongString(int count) {
		byte[] source = source(2 * count);
		int from = sourceOffset(2 * count);
		int low = from + (this.littleEndian ? 0 : 1);
		int high = from + (this.littleEndian ? 1 : 0);
		for (int i = 0; i < count; i++) {
			this.chars[i] = (char) (source[low + 2 * i] & 0xff | source[high + 2 * i] << 8);
		}
	}

	/**
	 * Read characters of 8 bits.
	 * @param terminated whether the last must be a NUL; what follows the first one is no
	 * part of the string
	 */
	String readNarrowChars(int count, boolean terminated) {
		require(count);
		byte[] source = source(count);
		int from = sourceOffset(count);
		int length = count;
		if (terminated) {
			checkTerminator(source[from + count - 1] & 0xff);
			length = 0;
			while (source[from + length] != 0) {
				length++;
			}
		}
		return new String(source, from, length, StandardCharsets.ISO_8859_1);
	}

	private void checkTerminator(int last) {
		if (last != 0) {
			throw failure("a terminating NUL", "U+%04X".formatted(last));
		}
	}

	/**
	 * An array with the next octets, at {@link #sourceOffset}: that of the buffer if it
	 * has one.
	 */
	private byte[] source(int count) {
		if (this.buffer.hasArray()) {
			return this.buffer.array();
		}
		if (this.octets.length < count) {
			this.octets = new byte[Math.max(64, count)];
		}
		this.buffer.getBytes(this.buffer.readerIndex(), this.octets, 0, count);
		return this.octets;
	}

	private int sourceOffset(int count) {
		int offset = this.buffer.hasArray() ? this.buffer.arrayOffset() + this.buffer.readerIndex() : 0;
		this.buffer.skipBytes(count);
		return offset;
	}

	private ByteBuffer view(int count, int size) {
		align(size);
		long octets = (long) count * size;
		require(octets);
		ByteBuffer view = this.buffer.nioBuffer(this.buffer.readerIndex(), (int) octets);
		this.buffer.skipBytes((int) octets);
		return view.order(this.littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
	}

	private void require(long octets) {
		if (octets > remaining()) {
			this.starved = true;
			throw failure("%d more octets".formatted(octets), remaining() + " octets");
		}
	}

	BadStubDataException failure(String expected, String actual) {
		return failure(expected, actual, RpcStatus.BAD_STUB_DATA);
	}

	BadStubDataException failure(String expected, String actual, RpcStatus status) {
		return new BadStubDataException(
				"at offset %d of the stub: expected %s, found %s".formatted(this.before + offset(), expected, actual),
				status);
	}

	/**
	 * Return whether a value could not be read since the stub has too few octets, so that
	 * it may be read when there are more.
	 * @return whether that was what failed
	 */
	public boolean isStarved() {
		return this.starved;
	}

	boolean isNdr64() {
		return this.ndr64;
	}

	/**
	 * In NDR64 a structure is as long as a multiple of its alignment. Not demanded at the
	 * end of the stub: where the last field is a conformant array, peers differ.
	 */
	void endStructure(int alignment) {
		if (this.ndr64) {
			align(alignment);
		}
	}

	void enter() {
		if (++this.depth > this.limits.maxDepth()) {
			throw failure("pointers nested at most %d deep".formatted(this.limits.maxDepth()), "more");
		}
	}

	void leave() {
		this.depth--;
	}

	/**
	 * Keep the max_count from the front of a structure for the array at its end.
	 */
	void conformance(long maximumCount) {
		this.conformance = maximumCount;
	}

	long conformance() {
		return this.conformance;
	}

	/**
	 * Keep the max_counts of an array of several dimensions.
	 */
	void conformances(long[] maximumCounts) {
		this.conformances = maximumCounts;
	}

	long[] conformances() {
		return this.conformances;
	}

	/**
	 * Report the counts of the array that was read, for those who know what they ought to
	 * be.
	 */
	void bounds(long maximumCount, long firstIndex, long actualCount) {
		this.maximumCount = maximumCount;
		this.firstIndex = firstIndex;
		this.actualCount = actualCount;
	}

	long maximumCount() {
		return this.maximumCount;
	}

	long firstIndex() {
		return this.firstIndex;
	}

	long actualCount() {
		return this.actualCount;
	}

	/**
	 * What was reported of an array's dimensions but the outermost.
	 */
	long[] innerCounts() {
		return this.innerCounts;
	}

	/**
	 * The counts that were reported last: max_count, offset and actual_count for each
	 * dimension.
	 */
	long[] saveCounts() {
		long[] counts = new long[Extent.NUMBERS + this.innerCounts.length];
		counts[0] = this.maximumCount;
		counts[1] = this.firstIndex;
		counts[2] = this.actualCount;
		System.arraycopy(this.innerCounts, 0, counts, Extent.NUMBERS, this.innerCounts.length);
		return counts;
	}

	/**
	 * Report counts for each dimension.
	 */
	void restoreCounts(long[] counts) {
		bounds(counts[0], counts[1], counts[2]);
		this.innerCounts = Arrays.copyOfRange(counts, Extent.NUMBERS, counts.length);
	}

	/**
	 * Hand the number of elements of each dimension to the rows that are read next.
	 */
	void rowCounts(long[] counts) {
		this.rowCounts = counts;
	}

	long[] rowCounts() {
		return this.rowCounts;
	}

	/**
	 * Check the number of rows without elements: they take no octets, so all of a stub
	 * together may be a few more than it is long.
	 */
	void checkEmptyRows(int rows) {
		this.emptyRows += rows;
		int allowed = EMPTY_ROWS + offset() + remaining();
		if (this.emptyRows > allowed) {
			throw failure("at most %d rows without elements".formatted(allowed), Long.toString(this.emptyRows));
		}
	}

	/**
	 * Set the full pointers of the request that this response answers.
	 * @param ofCall the full pointers of the call
	 */
	public void fullPointers(FullPointers ofCall) {
		this.fullPointers = ofCall;
	}

	/**
	 * Return the full pointers that were read.
	 * @return the full pointers, or {@code null} if there were none
	 */
	public @Nullable FullPointers fullPointers() {
		return this.fullPointers;
	}

	FullPointers fullPointersOrNew() {
		if (this.fullPointers == null) {
			this.fullPointers = new FullPointers();
		}
		return this.fullPointers;
	}

	/**
	 * Note, from the inside out, where a value could not be read.
	 */
	void failedIn(String place) {
		this.failurePath = FailurePath.within(this.failurePath, place);
	}

	String failurePath() {
		return FailurePath.toString(this.failurePath);
	}

}
