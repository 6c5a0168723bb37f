package io.opnum.rpc.epm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.binding.SyntaxId;

/**
 * One floor of a {@link Tower}: a protocol and what it needs to know (C706 appendix L).
 *
 * <pre>
 * +------------+----------+---------------+------------+--------------+
 * | LHS length | protocol | protocol data | RHS length | address data |
 * |   u16 LE   |    u8    |               |   u16 LE   |              |
 * +------------+----------+---------------+------------+--------------+
 * </pre>
 *
 * The arrays are never modified once a floor holds them. Immutable.
 *
 * @param protocol the protocol identifier, 0 to 255, known or not
 * @param protocolData what follows the identifier on the left-hand side
 * @param addressData the right-hand side
 */
record Floor(int protocol, byte[] protocolData, byte[] addressData) {

	private static final byte[] NOTHING = {};

	/** UUID and major version. */
	private static final int SYNTAX_LENGTH = 18;

	/**
	 * Make the floor of an interface or a transfer syntax.
	 * @param syntax the abstract or transfer syntax
	 * @return the floor
	 */
	static Floor of(SyntaxId syntax) {
		UUID uuid = syntax.uuid();
		byte[] left = ByteBuffer.allocate(SYNTAX_LENGTH)
			.order(ByteOrder.LITTLE_ENDIAN)
			.putInt((int) (uuid.getMostSignificantBits() >>> 32))
			.putShort((short) (uuid.getMostSignificantBits() >>> 16))
			.putShort((short) uuid.getMostSignificantBits())
			.order(ByteOrder.BIG_ENDIAN)
			.putLong(uuid.getLeastSignificantBits())
			.order(ByteOrder.LITTLE_ENDIAN)
			.putShort((short) syntax.majorVersion())
			.array();
		byte[] right = { (byte) syntax.minorVersion(), (byte) (syntax.minorVersion() >>> 8) };
		return new Floor(ProtocolIdentifier.UUID.code(), left, right);
	}

	static Floor of(ProtocolIdentifier protocol, byte[] addressData) {
		return new Floor(protocol.code(), NOTHING, addressData);
	}

	/**
	 * Make a floor whose right-hand side is a text that a NUL ends.
	 * @param protocol the protocol
	 * @param text the text
	 * @return the floor
	 */
	static Floor of(ProtocolIdentifier protocol, String text) {
		byte[] octets = text.getBytes(StandardCharsets.UTF_8);
		return of(protocol, Arrays.copyOf(octets, octets.length + 1));
	}

	/**
	 * Make a floor whose right-hand side is a port. Unlike the lengths it is big-endian.
	 * @param protocol the protocol
	 * @param port the port, 0 for none
	 * @return the floor
	 */
	static Floor of(ProtocolIdentifier protocol, int port) {
		return of(protocol, new byte[] { (byte) (port >>> 8), (byte) port });
	}

	boolean is(ProtocolIdentifier protocol) {
		return this.protocol == protocol.code();
	}

	/** Return the syntax that a floor of {@link ProtocolIdentifier#UUID} names. */
	SyntaxId syntax() {
		if (!is(ProtocolIdentifier.UUID) || this.protocolData.length != SYNTAX_LENGTH || this.addressData.length != 2) {
			throw new BadStubDataException(
					"Floor %s names no interface or transfer syntax: expected protocol 0x0d with 18 and 2 octets (C706 appendix L)"
						.formatted(this));
		}
		ByteBuffer left = ByteBuffer.wrap(this.protocolData).order(ByteOrder.LITTLE_ENDIAN);
		long most = Integer.toUnsignedLong(left.getInt()) << 32 | Short.toUnsignedLong(left.getShort()) << 16
				| Short.toUnsignedLong(left.getShort());
		long least = left.order(ByteOrder.BIG_ENDIAN).getLong();
		int majorVersion = Short.toUnsignedInt(left.order(ByteOrder.LITTLE_ENDIAN).getShort());
		int minorVersion = Byte.toUnsignedInt(this.addressData[0]) | Byte.toUnsignedInt(this.addressData[1]) << 8;
		return new SyntaxId(new UUID(most, least), majorVersion, minorVersion);
	}

	/** Return the port on the right-hand side. */
	int port() {
		requireLength(2, "a port");
		return Byte.toUnsignedInt(this.addressData[0]) << 8 | Byte.toUnsignedInt(this.addressData[1]);
	}

	/** Return the four octets of the IPv4 address on the right-hand side. */
	byte[] address() {
		requireLength(4, "an IPv4 address");
		return this.addressData;
	}

	/** Return the text on the right-hand side, up to its NUL if it has one. */
	String text() {
		int length = 0;
		while (length < this.addressData.length && this.addressData[length] != 0) {
			length++;
		}
		return new String(this.addressData, 0, length, StandardCharsets.UTF_8);
	}

	private void requireLength(int length, String what) {
		if (this.addressData.length != length) {
			throw new BadStubDataException("Floor %s holds %d octets where %s has %d (C706 appendix L)".formatted(this,
					this.addressData.length, what, length));
		}
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Floor floor && this.protocol == floor.protocol
				&& Arrays.equals(this.protocolData, floor.protocolData)
				&& Arrays.equals(this.addressData, floor.addressData);
	}

	@Override
	public int hashCode() {
		return 31 * (31 * this.protocol + Arrays.hashCode(this.protocolData)) + Arrays.hashCode(this.addressData);
	}

	@Override
	public String toString() {
		ProtocolIdentifier known = ProtocolIdentifier.of(this.protocol);
		String name = (known != null) ? known.name().toLowerCase(Locale.ROOT) : "unknown";
		HexFormat hex = HexFormat.of();
		return "%s(%02x)[%s|%s]".formatted(name, this.protocol, hex.formatHex(this.protocolData),
				hex.formatHex(this.addressData));
	}

}
