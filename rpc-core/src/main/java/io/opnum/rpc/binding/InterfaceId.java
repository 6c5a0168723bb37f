package io.opnum.rpc.binding;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of an RPC interface: a UUID and a version (C706 {@code rpc_if_id_t}).
 * Immutable.
 *
 * @param uuid the interface UUID
 * @param majorVersion the major version, 0 to 65535
 * @param minorVersion the minor version, 0 to 65535
 * @since 0.1.0
 */
public record InterfaceId(UUID uuid, int majorVersion, int minorVersion) {

	/**
	 * The namespace of UUIDs that are derived from the name of a Java interface. It is
	 * part of the wire contract of every interface without a UUID of its own and never
	 * changes.
	 */
	public static final UUID NAMESPACE = UUID.fromString("7d0f1c52-9a3e-4b86-a1d7-3c5e8f60b294");

	private static final Pattern VERSION = Pattern.compile("([0-9]{1,5})(?:\\.([0-9]{1,5}))?");

	/**
	 * Create an interface id.
	 * @param uuid the interface UUID
	 * @param majorVersion the major version
	 * @param minorVersion the minor version
	 * @throws IllegalArgumentException if a version is out of range
	 */
	public InterfaceId {
		if ((majorVersion | minorVersion) >>> 16 != 0) {
			throw new IllegalArgumentException("The version %d.%d of an interface must be within 0 and 65535"
				.formatted(majorVersion, minorVersion));
		}
	}

	/**
	 * Parse a UUID and a version.
	 * @param uuid the UUID in its text form of 36 characters
	 * @param version the version, {@code major} or {@code major.minor}
	 * @return the interface id
	 * @throws IllegalArgumentException if either is malformed
	 */
	public static InterfaceId of(String uuid, String version) {
		UUID parsed = UuidText.parse(uuid);
		if (parsed == null) {
			throw new IllegalArgumentException(
					"'%s' is no interface UUID: expected 8-4-4-4-12 hexadecimal digits".formatted(uuid));
		}
		return of(parsed, version);
	}

	/**
	 * Derive the UUID of an interface that has none of its own: the version 5 UUID (RFC
	 * 9562, 5.5) of its name in {@link #NAMESPACE}. The version of the interface does not
	 * go into it, so that all versions of an interface share their UUID, as those of a
	 * declared one do.
	 * @param qualifiedName the fully qualified name of the Java interface
	 * ({@link Class#getName()}, with a {@code $} before a nested one)
	 * @param version the version, {@code major} or {@code major.minor}
	 * @return the interface id
	 * @throws IllegalArgumentException if the version is malformed
	 */
	public static InterfaceId derived(String qualifiedName, String version) {
		return of(NameBasedUuid.of(NAMESPACE, qualifiedName), version);
	}

	private static InterfaceId of(UUID uuid, String version) {
		Matcher matcher = VERSION.matcher(version);
		if (!matcher.matches()) {
			throw new IllegalArgumentException(
					"'%s' is no interface version: expected major.minor, for example 1.0".formatted(version));
		}
		String minor = matcher.group(2);
		return new InterfaceId(uuid, Integer.parseInt(matcher.group(1)), (minor != null) ? Integer.parseInt(minor) : 0);
	}

	/**
	 * Return whether a server of this interface serves a client of the other: same UUID,
	 * same major version, and no smaller minor version (C706 6.1.2).
	 * @param client the id that a client asks for
	 * @return whether this serves it
	 */
	public boolean serves(InterfaceId client) {
		return this.majorVersion == client.majorVersion && this.minorVersion >= client.minorVersion
				&& this.uuid.equals(client.uuid);
	}

	@Override
	public String toString() {
		return this.uuid + " v" + this.majorVersion + "." + this.minorVersion;
	}

}
