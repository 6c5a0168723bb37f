package io.opnum.rpc.pdu;

/**
 * A version of the RPC protocol, as a {@link BindNak} lists them.
 *
 * @param major the major version
 * @param minor the minor version
 * @since 0.1.0
 */
public record ProtocolVersion(int major, int minor) {

	/** The version spoken here, 5.0. */
	public static final ProtocolVersion CURRENT = new ProtocolVersion(5, 0);

}
