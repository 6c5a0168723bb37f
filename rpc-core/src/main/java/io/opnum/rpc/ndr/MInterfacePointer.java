package io.opnum.rpc.ndr;

import java.util.Arrays;
import java.util.HexFormat;

import io.opnum.rpc.SizeIs;
import io.opnum.rpc.Unsigned;

/**
 * A marshalled interface pointer: an object reference as an octet string that is not
 * looked into (MS-DCOM 2.2.14). In IDL an interface pointer such as {@code IUnknown *}
 * has the octets of a unique pointer to it: {@code @Nullable MInterfacePointer}. The
 * octets are not copied: leave them unchanged.
 *
 * @param count the number of octets
 * @param data the octets, an OBJREF
 * @since 0.1.0
 */
public record MInterfacePointer(@Unsigned int count, @SizeIs("count") byte[] data) {

	/**
	 * Create one.
	 * @param data the octets, an OBJREF
	 */
	public MInterfacePointer(byte[] data) {
		this(data.length, data);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof MInterfacePointer pointer && this.count == pointer.count
				&& Arrays.equals(this.data, pointer.data);
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.data);
	}

	@Override
	public String toString() {
		return "MInterfacePointer[" + HexFormat.of().formatHex(this.data) + "]";
	}

}
