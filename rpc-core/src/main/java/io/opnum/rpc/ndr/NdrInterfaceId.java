package io.opnum.rpc.ndr;

import java.util.UUID;

import io.opnum.rpc.Unsigned;
import io.opnum.rpc.binding.InterfaceId;

/**
 * An interface id as it is on the wire (C706 {@code rpc_if_id_t}, MS-RPCE 2.2.1.1.1).
 *
 * @param uuid the interface UUID
 * @param versMajor the major version
 * @param versMinor the minor version
 * @since 0.1.0
 */
public record NdrInterfaceId(UUID uuid, @Unsigned short versMajor, @Unsigned short versMinor) {

	/**
	 * Return the wire form of an interface id.
	 * @param interfaceId the interface id
	 * @return its wire form
	 */
	public static NdrInterfaceId of(InterfaceId interfaceId) {
		return new NdrInterfaceId(interfaceId.uuid(), (short) interfaceId.majorVersion(),
				(short) interfaceId.minorVersion());
	}

	/**
	 * Return the interface id.
	 * @return the interface id
	 */
	public InterfaceId toInterfaceId() {
		return new InterfaceId(this.uuid, Short.toUnsignedInt(this.versMajor), Short.toUnsignedInt(this.versMinor));
	}

}
