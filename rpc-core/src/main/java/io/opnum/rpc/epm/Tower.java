package io.opnum.rpc.epm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.opnum.rpc.BadStubDataException;
import io.opnum.rpc.binding.Endpoint;
import io.opnum.rpc.binding.InterfaceId;
import io.opnum.rpc.binding.ProtocolSequence;
import io.opnum.rpc.binding.SyntaxId;
import org.jspecify.annotations.Nullable;

/**
 * A protocol tower: an interface, its transfer syntax and the protocols below them, down
 * to an address, in one octet string (C706 appendix L, MS-RPCE 2.2.1.2.2).
 *
 * <pre>
 * +-------------+---------+---------+-----+
 * | floor count | floor 1 | floor 2 | ... |    interface, transfer syntax, RPC protocol,
 * |   u16 LE    |         |         |     |    endpoint, network address
 * +-------------+---------+---------+-----+
 * </pre>
 *
 * Counts and lengths are little-endian whatever the PDU is, nothing is aligned. Floors of
 * unknown protocols are kept as they are. Immutable.
 *
 * @param floors the floors, from the interface down
 */
record Tower(List<Floor> floors) {

	/** The most octets of a tower (MS-RPCE 2.2.1.2.2). */
	static final int MAX_LENGTH = 2000;

	/** Two lengths and a protocol identifier. */
	private static final int MIN_FLOOR_LENGTH = 5;

	Tower {
		floors = List.copyOf(floors);
	}

	/**
	 * Make the tower of an endpoint, or of the question for one.
	 * @param interfaceId the interface
	 * @param transferSyntax the transfer syntax
	 * @param endpoint the endpoint; address and endpoint may be empty
	 * @return the tower
	 * @throws IllegalArgumentException if the protocol sequence has no tower, or the
	 * endpoint no place in one
	 */
	static Tower of(InterfaceId interfaceId, SyntaxId transferSyntax, Endpoint endpoint) {
		TowerTransport transport = TowerTransport.of(endpoint.protocolSequence());
		if (transport == null) {
			throw new IllegalArgumentException(
					"The protocol sequence %s has no tower: it can't stand in an endpoint map"
						.formatted(endpoint.protocolSequence()));
		}
		Stream<Floor> above = Stream.of(Floor.of(SyntaxId.of(interfaceId)), Floor.of(transferSyntax));
		Tower tower = new Tower(Stream.concat(above, transport.floors(endpoint).stream()).toList());
		if (tower.length() > MAX_LENGTH) {
			throw new IllegalArgumentException("The endpoint '%s' makes a tower of %d octets: %d are the most"
				.formatted(endpoint.endpoint(), tower.length(), MAX_LENGTH));
		}
		return tower;
	}

	/**
	 * Decode a tower. Octets behind its last floor are ignored.
	 * @param octets the octet string
	 * @return the tower
	 * @throws BadStubDataException if a length says more than is there
	 */
	static Tower decode(byte[] octets) {
		if (octets.length > MAX_LENGTH) {
			throw new BadStubDataException(
					"Tower of %d octets: %d are the most (MS-RPCE 2.2.1.2.2)".formatted(octets.length, MAX_LENGTH));
		}
		ByteBuffer buffer = ByteBuffer.wrap(octets).order(ByteOrder.LITTLE_ENDIAN);
		int count = length(buffer, "Tower: the floor count");
		if (count * MIN_FLOOR_LENGTH > buffer.remaining()) {
			throw new BadStubDataException("Tower of %d octets can't hold the %d floors it announces (C706 appendix L)"
				.formatted(octets.length, count));
		}
		List<Floor> floors = new ArrayList<>(count);
		for (int i = 1; i <= count; i++) {
			byte[] left = octets(buffer, i, "left");
			if (left.length == 0) {
				throw new BadStubDataException(
						"Tower floor %d at offset %d: the left-hand side has no protocol identifier (C706 appendix L)"
							.formatted(i, buffer.position()));
			}
			byte[] protocolData = new byte[left.length - 1];
			System.arraycopy(left, 1, protocolData, 0, protocolData.length);
			floors.add(new Floor(Byte.toUnsignedInt(left[0]), protocolData, octets(buffer, i, "right")));
		}
		return new Tower(floors);
	}

	private static byte[] octets(ByteBuffer buffer, int floor, String side) {
		int length = length(buffer, "Tower floor %d: the length of the %s-hand side".formatted(floor, side));
		if (length > buffer.remaining()) {
			throw new BadStubDataException(
					"Tower floor %d at offset %d: the %s-hand side of %d octets exceeds the %d left (C706 appendix L)"
						.formatted(floor, buffer.position(), side, length, buffer.remaining()));
		}
		byte[] octets = new byte[length];
		buffer.get(octets);
		return octets;
	}

	private static int length(ByteBuffer buffer, String what) {
		if (buffer.remaining() < Short.BYTES) {
			throw new BadStubDataException("%s at offset %d is cut off: %d octets left of 2 (C706 appendix L)"
				.formatted(what, buffer.position(), buffer.remaining()));
		}
		return Short.toUnsignedInt(buffer.getShort());
	}

	/**
	 * Encode this tower.
	 * @return the octet string
	 */
	byte[] encode() {
		ByteBuffer buffer = ByteBuffer.allocate(length()).order(ByteOrder.LITTLE_ENDIAN);
		buffer.putShort((short) this.floors.size());
		for (Floor floor : this.floors) {
			buffer.putShort((short) (1 + floor.protocolData().length))
				.put((byte) floor.protocol())
				.put(floor.protocolData())
				.putShort((short) floor.addressData().length)
				.put(floor.addressData());
		}
		return buffer.array();
	}

	private int length() {
		int length = Short.BYTES;
		for (Floor floor : this.floors) {
			length += MIN_FLOOR_LENGTH + floor.protocolData().length + floor.addressData().length;
		}
		return length;
	}

	/**
	 * Return the interface that the first floor names.
	 * @return the interface id
	 * @throws BadStubDataException if it names none
	 */
	InterfaceId interfaceId() {
		return syntax(0).toInterfaceId();
	}

	/**
	 * Return the transfer syntax that the second floor names.
	 * @return the transfer syntax
	 * @throws BadStubDataException if it names none
	 */
	SyntaxId transferSyntax() {
		return syntax(1);
	}

	private SyntaxId syntax(int index) {
		if (index >= this.floors.size()) {
			throw new BadStubDataException(
					"Tower of %d floors: expected 3 at least (C706 appendix L)".formatted(this.floors.size()));
		}
		return this.floors.get(index).syntax();
	}

	/**
	 * Return the protocol sequence that the floors from the third on make up.
	 * @return the protocol sequence, or {@code null} where it is none that is known
	 */
	@Nullable ProtocolSequence protocolSequence() {
		TowerTransport transport = TowerTransport.of(this.floors);
		return (transport != null) ? transport.protocolSequence() : null;
	}

	/**
	 * Return the endpoint that the floors from the third on make up.
	 * @return the endpoint, parts that are left open empty; {@code null} where the
	 * protocol sequence is none that is known
	 * @throws BadStubDataException if one of the floors has the wrong length
	 */
	@Nullable Endpoint endpoint() {
		TowerTransport transport = TowerTransport.of(this.floors);
		return (transport != null) ? transport.endpoint(this.floors) : null;
	}

}
