package io.opnum.rpc.epm;

import io.opnum.rpc.binding.InterfaceId;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of an interface a lookup asks for ({@code vers_option} of MS-RPCE
 * 2.2.1.2.4).
 *
 * @since 0.1.0
 */
public enum VersionOption {

	/** Any version. */
	ALL,

	/** The same major version and no smaller minor version. */
	COMPATIBLE,

	/** The same version. */
	EXACT,

	/** The same major version. */
	MAJOR_ONLY,

	/** No later version. */
	UP_TO;

	private static final VersionOption[] VALUES = values();

	/** Return the number on the wire, 1 to 5. */
	int code() {
		return ordinal() + 1;
	}

	/**
	 * Return the option of a number.
	 * @param code the number on the wire; 0, which MS-RPCE leaves open, is what Samba's
	 * clients send for all versions
	 * @return the option, or {@code null} where there is none
	 */
	static @Nullable VersionOption of(int code) {
		if (code == 0) {
			return ALL;
		}
		return (code > 0 && code <= VALUES.length) ? VALUES[code - 1] : null;
	}

	/**
	 * Return whether an entry has a version that is asked for.
	 * @param asked the interface that is asked for
	 * @param registered the interface of the entry, of the same UUID
	 * @return whether it has
	 */
	boolean matches(InterfaceId asked, InterfaceId registered) {
		return switch (this) {
			case ALL -> true;
			case COMPATIBLE -> registered.serves(asked);
			case EXACT -> registered.equals(asked);
			case MAJOR_ONLY -> registered.majorVersion() == asked.majorVersion();
			case UP_TO ->
				registered.majorVersion() < asked.majorVersion() || (registered.majorVersion() == asked.majorVersion()
						&& registered.minorVersion() <= asked.minorVersion());
		};
	}

}
