package io.opnum.rpc.security.kerberos;

/**
 * The version of the protocol, which messages begin with.
 */
final class ProtocolVersion {

	static final int NUMBER = 5;

	private ProtocolVersion() {
	}

	static void check(Fields fields, int version, int type, int expectedType) {
		if (fields.integer(version) != NUMBER || fields.integer(type) != expectedType) {
			throw new IllegalArgumentException("Not message %d of Kerberos 5".formatted(expectedType));
		}
	}

}
