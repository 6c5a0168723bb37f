package io.opnum.rpc.binding;

import java.util.UUID;

/**
 * The identifier of an RPC interface: a UUID and a version (C706 {@code rpc_if_id_t}).
 *
 * @param uuid the interface UUID
 * @param majorVersion the major version, 0 to 65535
 * @param minorVersion the minor version, 0 to 65535
 * @since 0.1.0
 */
public record InterfaceId(UUID uuid, int majorVersion, int minorVersion) {

	public InterfaceId {
		if ((majorVersion | minorVersion) >>> 16 != 0) {
			throw new IllegalArgumentException("The version %d.%d of an interface must be within 0 and 65535"
				.formatted(majorVersion, minorVersion));
		}
	}

	/**
	 * Parse a UUID and a version.
	 * @param uuid the UUID in its text form
	 * @param version the version, {@code major} or {@code major.minor}
	 * @return the interface id
	 * @throws IllegalArgumentException if either is malformed
	 */
	public static InterfaceId of(String uuid, String version) {
		int dot = version.indexOf('.');
		try {
			return new InterfaceId(UUID.fromString(uuid),
					Integer.parseInt((dot < 0) ? version : version.substring(0, dot)),
					(dot < 0) ? 0 : Integer.parseInt(version.substring(dot + 1)));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException("'%s' is no version: expected major.minor".formatted(version), ex);
		}
	}

	/**
	 * Return whether a server of this interface serves a client of the other: same UUID,
	 * same major version, and no smaller minor version (C706 6.1.2).
	 * @param client the id that a client asks for
	 * @return whether this serves it
	 */
	public boolean serves(InterfaceId client) {
		return this.uuid.equals(client.uuid) && this.majorVersion == client.majorVersion
				&& this.minorVersion >= client.minorVersion;
	}

	@Override
	public String toString() {
		return this.uuid + " v" + this.majorVersion + "." + this.minorVersion;
	}

}
