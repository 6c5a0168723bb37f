package io.opnum.rpc.sample.interop;

/**
 * Samba as it would be on a big-endian machine: tokens are little-endian all the same.
 */
@RequiresPeer(Peer.SAMBA)
class BigEndianSambaSecurityIntegrationTests extends AbstractSambaSecurityTests {

	BigEndianSambaSecurityIntegrationTests() {
		super("rpc big endian = yes", "allow dcerpc auth level connect = yes");
	}

}
