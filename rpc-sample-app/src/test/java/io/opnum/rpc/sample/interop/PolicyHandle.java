package io.opnum.rpc.sample.interop;

import java.util.UUID;

/**
 * A context handle in the form in which it crosses the wire, for clients that only hand
 * it back.
 */
record PolicyHandle(int attributes, UUID uuid) {

	static final PolicyHandle NULL = new PolicyHandle(0, new UUID(0, 0));

	static final PolicyHandle UNKNOWN = new PolicyHandle(0, new UUID(1, 2));

}
