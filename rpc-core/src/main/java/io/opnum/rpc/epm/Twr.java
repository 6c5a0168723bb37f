package io.opnum.rpc.epm;

import java.util.Arrays;
import java.util.HexFormat;

import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unsigned;

/**
 * A protocol tower as NDR carries it: an octet string that is not looked into (C706
 * {@code twr_t}, MS-RPCE 2.2.1.2.2). The octets are not copied: leave them unchanged.
 *
 * @param towerLength the number of octets, 2000 at most
 * @param towerOctetString the octets
 * @since 0.1.0
 */
public record Twr(@Unsigned int towerLength, @SizeIs("towerLength") byte[] towerOctetString) {

	static Twr of(Tower tower) {
		byte[] octets = tower.encode();
		return new Twr(octets.length, octets);
	}

	/**
	 * Decode the tower.
	 * @return the tower
	 * @throws io.opnum.rpc.BadStubDataException if it is malformed
	 */
	Tower decode() {
		return Tower.decode(this.towerOctetString);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof Twr twr && this.towerLength == twr.towerLength
				&& Arrays.equals(this.towerOctetString, twr.towerOctetString);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.towerOctetString);
	}

	@Override
	public String toString() {
		return "Twr[" + HexFormat.of().formatHex(this.towerOctetString) + "]";
	}

}
