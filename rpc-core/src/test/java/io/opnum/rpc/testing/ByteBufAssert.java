package io.opnum.rpc.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on octets that print two hex dumps where they differ.
 */
public final class ByteBufAssert extends AbstractAssert<ByteBufAssert, ByteBuf> {

	private ByteBufAssert(ByteBuf actual) {
		super(actual, ByteBufAssert.class);
	}

	/**
	 * Start to assert on the readable octets of a buffer.
	 * @param actual the buffer
	 * @return the assertion
	 */
	public static ByteBufAssert assertThatOctets(ByteBuf actual) {
		return new ByteBufAssert(actual);
	}

	/**
	 * Assert what the readable octets are.
	 * @param hex hexadecimal digits, with spaces and line ends as wanted
	 * @return this
	 */
	public ByteBufAssert isHex(String hex) {
		return isOctets(HexDumps.parse(hex));
	}

	/**
	 * Assert what the readable octets are.
	 * @param expected the octets, from the reader index
	 * @return this
	 */
	public ByteBufAssert isOctets(ByteBuf expected) {
		isNotNull();
		if (!ByteBufUtil.equals(this.actual, expected)) {
			failWithActualExpectedAndMessage(HexDumps.dump(this.actual), HexDumps.dump(expected),
					"%nExpected %d octets:%n%s%nbut were %d, different from offset %d on:%n%s",
					expected.readableBytes(), HexDumps.dump(expected), this.actual.readableBytes(),
					firstDifference(expected), HexDumps.dump(this.actual));
		}
		return this;
	}

	/**
	 * Assert how often the buffer must still be released.
	 * @param count the reference count
	 * @return this
	 */
	public ByteBufAssert hasRefCnt(int count) {
		isNotNull();
		if (this.actual.refCnt() != count) {
			failWithMessage("Expected a reference count of %d but was %d: %s", count, this.actual.refCnt(),
					this.actual);
		}
		return this;
	}

	private int firstDifference(ByteBuf expected) {
		int length = Math.min(this.actual.readableBytes(), expected.readableBytes());
		for (int i = 0; i < length; i++) {
			if (this.actual.getByte(this.actual.readerIndex() + i) != expected.getByte(expected.readerIndex() + i)) {
				return i;
			}
		}
		return length;
	}

}
