package io.opnum.rpc.binding;

import java.util.UUID;

/**
 * A presentation syntax identifier (C706 {@code p_syntax_id_t}): of an interface where it
 * is an abstract syntax, of a data representation where it is a transfer syntax.
 *
 * @param uuid the UUID
 * @param majorVersion the major version, 0 to 65535
 * @param minorVersion the minor version, 0 to 65535
 * @since 0.1.0
 */
public record SyntaxId(UUID uuid, int majorVersion, int minorVersion) {

	/** NDR, version 2.0. */
	public static final SyntaxId NDR = new SyntaxId(UUID.fromString("8a885d04-1ceb-11c9-9fe8-08002b104860"), 2, 0);

	/** NDR64, version 1.0. */
	public static final SyntaxId NDR64 = new SyntaxId(UUID.fromString("71710533-beba-4937-8319-b5dbef9ccc36"), 1, 0);

	/** What stands in a rejected result: 20 zero octets. */
	public static final SyntaxId NIL = new SyntaxId(new UUID(0, 0), 0, 0);

	/**
	 * Create a syntax id.
	 * @param uuid the UUID
	 * @param majorVersion the major version
	 * @param minorVersion the minor version
	 * @throws IllegalArgumentException if a version is out of range
	 */
	public SyntaxId {
		if ((majorVersion | minorVersion) >>> 16 != 0) {
			throw new IllegalArgumentException("The version %d.%d of a presentation syntax must be within 0 and 65535"
				.formatted(majorVersion, minorVersion));
		}
	}

	/**
	 * Return the abstract syntax of an interface.
	 * @param interfaceId the interface id
	 * @return its syntax id
	 */
	public static SyntaxId of(InterfaceId interfaceId) {
		return new SyntaxId(interfaceId.uuid(), interfaceId.majorVersion(), interfaceId.minorVersion());
	}

	/**
	 * Return this as the id of an interface.
	 * @return the interface id
	 */
	public InterfaceId toInterfaceId() {
		return new InterfaceId(this.uuid, this.majorVersion, this.minorVersion);
	}

	@Override
	public String toString() {
		return this.uuid + " v" + this.majorVersion + "." + this.minorVersion;
	}

}
